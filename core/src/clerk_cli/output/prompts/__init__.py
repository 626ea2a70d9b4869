"""Questions on the terminal, drawn with inquirer."""
