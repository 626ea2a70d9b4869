"""The routes of the room."""

from __future__ import annotations

from clerk_cli_sandbox.protect import rules

ROUTES = (rules.routes,)
