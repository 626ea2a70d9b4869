"""The connection to the Backend API."""

from __future__ import annotations

from clerk_cli.startup import lean_requests

__all__ = ["lean_requests"]
