"""``clerk invitations …`` (reference: Invitation Commands)."""

from __future__ import annotations

from typing import Literal

from clerk_cli.api import (
    BulkCreate,
    Column,
    Command,
    CountedPage,
    JsonObject,
    View,
    argument,
    date,
    flag,
    get,
    option,
    post,
    switch,
)

INVITATIONS = View(
    columns=(
        Column("ID", "id"),
        Column("EMAIL", "email_address", truncatable=True),
        Column("STATUS", "status"),
        Column("CREATED", "created_at", date),
        Column("EXPIRES", "expires_at", date),
    ),
    empty="No invitations found",
)
CREATED = View(columns=(*INVITATIONS.columns, Column("URL", "url")))


class InvitationsList(
    CountedPage,
    name="invitations list",
    aliases=("ls",),
    route=get("/v1/invitations"),
    view=INVITATIONS,
):
    """List invitations; revoked ones only with --status revoked."""

    status: Literal["pending", "accepted", "revoked", "expired"] | None = option(
        "Filter by status: pending, accepted, revoked, expired", metavar="status"
    )
    query: str | None = option("Search by email address or ID", metavar="text")


class InvitationOptions(Command, view=CREATED):
    """What every new invitation can have."""

    redirect_url: str | None = option("URL to redirect to after accepting")
    expires_in_days: int | None = option("Days until expiration", minimum=1, maximum=365)
    notify: bool | None = switch("Send the invitation email")
    ignore_existing: bool = flag("Create even if invitation already exists")
    public_metadata: JsonObject | None = option("Public metadata (JSON, @FILE or -)")


class InvitationsCreate(
    InvitationOptions,
    name="invitations create",
    route=post("/v1/invitations"),
    done="Created invitation {id}.",
):
    """Invite somebody to the instance."""

    email: str = option("Email address to invite", sends="email_address")


class InvitationsBulkCreate(
    InvitationOptions,
    BulkCreate,
    name="invitations bulk-create",
    route=post("/v1/invitations/bulk"),
):
    """Create multiple invitations at once.

    They are sent ten at a time. If a part fails, the parts before it stay, and are shown.
    """

    nouns = ("invitation", "invitations")


class InvitationsRevoke(
    Command,
    name="invitations revoke",
    route=post("/v1/invitations/{invitation_id}/revoke"),
    view=INVITATIONS,
    confirm="Revoke invitation {invitation_id}?",
    done="Revoked invitation {invitation_id}.",
):
    """Revoke a pending invitation."""

    invitation_id: str = argument("The invitation to revoke")
