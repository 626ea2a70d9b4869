"""Lists that are a part of the user: the API has no operation for them."""

from __future__ import annotations

from typing import ClassVar

from clerk_cli.api import (
    Context,
    ListCommand,
    Listing,
    Outcome,
    ResponseObject,
    User,
    argument,
    get,
)


class UserList(ListCommand, route=get("/v1/users/{user_id}")):
    """What a user has several of; a subclass names the member of the user."""

    user_id: User = argument("User")
    plural: ClassVar[str]

    def run(self, context: Context) -> Outcome:
        """Read the user, and list what the user has."""
        return self.outcome_of(context.send(self.build()).object)

    def outcome_of(self, user: ResponseObject) -> Outcome:
        """The list of a user.

        Args:
            user: The user.
        """
        rows = user.rows(self.plural)
        return Outcome(Listing(rows, len(rows)))
