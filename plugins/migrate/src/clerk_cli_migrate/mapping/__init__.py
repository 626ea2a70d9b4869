"""Which column is which field: the targets, guesses from names, and mapping files."""
