"""Profiles, settings, aliases and ``.env`` files."""
