"""Roles of the source, and the roles that take their place: ``--set role.SLUG=org:key``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from clerk_cli_migrate.records import (
    Membership,
    MembershipRecord,
    OrganizationRecord,
    Record,
    RoleRecord,
    UserRecord,
)

ROLE_PARAMETER, PREFIX = "role.", "org:"


def roles_of(parameters: Mapping[str, str]) -> dict[str, str]:
    """The keys that take the place of others, by those.

    Args:
        parameters: What ``--set`` says.
    """
    return {
        role_key(name.removeprefix(ROLE_PARAMETER)): role_key(value)
        for name, value in parameters.items()
        if name.startswith(ROLE_PARAMETER)
    }


def role_key(slug: str) -> str:
    """The key of a role, which may be written without its beginning.

    Args:
        slug: Such as ``pilot`` or ``org:pilot``.
    """
    return slug if slug.startswith(PREFIX) or not slug else f"{PREFIX}{slug}"


def with_roles(record: Record, roles: Mapping[str, str]) -> Record:
    """A record that names the roles that take the place of others.

    Args:
        record: The record.
        roles: Keys by the keys of the source.
    """
    if isinstance(record, MembershipRecord):
        return replace(record, membership=_membership(record.membership, roles))
    if isinstance(record, OrganizationRecord):
        invitations = tuple(
            {**body, "role": roles.get(str(body.get("role")), body.get("role"))}
            for body in record.invitations
        )
        return replace(record, invitations=invitations)
    if isinstance(record, UserRecord) and record.memberships:
        memberships = tuple(_membership(membership, roles) for membership in record.memberships)
        return replace(record, memberships=memberships)
    if isinstance(record, RoleRecord) and record.key in roles:
        return UserRecord(record.place, {}, skipped="role replaced by --set")
    return record


def _membership(membership: Membership, roles: Mapping[str, str]) -> Membership:
    return replace(membership, role=roles.get(membership.role, membership.role))
