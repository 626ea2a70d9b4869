"""``clerk invitations …``: invitations to sign up."""

from __future__ import annotations

from typing import ClassVar, Literal

from clerk_cli.api import (
    APIError,
    BulkCreate,
    Column,
    Command,
    Context,
    CountedPage,
    Example,
    JsonObject,
    Outcome,
    Subject,
    View,
    argument,
    date,
    expiry,
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
        Column("STATUS", "status", is_status=True),
        Column("EXPIRES", "expires_at", expiry, optional=True),
        Column("CREATED", "created_at", date, optional=True),
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
    examples=(
        Example("clerk invitations list --status pending", "List the pending invitations"),
        Example("clerk invitations list --query example.com", "Search by email address"),
    ),
):
    """List invitations.

    Revoked invitations are listed only with --status revoked.
    """

    status: Literal["pending", "accepted", "revoked", "expired"] | None = option(
        "Filter by status: pending, accepted, revoked, expired", metavar="status"
    )
    query: str | None = option("Search by email address or ID", metavar="text")


class InvitationOptions(Command, view=CREATED):
    """The options of a new invitation."""

    avoidable: ClassVar[frozenset[str]] = frozenset({"duplicate_record"})
    """The codes of errors that the option for existing invitations avoids."""

    redirect_url: str | None = option("URL to redirect to after accepting")
    expires_in_days: int | None = option("Days until expiration", minimum=1, maximum=365)
    notify: bool | None = switch("Send the invitation email")
    ignore_existing: bool = flag("Create the invitation even if one already exists")
    public_metadata: JsonObject | None = option("Public metadata (JSON, @FILE, or - for stdin)")

    def run(self, context: Context) -> Outcome:
        """Send the request; where the address was invited before, the error names the option."""
        try:
            return Outcome.of(super().run(context))
        except APIError as error:
            if self.avoidable.intersection(error.codes):
                error.hint = "To invite them anyway, pass --ignore-existing."
            raise


class InvitationsCreate(
    InvitationOptions,
    name="invitations create",
    route=post("/v1/invitations"),
    done="Created invitation {id}.",
    examples=(
        Example("clerk invitations create --email jane@example.com", "Invite someone by email"),
        Example(
            "clerk invitations create --email jane@example.com --no-notify --expires-in-days 7",
            "Create an invitation link to send manually",
        ),
    ),
):
    """Invite someone to sign up."""

    objects_route = post("/v1/invitations")
    avoidable = InvitationOptions.avoidable | {"form_identifier_exists"}

    email: str = option("Email address to invite", sends="email_address")


class InvitationsBulkCreate(
    InvitationOptions,
    BulkCreate,
    name="invitations bulk-create",
    route=post("/v1/invitations/bulk"),
    examples=(
        Example(
            "clerk invitations bulk-create --emails jane@example.com,john@example.com",
            "Invite two people",
        ),
        Example(
            "clerk invitations bulk-create --emails @emails.txt",
            "Invite everyone listed in a file",
        ),
    ),
):
    """Create multiple invitations at once.

    Invitations are created in batches of 10. If a batch fails, the invitations created before it
    remain and are listed.
    """

    objects_route = post("/v1/invitations/bulk")
    nouns = ("invitation", "invitations")


class InvitationsRevoke(
    Command,
    name="invitations revoke",
    route=post("/v1/invitations/{invitation_id}/revoke"),
    view=INVITATIONS,
    confirm="Revoke invitation {invitation_id}?",
    subject=Subject(listed=get("/v1/invitations"), query={"query": "{}"}),
    done="Revoked invitation {invitation_id}.",
    many=True,
    examples=(Example("clerk invitations revoke inv_123", "Revoke an invitation"),),
):
    """Revoke a pending invitation."""

    invitation_id: str = argument("Invitation ID")
