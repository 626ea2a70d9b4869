"""The connection to the Backend API."""

from __future__ import annotations

from clerk_cli.http import lean_imports

__all__ = ["lean_imports"]
