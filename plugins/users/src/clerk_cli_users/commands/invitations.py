"""``clerk users organization-invitations``: invitations to join an organization."""

from __future__ import annotations

from typing import Literal

from clerk_cli.api import Column, Example, Page, User, View, argument, date, expiry, get, option

INVITATIONS = View(
    columns=(
        Column("ID", "id"),
        Column("ORGANIZATION", "organization_id"),
        Column("NAME", "public_organization_data.name", truncatable=True),
        Column("ROLE", "role"),
        Column("STATUS", "status", is_status=True),
        Column("EXPIRES", "expires_at", expiry, optional=True),
        Column("CREATED", "created_at", date, optional=True),
    ),
    wide=(Column("EMAIL", "email_address"), Column("SLUG", "public_organization_data.slug")),
    empty="No organization invitations found",
)


class UsersOrganizationInvitations(
    Page,
    name="users organization-invitations",
    route=get("/v1/users/{user_id}/organization_invitations"),
    view=INVITATIONS,
    extension=True,
    examples=(
        Example(
            "clerk users organization-invitations user_123 --status pending",
            "List the organizations that a user can join",
        ),
    ),
):
    """List a user's invitations to organizations."""

    user_id: User = argument("User")
    status: Literal["pending", "accepted", "revoked", "expired"] | None = option(
        "Filter by status: pending, accepted, revoked, expired", metavar="status"
    )
