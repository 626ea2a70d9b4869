"""The routes of the room."""

from __future__ import annotations

from clerk_cli_sandbox.oauth import access_tokens, applications, settings

ROUTES = (
    applications.routes,
    access_tokens.routes,
    settings.routes,
)
