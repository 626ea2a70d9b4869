"""The check of every record before anything is sent."""
