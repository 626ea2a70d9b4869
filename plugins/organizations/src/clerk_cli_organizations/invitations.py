"""``clerk organizations invitations …``: invitations to an organization."""

from __future__ import annotations

from typing import Literal

from clerk_cli.api import (
    BulkCreate,
    Column,
    Command,
    Example,
    JsonObject,
    Organization,
    Page,
    User,
    View,
    argument,
    date,
    expiry,
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
        Column("STATUS", "status", is_status=True),
        Column("EXPIRES", "expires_at", expiry, optional=True),
        Column("CREATED", "created_at", date, optional=True),
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
    examples=(
        Example(
            "clerk organizations invitations list org_123 --status pending",
            "List the pending invitations to an organization",
        ),
    ),
):
    """List invitations to an organization."""

    organization_id: Organization = argument("Organization")
    status: Literal["pending", "accepted", "revoked", "expired"] | None = option(
        "Filter by status: pending, accepted, revoked, expired", metavar="status"
    )


class InvitationOptions(Command, view=INVITATIONS):
    """The options of a new invitation."""

    organization_id: Organization = argument("Organization")
    role: str = option("Role to assign when accepted, such as org:member")
    inviter_user_id: User | None = option("Inviter", metavar="user")
    redirect_url: str | None = option("URL to redirect to after accepting")
    expires_in_days: int | None = option("Days until expiration", minimum=1, maximum=365)
    notify: bool | None = switch("Send the invitation email")
    public_metadata: JsonObject | None = option("Public metadata (JSON, @FILE, or - for stdin)")


class InvitationsCreate(
    InvitationOptions,
    name="organizations invitations create",
    route=post(PATH),
    done="Created invitation {id}.",
    examples=(
        Example(
            "clerk organizations invitations create org_123"
            " --email jane@example.com --role org:member",
            "Invite someone as a member",
        ),
    ),
):
    """Invite someone to an organization."""

    email: str = option("Email address to invite", sends="email_address")


class InvitationsBulkCreate(
    InvitationOptions,
    BulkCreate,
    name="organizations invitations bulk-create",
    route=post(PATH + "/bulk"),
    extension=True,
    examples=(
        Example(
            "clerk organizations invitations bulk-create org_123"
            " --emails @emails.txt --role org:member",
            "Invite everyone listed in a file",
        ),
    ),
):
    """Invite multiple people to an organization with the same role.

    Invitations are created in batches of 10. If a batch fails, the invitations created before it
    remain and are listed.
    """

    nouns = ("invitation", "invitations")


class InvitationsRevoke(
    Command,
    name="organizations invitations revoke",
    route=post(PATH + "/{invitation_id}/revoke"),
    view=INVITATIONS,
    confirm="Revoke invitation {invitation_id}?",
    done="Revoked invitation {invitation_id}.",
    many=True,
    examples=(
        Example(
            "clerk organizations invitations revoke org_123 orginv_123", "Revoke an invitation"
        ),
    ),
):
    """Revoke a pending invitation to an organization."""

    runs_unattended = True

    organization_id: Organization = argument("Organization")
    invitation_id: str = argument("Invitation ID")
