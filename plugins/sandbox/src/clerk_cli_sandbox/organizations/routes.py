"""The routes of the room."""

from __future__ import annotations

from clerk_cli_sandbox.organizations import (
    domains,
    invitations,
    logos,
    memberships,
    organizations,
    permissions,
    role_sets,
    roles,
    settings,
)

ROUTES = (
    organizations.routes,
    logos.routes,
    memberships.routes,
    invitations.routes,
    domains.routes,
    permissions.routes,
    roles.routes,
    role_sets.routes,
    settings.routes,
)
