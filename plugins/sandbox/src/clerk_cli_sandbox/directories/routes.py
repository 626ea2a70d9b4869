"""The routes of the room."""

from __future__ import annotations

from clerk_cli_sandbox.directories import directories, mappings

ROUTES = (
    directories.routes,
    mappings.routes,
)
