"""Objects in SQLite, and what all of them have: ids, times, hidden members."""
