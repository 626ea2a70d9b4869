"""The schema of events: the fields that expressions can use, and the commands that show them."""
