"""The resources of the API, one module each."""

from __future__ import annotations

from clerk_cli_sandbox.resources import (
    api_keys,
    billing_catalog,
    contacts,
    credit_balances,
    domains,
    instance,
    invitations,
    jwt_templates,
    m2m_tokens,
    machines,
    memberships,
    organization_domains,
    organization_invitations,
    organizations,
    permissions,
    protect,
    redirect_urls,
    restrictions,
    role_sets,
    roles,
    sessions,
    statements,
    subscriptions,
    tickets,
    tokens,
    user_security,
    users,
    waitlist,
)
from clerk_cli_sandbox.routes import Operation

MODULES = (
    users,
    user_security,
    contacts,
    organizations,
    memberships,
    organization_invitations,
    organization_domains,
    permissions,
    roles,
    role_sets,
    sessions,
    tokens,
    tickets,
    invitations,
    waitlist,
    restrictions,
    domains,
    redirect_urls,
    jwt_templates,
    instance,
    api_keys,
    machines,
    m2m_tokens,
    billing_catalog,
    subscriptions,
    statements,
    protect,
    credit_balances,
)


def operations() -> list[Operation]:
    """Every operation that the sandbox knows."""
    return [operation for module in MODULES for operation in module.routes.operations]
