"""What email addresses and phone numbers of users have in common."""

from __future__ import annotations

from typing import ClassVar

from clerk_cli.api import (
    Context,
    ListCommand,
    Listing,
    Outcome,
    Update,
    User,
    argument,
    get,
    switch,
)


class ContactList(ListCommand, route=get("/v1/users/{user_id}")):
    """A list that is part of the user: the API has no endpoint for it."""

    user_id: User = argument("User")
    kind: ClassVar[str]
    plural: ClassVar[str]

    def run(self, context: Context) -> Outcome:
        """Read the user and list its entries; the table marks the primary one."""
        user = context.send(self.build()).object
        entries = user.rows(self.plural)
        primary_id = user.get(f"primary_{self.kind}_id")
        rows = [
            {**entry, "primary": entry.get("id") == primary_id} if isinstance(entry, dict) else {}
            for entry in entries
        ]
        return Outcome(Listing(entries, len(entries)), table=Listing(rows, len(rows)))


class ContactUpdate(Update):
    """A change of one entry."""

    verified: bool | None = switch("Mark as verified")
    primary: bool | None = switch("Set as primary")
