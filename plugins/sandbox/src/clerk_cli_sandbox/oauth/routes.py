"""The routes of the room: of the Backend API, and of the Frontend API, which OAuth clients use."""

from __future__ import annotations

from clerk_cli_sandbox.oauth import (
    access_tokens,
    applications,
    authorization,
    metadata,
    settings,
    token_endpoint,
    user_claims,
)

ROUTES = (
    applications.routes,
    access_tokens.routes,
    settings.routes,
)
FRONTEND_ROUTES = (
    authorization.routes,
    token_endpoint.routes,
    user_claims.routes,
    metadata.routes,
)
