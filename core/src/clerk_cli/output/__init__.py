"""Data on stdout in several formats, and talk on stderr."""
