"""The resources of the API, one module each."""

from __future__ import annotations

from clerk_cli_sandbox.resources import (
    api_keys,
    billing_catalog,
    contacts,
    credit_balances,
    domains,
    instance_settings,
    invitations,
    jwt_templates,
    m2m_tokens,
    machines,
    memberships,
    one_time_tokens,
    organization_domains,
    organization_invitations,
    organizations,
    permissions,
    protect,
    redirect_urls,
    restrictions,
    role_sets,
    roles,
    session_tokens,
    sessions,
    statements,
    subscriptions,
    user_security,
    users,
    waitlist,
)
from clerk_cli_sandbox.routing import Operation

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
    session_tokens,
    one_time_tokens,
    invitations,
    waitlist,
    restrictions,
    domains,
    redirect_urls,
    jwt_templates,
    instance_settings,
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
    """Every operation that the sandbox supports."""
    return [operation for module in MODULES for operation in module.routes.operations]
