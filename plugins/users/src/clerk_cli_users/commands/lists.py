"""Lists of users, and how many there are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from clerk_cli.api import (
    APIError,
    APIObject,
    Command,
    Context,
    Csv,
    Example,
    Json,
    Listing,
    NetworkError,
    Organizations,
    Page,
    Request,
    RowStream,
    Timestamp,
    Users,
    get,
    option,
    switch,
)
from clerk_cli_users.views import USER

NOT_FILTERS = ("limit", "offset", "order_by")
NO_FILTERS: Mapping[str, Json] = {}
MAX_VALUES = 100
"""How many values the API takes for a filter."""

CURSOR_ORDERS = (None, "created_at", "+created_at", "-created_at")


class UserFilters(Command):
    """A command about the users that match filters."""

    email: Csv | None = option(
        "Filter by email addresses (comma-separated)",
        metavar="emails",
        sends="email_address",
        maximum=MAX_VALUES,
    )
    phone: Csv | None = option(
        "Filter by phone numbers (comma-separated)",
        metavar="phones",
        sends="phone_number",
        maximum=MAX_VALUES,
    )
    username: Csv | None = option(
        "Filter by usernames (comma-separated)", metavar="usernames", maximum=MAX_VALUES
    )
    external_id: Csv | None = option(
        "Filter by external IDs (comma-separated)", metavar="ids", maximum=MAX_VALUES
    )
    user_id: Users | None = option(
        "Filter by users (comma-separated)", metavar="users", maximum=MAX_VALUES
    )
    organization_id: Organizations | None = option(
        "Filter by organization membership (comma-separated)",
        metavar="organizations",
        maximum=MAX_VALUES,
    )
    query: str | None = option(
        "Search across email, phone, username, name, user ID", metavar="text"
    )
    banned: bool | None = switch("Filter by whether users are banned")
    last_active_since: Timestamp | None = option(
        "Only users active since a time: 7d, 2h, 2026-11-01, or ISO 8601",
        sends="last_active_at_after",
    )
    last_sign_in_after: Timestamp | None = option(
        "Only users who last signed in after a time, such as 7d", sends="last_sign_in_at_after"
    )
    last_sign_in_before: Timestamp | None = option(
        "Only users who last signed in before a time, such as 90d",
        sends="last_sign_in_at_before",
    )
    created_after: Timestamp | None = option(
        "Only users created after a time, such as 7d or 2026-11-01", sends="created_at_after"
    )
    created_before: Timestamp | None = option(
        "Only users created before a time, such as 2026-11-01", sends="created_at_before"
    )


class SortedUsers(Page):
    """A page of users in an order."""

    order_by: str | None = option(
        "Sort field (prefix with - for desc, + for asc)",
        metavar="field",
        completes=(
            "created_at", "updated_at", "last_active_at", "last_sign_in_at", "email_address",
            "first_name", "last_name", "phone_number", "username", "web3wallet",
        ),
    )  # fmt: skip


class UsersList(
    UserFilters,
    SortedUsers,
    name="users list",
    aliases=("ls",),
    route=get("/v1/users"),
    view=USER,
    examples=(
        Example("clerk users list --limit 50 --order-by -created_at", "List the 50 newest users"),
        Example("clerk users list --query jane", "Search by name, email, phone, or ID"),
        Example("clerk users list --created-after 7d", "List the users of the last week"),
        Example("clerk users list --all -o csv", "Export all users as CSV"),
        Example("clerk users list --fields id,username,banned", "Choose the columns"),
    ),
):
    """List the users of the instance."""

    objects_route = get("/v1/users")

    def run(self, context: Context) -> Listing | RowStream:
        """Read the page, then the number of all users that match the filters.

        The list has no total of its own; the count takes only the filters. A page that is not full
        is the last one, so that it says itself how many there are.
        """
        request = self.build()
        if self.all_:
            total = self._total(context, request)
            return self.all_pages(context, total, partial(self._count, context, request))
        rows = context.send(request).listing().data
        total = self.total_without_count(len(rows))
        return Listing(rows, self._total(context, request) if total is None else total)

    @property
    def has_cursor(self) -> bool:
        """Whether the API takes a cursor: in order of creation, from the first user on."""
        return self.order_by in CURSOR_ORDERS and not self.offset

    def _total(self, context: Context, request: Request) -> int | None:
        try:
            return self._count(context, request)
        except (APIError, NetworkError) as error:
            context.messages.warn(f"Could not get the total: {error.message}")
            return None

    def _count(
        self, context: Context, request: Request, more: Mapping[str, Json] = NO_FILTERS
    ) -> int:
        filters = {name: value for name, value in request.query.items() if name not in NOT_FILTERS}
        count = context.send(Request("GET", "/v1/users/count", {**filters, **more}))
        return count.object.integer("total_count")


class UsersCount(
    UserFilters,
    name="users count",
    route=get("/v1/users/count"),
    examples=(
        Example("clerk users count", "Count all users"),
        Example("clerk users count --query example.com", "Count the users that match a search"),
        Example("clerk users count --banned", "Count banned users"),
    ),
):
    """Count users."""

    objects_route = get("/v1/users/count")

    def run(self, context: Context) -> APIObject:
        """Send the request."""
        count = context.send(self.build()).object
        count.integer("total_count")
        return count

    def render_text(self, result: APIObject, context: Context) -> None:
        """Print just the number, which is what ``$(…)`` wants."""
        context.print(str(result["total_count"]))
