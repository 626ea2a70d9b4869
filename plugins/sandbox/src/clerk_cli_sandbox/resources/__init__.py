"""The resources of the API, one module each."""

from __future__ import annotations

from clerk_cli_sandbox.resources import (
    contacts,
    memberships,
    organization_invitations,
    organizations,
    users,
)
from clerk_cli_sandbox.routes import Operation

MODULES = (users, contacts, organizations, memberships, organization_invitations)


def operations() -> list[Operation]:
    """Every operation that the sandbox knows."""
    return [operation for module in MODULES for operation in module.routes.operations]
