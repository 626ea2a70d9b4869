"""``clerk waitlist …``: people who asked to join (an extension)."""

from __future__ import annotations

from typing import Literal

from clerk_cli.api import (
    DELETED,
    APIError,
    BulkCreate,
    Column,
    Command,
    Context,
    Example,
    Outcome,
    Page,
    Result,
    Subject,
    View,
    argument,
    date,
    delete,
    flag,
    get,
    option,
    post,
    switch,
)

ENTRIES = View(
    columns=(
        Column("ID", "id"),
        Column("EMAIL", "email_address", truncatable=True),
        Column("STATUS", "status", is_status=True),
        Column("CREATED", "created_at", date, optional=True),
    ),
    empty="No waitlist entries found",
)
PATH = "/v1/waitlist_entries"
ONE = PATH + "/{waitlist_entry_id}"


class WaitlistList(
    Page,
    name="waitlist list",
    aliases=("ls",),
    route=get(PATH),
    view=ENTRIES,
    extension=True,
    examples=(
        Example("clerk waitlist list --status pending", "List pending waitlist entries"),
        Example("clerk waitlist list --all -o csv", "Export the waitlist as CSV"),
    ),
):
    """List waitlist entries, newest first."""

    status: Literal["pending", "invited", "completed", "rejected"] | None = option(
        "Filter by status: pending, invited, completed, rejected", metavar="status"
    )
    query: str | None = option("Search by email address or ID", metavar="text")
    order_by: str | None = option(
        "Sort field (prefix with - for desc, + for asc)",
        metavar="field",
        completes=("created_at", "invited_at", "email_address"),
    )


class EntryOptions(Command, view=ENTRIES, extension=True):
    """The options of a new entry."""

    notify: bool | None = switch("Send the confirmation email")


class WaitlistAdd(
    EntryOptions,
    name="waitlist add",
    route=post(PATH),
    done="{email_address} is on the waitlist.",
    examples=(
        Example("clerk waitlist add --email jane@example.com", "Add someone to the waitlist"),
    ),
):
    """Add an email address to the waitlist.

    An address that is already on the waitlist keeps its entry.
    """

    email: str = option("Email address to add", sends="email_address")


class WaitlistBulkAdd(
    EntryOptions,
    BulkCreate,
    name="waitlist bulk-add",
    route=post(PATH + "/bulk"),
    examples=(
        Example("clerk waitlist bulk-add --emails @emails.txt", "Add everyone listed in a file"),
    ),
):
    """Add multiple email addresses to the waitlist.

    Entries are created in batches of 50. If a batch fails, the entries created before it remain and
    are listed.
    """

    batch_size = 50
    nouns = ("waitlist entry", "waitlist entries")


AVOIDABLE = frozenset(
    {"duplicate_record", "form_identifier_exists", "waitlist_entry_already_invited"}
)
"""The codes of errors that the option for existing invitations avoids."""

LISTED = Subject(listed=get("/v1/waitlist_entries"), query={"query": "{}"})
"""The API has no operation for one entry."""


class EntryCommand(Command, view=ENTRIES, extension=True):
    """A command about one entry."""

    waitlist_entry_id: str = argument("Waitlist entry ID")


class WaitlistInvite(
    EntryCommand,
    name="waitlist invite",
    route=post(ONE + "/invite"),
    done="Invited {email_address}.",
    many=True,
    examples=(Example("clerk waitlist invite wle_123", "Invite someone from the waitlist"),),
):
    """Invite someone from the waitlist."""

    objects_route = post(ONE + "/invite")

    ignore_existing: bool = flag("Invite even if an invitation already exists")

    def run(self, context: Context) -> Outcome | Result:
        """Send the request; where the address was invited before, the error names the option."""
        try:
            return super().run(context)
        except APIError as error:
            if AVOIDABLE.intersection(error.codes):
                error.hint = "To invite them anyway, pass --ignore-existing."
            raise


class WaitlistReject(
    EntryCommand,
    name="waitlist reject",
    route=post(ONE + "/reject"),
    confirm="Reject waitlist entry {waitlist_entry_id}?",
    subject=LISTED,
    done="Rejected {email_address}.",
    many=True,
    examples=(Example("clerk waitlist reject wle_123", "Reject a waitlist entry"),),
):
    """Reject a waitlist entry."""


class WaitlistDelete(
    EntryCommand,
    name="waitlist delete",
    aliases=("rm",),
    route=delete(ONE),
    view=DELETED,
    confirm="Delete waitlist entry {waitlist_entry_id}?",
    subject=LISTED,
    done="Deleted waitlist entry {waitlist_entry_id}.",
    many=True,
    examples=(Example("clerk waitlist delete wle_123", "Delete a waitlist entry"),),
):
    """Delete a pending waitlist entry."""
