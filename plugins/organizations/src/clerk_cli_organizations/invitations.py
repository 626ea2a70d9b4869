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
    User,
    View,
    argument,
    date,
    date_time,
    expiry,
    get,
    heading,
    option,
    post,
    switch,
)
from clerk_cli_organizations.instance_lists import InstanceList

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
INVITATION = View(
    columns=INVITATIONS.columns,
    details=(
        Column("Invitation", "id"),
        Column("Email", "email_address"),
        Column("Organization", "organization_id"),
        Column("Role", "role"),
        Column("Status", "status", is_status=True),
        Column("Invited by", "inviter_id"),
        Column("URL", "url"),
        heading("Activity"),
        Column("Created", "created_at", date_time),
        Column("Updated", "updated_at", date_time),
        Column("Expires", "expires_at", date_time),
        heading("Metadata"),
        Column("Public metadata", "public_metadata"),
        Column("Private metadata", "private_metadata"),
    ),
)
PATH = "/v1/organizations/{organization_id}/invitations"


class InvitationsList(
    InstanceList,
    name="organizations invitations list",
    aliases=("ls",),
    route=get(PATH),
    view=INVITATIONS,
    examples=(
        Example(
            "clerk organizations invitations list org_123 --status pending",
            "List the pending invitations to an organization",
        ),
        Example(
            "clerk organizations invitations list --query example.com",
            "Search the invitations to all organizations",
        ),
    ),
):
    """List the invitations to an organization, or to all organizations."""

    instance_route = get("/v1/organization_invitations")
    objects_route = instance_route
    only_of_one = ("email",)
    only_of_all = ("query",)

    status: Literal["pending", "accepted", "revoked", "expired"] | None = option(
        "Filter by status: pending, accepted, revoked, expired", metavar="status"
    )
    email: str | None = option(
        "Filter by the invited email address (with an organization)", sends="email_address"
    )
    query: str | None = option("Search by email address (without an organization)", metavar="text")
    order_by: str | None = option(
        "Sort field: created_at or email_address (prefix with - for desc)",
        metavar="field",
        completes=("created_at", "email_address"),
    )


class InvitationsGet(
    Command,
    name="organizations invitations get",
    route=get(PATH + "/{invitation_id}"),
    view=INVITATION,
    extension=True,
    many=True,
    examples=(
        Example(
            "clerk organizations invitations get org_123 orginv_123",
            "Show an invitation to an organization",
        ),
    ),
):
    """Show an invitation to an organization."""

    organization_id: Organization = argument("Organization")
    invitation_id: str = argument("Invitation ID")


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
