"""The routes of the room."""

from __future__ import annotations

from clerk_cli_sandbox.enterprise import connections, saml_connections, test_runs

ROUTES = (
    connections.routes,
    saml_connections.routes,
    test_runs.routes,
)
