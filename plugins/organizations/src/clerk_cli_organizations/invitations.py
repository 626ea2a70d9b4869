"""``clerk organizations invitations …`` (reference: clerk organizations invitations)."""

from __future__ import annotations

from typing import Literal

from clerk_cli.api import (
    BulkCreate,
    Column,
    Command,
    JsonObject,
    Page,
    View,
    argument,
    date,
    get,
    option,
    post,
    switch,
)

INVITATIONS = View(
    columns=(
        Column("ID", "id"),
        Column("EMAIL", "email_address", truncatable=True),
        Column("ROLE", "role"),
        Column("STATUS", "status"),
        Column("CREATED", "created_at", date),
        Column("EXPIRES", "expires_at", date),
    ),
    empty="No invitations found",
)
PATH = "/v1/organizations/{organization_id}/invitations"


class InvitationsList(
    Page,
    name="organizations invitations list",
    aliases=("ls",),
    route=get(PATH),
    view=INVITATIONS,
):
    """List invitations to an organization."""

    organization_id: str = argument("The organization")
    status: Literal["pending", "accepted", "revoked", "expired"] | None = option("Filter by status")


class InvitationOptions(Command, view=INVITATIONS):
    """What every new invitation can have."""

    organization_id: str = argument("The organization")
    role: str = option("Role to assign when accepted, such as org:member")
    inviter_user_id: str | None = option("User ID of the inviter")
    redirect_url: str | None = option("URL to redirect to after accepting")
    expires_in_days: int | None = option("Days until expiration", minimum=1, maximum=365)
    notify: bool | None = switch("Send the invitation email")
    public_metadata: JsonObject | None = option("Public metadata (JSON, @FILE or -)")


class InvitationsCreate(
    InvitationOptions,
    name="organizations invitations create",
    route=post(PATH),
    done="Created invitation {id}.",
):
    """Invite somebody to an organization."""

    email: str = option("Email address to invite", sends="email_address")


class InvitationsBulkCreate(
    InvitationOptions,
    BulkCreate,
    name="organizations invitations bulk-create",
    route=post(PATH + "/bulk"),
    extension=True,
):
    """Invite several people to an organization, with the same role.

    They are sent ten at a time. If a part fails, the parts before it stay, and are shown.
    """

    nouns = ("invitation", "invitations")


class InvitationsRevoke(
    Command,
    name="organizations invitations revoke",
    route=post(PATH + "/{invitation_id}/revoke"),
    view=INVITATIONS,
    done="Revoked invitation {invitation_id}.",
):
    """Revoke a pending invitation to an organization."""

    organization_id: str = argument("The organization")
    invitation_id: str = argument("The invitation to revoke")
