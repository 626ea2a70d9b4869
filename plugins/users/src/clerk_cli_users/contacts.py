"""What email addresses and phone numbers of users have in common."""

from __future__ import annotations

from typing import ClassVar

from clerk_cli.api import Listing, Outcome, ResponseObject, Update, switch
from clerk_cli_users.user_lists import UserList


class ContactList(UserList):
    """A list of which one entry is the primary one."""

    kind: ClassVar[str]

    def outcome_of(self, user: ResponseObject) -> Outcome:
        """The entries of a user; the table marks the primary one.

        Args:
            user: The user.
        """
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
