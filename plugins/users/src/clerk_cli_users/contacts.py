"""What email addresses and phone numbers of users have in common."""

from __future__ import annotations

from typing import ClassVar

from clerk_cli.api import Context, Json, ListCommand, Listing, Update, argument, get, switch


class ContactList(ListCommand, route=get("/v1/users/{user_id}")):
    """A list that is part of the user: the API has no endpoint for it."""

    user_id: str = argument("The user")
    kind: ClassVar[str]
    plural: ClassVar[str]

    def run(self, context: Context) -> Listing:
        """Read the user and take its entries."""
        user = context.send(self.build()).body
        entries = user.get(self.plural) or []
        self.primary_id = user.get(f"primary_{self.kind}_id")
        return Listing(entries, len(entries))

    def render(self, result: Json, context: Context) -> None:
        """Mark the primary one in the table; data stays as the API gave it."""
        if context.format.name == "table":
            marked = [
                {**entry, "primary": entry.get("id") == self.primary_id} for entry in result.data
            ]
            result = Listing(marked, result.total_count)
        super().render(result, context)


class ContactUpdate(Update):
    """A change of one entry."""

    verified: bool | None = switch("Mark as verified")
    primary: bool | None = switch("Set as primary")
