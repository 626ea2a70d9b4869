"""The resources of the API, one module each."""

from __future__ import annotations

from clerk_cli_sandbox.resources import (
    api_keys,
    contacts,
    domains,
    instance,
    invitations,
    jwt_templates,
    m2m_tokens,
    machines,
    memberships,
    organization_invitations,
    organizations,
    restrictions,
    sessions,
    tokens,
    users,
)
from clerk_cli_sandbox.routes import Operation

MODULES = (
    users,
    contacts,
    organizations,
    memberships,
    organization_invitations,
    sessions,
    tokens,
    invitations,
    restrictions,
    domains,
    jwt_templates,
    instance,
    api_keys,
    machines,
    m2m_tokens,
)


def operations() -> list[Operation]:
    """Every operation that the sandbox knows."""
    return [operation for module in MODULES for operation in module.routes.operations]
