"""The routes of the room."""

from __future__ import annotations

from clerk_cli_sandbox.machines import api_keys, m2m_tokens, machines, portal_link_tokens

ROUTES = (
    machines.routes,
    m2m_tokens.routes,
    api_keys.routes,
    portal_link_tokens.routes,
)
