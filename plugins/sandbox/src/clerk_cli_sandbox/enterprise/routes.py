"""The routes of the room."""

from __future__ import annotations

from clerk_cli_sandbox.enterprise import connections, runs, saml_connections

ROUTES = (
    connections.routes,
    saml_connections.routes,
    runs.routes,
)
