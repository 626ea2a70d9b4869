"""The routes of the room."""

from __future__ import annotations

from clerk_cli_sandbox.tokens import (
    agent_tasks,
    clients,
    jwt_templates,
    one_time_tokens,
    session_tokens,
    sessions,
    sign_ups,
    testing_tokens,
)

ROUTES = (
    sessions.routes,
    clients.routes,
    sign_ups.routes,
    session_tokens.routes,
    one_time_tokens.routes,
    agent_tasks.routes,
    testing_tokens.routes,
    jwt_templates.routes,
)
