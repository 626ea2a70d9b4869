"""Manage Clerk instances from a terminal, a script or a CI job."""

__version__ = "0.1.0"
