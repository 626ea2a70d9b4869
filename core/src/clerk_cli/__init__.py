"""Manage Clerk instances from a terminal, a script or a CI job."""

from __future__ import annotations

__version__ = "0.1.0"
