"""The rooms of the API, and their operations."""

from __future__ import annotations

from clerk_cli_sandbox.billing.routes import ROUTES as BILLING
from clerk_cli_sandbox.directories.routes import ROUTES as DIRECTORIES
from clerk_cli_sandbox.enterprise.routes import ROUTES as ENTERPRISE
from clerk_cli_sandbox.http.routing import Operation
from clerk_cli_sandbox.identity.routes import ROUTES as IDENTITY
from clerk_cli_sandbox.instance.routes import ROUTES as INSTANCE
from clerk_cli_sandbox.machines.routes import ROUTES as MACHINES
from clerk_cli_sandbox.oauth.routes import FRONTEND_ROUTES as OAUTH_FRONTEND
from clerk_cli_sandbox.oauth.routes import ROUTES as OAUTH
from clerk_cli_sandbox.organizations.routes import ROUTES as ORGANIZATIONS
from clerk_cli_sandbox.protect.routes import ROUTES as PROTECT
from clerk_cli_sandbox.tokens.routes import ROUTES as TOKENS

ROOMS = (
    IDENTITY,
    ORGANIZATIONS,
    TOKENS,
    MACHINES,
    OAUTH,
    DIRECTORIES,
    BILLING,
    ENTERPRISE,
    PROTECT,
    INSTANCE,
)

FRONTEND = (OAUTH_FRONTEND,)
FRONTEND_PATHS = ("/oauth/", "/.well-known/")
"""How the paths of Clerk's Frontend API begin, as far as the sandbox supports it."""


def operations() -> list[Operation]:
    """Every operation of the Backend API that the sandbox supports."""
    return [operation for room in ROOMS for routes in room for operation in routes.operations]


def frontend_operations() -> list[Operation]:
    """Every operation of the Frontend API that the sandbox supports."""
    return [operation for room in FRONTEND for routes in room for operation in routes.operations]
