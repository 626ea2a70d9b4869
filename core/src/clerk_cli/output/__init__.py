"""Data on stdout in several formats, and messages on stderr."""
