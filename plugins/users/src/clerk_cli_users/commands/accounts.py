"""User accounts: list, count, show, create, update, delete."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from clerk_cli.api import (
    DELETED,
    APIError,
    APIObject,
    Command,
    Context,
    Csv,
    Example,
    Json,
    JsonObject,
    Listing,
    MetadataMerge,
    MetadataUpdate,
    NetworkError,
    Page,
    Request,
    RowStream,
    Secret,
    Timestamp,
    UsageError,
    argument,
    delete,
    flag,
    get,
    option,
    patch,
    post,
    put,
)
from clerk_cli_users.views import MEMBERSHIPS, USER

NOT_FILTERS = ("limit", "offset", "order_by")
NO_FILTERS: Mapping[str, Json] = {}
CURSOR_ORDERS = (None, "created_at", "+created_at", "-created_at")


class UsersList(
    Page,
    name="users list",
    aliases=("ls",),
    route=get("/v1/users"),
    view=USER,
    examples=(
        Example("clerk users list --limit 50 --order-by -created_at", "List the 50 newest users"),
        Example("clerk users list --query jane", "Search by name, email, phone, or ID"),
        Example("clerk users list --all -o csv", "Export all users as CSV"),
    ),
):
    """List the users of the instance."""

    order_by: str | None = option("Sort field (prefix with - for desc, + for asc)", metavar="field")
    email: Csv | None = option(
        "Filter by email addresses (comma-separated)",
        metavar="emails",
        sends="email_address",
        maximum=100,
    )
    phone: Csv | None = option(
        "Filter by phone numbers (comma-separated)",
        metavar="phones",
        sends="phone_number",
        maximum=100,
    )
    username: Csv | None = option(
        "Filter by usernames (comma-separated)", metavar="usernames", maximum=100
    )
    external_id: Csv | None = option(
        "Filter by external IDs (comma-separated)", metavar="ids", maximum=100
    )
    user_id: Csv | None = option("Filter by user IDs (comma-separated)", metavar="ids", maximum=100)
    organization_id: Csv | None = option(
        "Filter by organization membership (comma-separated)", metavar="ids", maximum=100
    )
    query: str | None = option(
        "Search across email, phone, username, name, user ID", metavar="text"
    )
    last_active_since: Timestamp | None = option(
        "Filter users active since then: 7d, 2h, 2026-11-01, or ISO 8601",
        sends="last_active_at_after",
    )

    def run(self, context: Context) -> Listing | RowStream:
        """Read the page, then the number of all users that match the filters.

        The list has no total of its own; the count takes only the filters.
        """
        request = self.build()
        if self.all_:
            total = self._total(context, request)
            return self.all_pages(context, total, partial(self._count, context, request))
        rows = context.send(request).listing().data
        return Listing(rows, self._total(context, request))

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
    Command,
    name="users count",
    route=get("/v1/users/count"),
    examples=(
        Example("clerk users count", "Count all users"),
        Example("clerk users count --query example.com", "Count the users that match a search"),
    ),
):
    """Count users."""

    email: Csv | None = option(
        "Filter by email", metavar="email", sends="email_address", maximum=100
    )
    phone: Csv | None = option(
        "Filter by phone", metavar="phone", sends="phone_number", maximum=100
    )
    query: str | None = option("Search query", metavar="text")

    def run(self, context: Context) -> APIObject:
        """Send the request."""
        count = context.send(self.build()).object
        count.integer("total_count")
        return count

    def render_text(self, result: APIObject, context: Context) -> None:
        """Print just the number, which is what ``$(…)`` wants."""
        context.print(str(result["total_count"]))


class UsersGet(
    Command,
    name="users get",
    route=get("/v1/users/{user_id}"),
    view=USER,
    examples=(
        Example("clerk users get user_123", "Show a user"),
        Example("clerk users get user_123 -o json", "Show all fields of a user"),
    ),
):
    """Show a user."""

    user_id: str = argument("User ID")


class UsersCreate(
    Command,
    name="users create",
    route=post("/v1/users"),
    view=USER,
    done="Created user {id}.",
    examples=(
        Example(
            "clerk users create --email jane@example.com --first-name Jane --last-name Doe",
            "Create a user",
        ),
        Example(
            "printf '%s' \"$PASSWORD\" | clerk users create --email jane@example.com --password -",
            "Create a user with a password from stdin",
        ),
        Example(
            'clerk users create --username jane --public-metadata \'{"plan": "gold"}\'',
            "Create a user with metadata",
        ),
    ),
):
    """Create a new user.

    Email addresses and phone numbers are added as verified; the first of each becomes the primary
    one.
    """

    email: Csv | None = option(
        "Email addresses (comma-separated)", metavar="emails", sends="email_address"
    )
    phone: Csv | None = option(
        "Phone numbers (comma-separated)", metavar="phones", sends="phone_number"
    )
    username: str | None = option("Username")
    first_name: str | None = option("First name")
    last_name: str | None = option("Last name")
    password: Secret | None = option("Password (- to read from stdin)")
    external_id: str | None = option("External ID")
    public_metadata: JsonObject | None = option("Public metadata (JSON, @FILE, or - for stdin)")
    private_metadata: JsonObject | None = option("Private metadata (JSON, @FILE, or - for stdin)")
    skip_password_checks: bool = flag("Skip password complexity validation")
    skip_password_requirement: bool = flag("Allow creating user without password")

    def check(self) -> None:
        """Refuse a user without any attributes.

        Raises:
            UsageError: No option is given.
        """
        if not self.build().body:
            raise UsageError(
                "no user attributes specified",
                hint="Pass at least one of --email, --phone, --username.",
            )


class UsersUpdate(
    MetadataUpdate,
    name="users update",
    route=patch("/v1/users/{user_id}"),
    view=USER,
    done="Updated user {id}.",
    examples=(
        Example("clerk users update user_123 --first-name Jane --last-name Smith", "Rename a user"),
        Example("clerk users update user_123 --external-id ''", "Clear a user's external ID"),
        Example(
            "clerk users update user_123 --public-metadata @metadata.json",
            "Replace a user's public metadata with the contents of a file",
        ),
    ),
):
    """Update an existing user.

    Pass an empty value to clear an attribute, such as --username ''.
    """

    metadata_route = put("/v1/users/{user_id}/metadata")

    user_id: str = argument("User ID")
    first_name: str | None = option("First name")
    last_name: str | None = option("Last name")
    username: str | None = option("Username")
    password: Secret | None = option("New password (- to read from stdin)")
    external_id: str | None = option("External ID")
    primary_email_id: str | None = option(
        "Set primary email address by ID", sends="primary_email_address_id"
    )
    primary_phone_id: str | None = option(
        "Set primary phone number by ID", sends="primary_phone_number_id"
    )
    skip_password_checks: bool = flag("Skip password complexity validation")
    sign_out_other_sessions: bool = flag(
        "Sign out all other sessions after password change", sends="sign_out_of_other_sessions"
    )

    def check(self) -> None:
        """Refuse options that make sense only together with a password.

        Raises:
            UsageError: One of them is given without it, or there is nothing to change.
        """
        super().check()
        for flag_value, label in (
            (self.skip_password_checks, "--skip-password-checks"),
            (self.sign_out_other_sessions, "--sign-out-other-sessions"),
        ):
            if flag_value and self.password is None:
                raise UsageError(f"{label} requires --password")


class UsersMergeMetadata(
    MetadataMerge,
    name="users merge-metadata",
    route=patch("/v1/users/{user_id}/metadata"),
    view=USER,
    done="Merged the metadata of user {id}.",
    examples=(
        Example(
            'clerk users merge-metadata user_123 --public-metadata \'{"plan": "gold"}\'',
            "Set a key and keep all others",
        ),
        Example(
            "clerk users merge-metadata user_123 --public-metadata '{\"plan\": null}'",
            "Remove a key",
        ),
    ),
):
    """Merge metadata into a user's existing metadata; null removes a key."""

    user_id: str = argument("User ID")
    unsafe_metadata: JsonObject | None = option(
        "Unsafe metadata to merge (JSON, @FILE, or - for stdin)"
    )


class UsersDelete(
    Command,
    name="users delete",
    aliases=("rm",),
    route=delete("/v1/users/{user_id}"),
    view=DELETED,
    confirm="Delete {user_id}?",
    done="Deleted user {user_id}.",
    examples=(
        Example("clerk users delete user_123", "Delete a user"),
        Example("clerk users delete user_123 --force", "Delete a user without confirmation"),
    ),
):
    """Delete a user permanently."""

    user_id: str = argument("User ID")


class UsersOrganizations(
    Page,
    name="users organizations",
    route=get("/v1/users/{user_id}/organization_memberships"),
    view=MEMBERSHIPS,
    extension=True,
    examples=(Example("clerk users organizations user_123", "List a user's organizations"),),
):
    """List a user's organizations and the user's role in each."""

    user_id: str = argument("User ID")
