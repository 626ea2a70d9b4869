"""``clerk waitlist …``: who would like to join (beyond the reference)."""

from __future__ import annotations

from typing import Literal

from clerk_cli.api import (
    DELETED,
    BulkCreate,
    Column,
    Command,
    Page,
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
        Column("STATUS", "status"),
        Column("CREATED", "created_at", date),
    ),
    empty="No waitlist entries found",
)
PATH = "/v1/waitlist_entries"
ONE = PATH + "/{waitlist_entry_id}"


class WaitlistList(
    Page, name="waitlist list", aliases=("ls",), route=get(PATH), view=ENTRIES, extension=True
):
    """List waitlist entries, newest first."""

    status: Literal["pending", "invited", "completed", "rejected"] | None = option(
        "Filter by status: pending, invited, completed, rejected", metavar="status"
    )
    query: str | None = option("Search by email address or ID", metavar="text")
    order_by: str | None = option("Sort field (prefix with - for desc, + for asc)", metavar="field")


class EntryOptions(Command, view=ENTRIES, extension=True):
    """What every new entry can have."""

    notify: bool | None = switch("Send the confirmation email")


class WaitlistAdd(
    EntryOptions,
    name="waitlist add",
    route=post(PATH),
    done="{email_address} is on the waitlist.",
):
    """Add an email address to the waitlist; one that waits already keeps its entry."""

    email: str = option("Email address to add", sends="email_address")


class WaitlistBulkAdd(
    EntryOptions, BulkCreate, name="waitlist bulk-add", route=post(PATH + "/bulk")
):
    """Add several email addresses to the waitlist.

    They are sent fifty at a time. If a part fails, the parts before it stay, and are shown.
    """

    batch_size = 50
    nouns = ("waitlist entry", "waitlist entries")


class EntryCommand(Command, view=ENTRIES, extension=True):
    """A command about one entry."""

    waitlist_entry_id: str = argument("The waitlist entry")


class WaitlistInvite(
    EntryCommand,
    name="waitlist invite",
    route=post(ONE + "/invite"),
    done="Invited {email_address}.",
):
    """Invite who waits."""

    ignore_existing: bool = flag("Invite even if an invitation exists already")


class WaitlistReject(
    EntryCommand,
    name="waitlist reject",
    route=post(ONE + "/reject"),
    confirm="Reject waitlist entry {waitlist_entry_id}?",
    done="Rejected {email_address}.",
):
    """Turn down who waits."""


class WaitlistDelete(
    EntryCommand,
    name="waitlist delete",
    aliases=("rm",),
    route=delete(ONE),
    view=DELETED,
    confirm="Delete waitlist entry {waitlist_entry_id}?",
    done="Deleted waitlist entry {waitlist_entry_id}.",
):
    """Delete a pending waitlist entry."""
