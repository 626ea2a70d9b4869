"""``clerk users …``: one class for each command (reference: User Management Commands)."""

from __future__ import annotations

from clerk_cli.api import (
    DELETED,
    APIError,
    APIObject,
    Command,
    Context,
    Csv,
    ExitStatus,
    JsonObject,
    Listing,
    MetadataMerge,
    MetadataUpdate,
    Outcome,
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
    parse_list_response,
    patch,
    post,
    put,
)
from clerk_cli_users.views import MEMBERSHIPS, USER, USER_LIST, USER_STATUS

NOT_FILTERS = ("limit", "offset", "order_by")


class UsersList(Page, name="users list", aliases=("ls",), route=get("/v1/users"), view=USER_LIST):
    """List all users with optional filtering and pagination."""

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
        "Filter users active since this Unix timestamp (or ISO date)",
        sends="last_active_at_after",
    )

    def run(self, context: Context) -> Listing | RowStream:
        """Read the page, then the number of all users that the filters match.

        The list has no total of its own; the count takes the filters alone.
        """
        request = self.build()
        if self.all_:
            return self.all_pages(context, self._total(context, request))
        rows = parse_list_response(context.send(request).body).data
        return Listing(rows, self._total(context, request))

    def _total(self, context: Context, request: Request) -> int | None:
        filters = {name: value for name, value in request.query.items() if name not in NOT_FILTERS}
        try:
            count = context.send(Request("GET", "/v1/users/count", filters)).object
        except APIError as error:
            context.messages.warn(f"The total is not known: {error.message}")
            return None
        return int(count["total_count"])


class UsersCount(Command, name="users count", route=get("/v1/users/count")):
    """Get the total number of users, with optional filtering."""

    email: Csv | None = option(
        "Filter by email", metavar="email", sends="email_address", maximum=100
    )
    phone: Csv | None = option(
        "Filter by phone", metavar="phone", sends="phone_number", maximum=100
    )
    query: str | None = option("Search query", metavar="text")

    def render_text(self, result: APIObject, context: Context) -> None:
        """Print the bare number, which is what ``$(…)`` wants."""
        context.print(str(result["total_count"]))


class UsersGet(Command, name="users get", route=get("/v1/users/{user_id}"), view=USER):
    """Get detailed information about a specific user."""

    user_id: str = argument("The user to show")


class UsersCreate(
    Command,
    name="users create",
    route=post("/v1/users"),
    view=USER_LIST,
    done="Created user {id}.",
):
    """Create a new user.

    Email addresses and phone numbers given here count as verified; the first of each is primary.
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
    password: Secret | None = option("Password; - reads it from stdin")
    external_id: str | None = option("External ID")
    public_metadata: JsonObject | None = option("Public metadata (JSON, @FILE or -)")
    private_metadata: JsonObject | None = option("Private metadata (JSON, @FILE or -)")
    skip_password_checks: bool = flag("Skip password complexity validation")
    skip_password_requirement: bool = flag("Allow creating user without password")

    def check(self) -> None:
        """Refuse a user without anything to tell it by.

        Raises:
            UsageError: No option is given.
        """
        if not self.build().body:
            raise UsageError(
                "nothing to create a user from",
                hint="Give at least one of --email, --phone, --username.",
            )


class UsersUpdate(
    MetadataUpdate,
    name="users update",
    route=patch("/v1/users/{user_id}"),
    view=USER_LIST,
    done="Updated user {id}.",
):
    """Update an existing user.

    An empty value, as in --username '', removes it.
    """

    metadata_route = put("/v1/users/{user_id}/metadata")

    user_id: str = argument("The user to update")
    first_name: str | None = option("First name")
    last_name: str | None = option("Last name")
    username: str | None = option("Username")
    password: Secret | None = option("New password; - reads it from stdin")
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
        """Refuse options that mean something only together with a password.

        Raises:
            UsageError: One of them is given without it, or nothing is to change.
        """
        super().check()
        for given, label in (
            (self.skip_password_checks, "--skip-password-checks"),
            (self.sign_out_other_sessions, "--sign-out-other-sessions"),
        ):
            if given and self.password is None:
                raise UsageError(f"{label} needs --password")


class UsersDelete(
    Command,
    name="users delete",
    aliases=("rm",),
    route=delete("/v1/users/{user_id}"),
    view=DELETED,
    confirm="Delete user {user_id} permanently?",
    done="Deleted user {user_id}.",
):
    """Delete a user permanently."""

    user_id: str = argument("The user to delete")


class UserAction(Command, view=USER_STATUS):
    """Something done to one user; the answer is the user."""

    user_id: str = argument("The user")


class UsersBan(
    UserAction,
    name="users ban",
    route=post("/v1/users/{user_id}/ban"),
    done="Banned user {user_id}.",
):
    """Ban a user, revoking all sessions and preventing sign-in."""


class UsersUnban(
    UserAction,
    name="users unban",
    route=post("/v1/users/{user_id}/unban"),
    done="Unbanned user {user_id}.",
):
    """Remove the ban from a user."""


class UsersLock(
    UserAction,
    name="users lock",
    route=post("/v1/users/{user_id}/lock"),
    done="Locked user {user_id}.",
):
    """Lock a user account temporarily."""


class UsersUnlock(
    UserAction,
    name="users unlock",
    route=post("/v1/users/{user_id}/unlock"),
    done="Unlocked user {user_id}.",
):
    """Remove the lockout from a user account."""


class UsersVerifyPassword(
    Command, name="users verify-password", route=post("/v1/users/{user_id}/verify_password")
):
    """Verify a user's password.

    The exit code is 0 if it is correct and 1 if not.
    """

    user_id: str = argument("The user")
    password: Secret | None = option(
        "Password to verify (prompts if not provided; - reads it from stdin)"
    )

    def run(self, context: Context) -> Outcome:
        """Ask for the password if need be, and let the API compare it."""
        if self.password is None:
            self.password = self._ask(context)
        try:
            result = context.send(self.build()).object
        except APIError as error:
            if error.http_status != 422 or "incorrect_password" not in error.codes:
                raise
            result = {"verified": False}
        status = ExitStatus.OK if result["verified"] else ExitStatus.FAILED
        return Outcome(result, status=status)

    def render_text(self, result: APIObject, context: Context) -> None:
        """Say it on stderr; stdout stays empty."""
        if result["verified"]:
            context.messages.success(f"The password of {self.user_id} is correct.")
        else:
            context.messages.error(f"The password of {self.user_id} is incorrect.")

    def _ask(self, context: Context) -> str:
        if not context.environment.interactive:
            raise UsageError(
                "missing required option: --password",
                hint="Without a terminal to ask on, give --password - and pipe it in.",
            )
        return context.messages.secret("Password:")


class UsersMergeMetadata(
    MetadataMerge,
    name="users merge-metadata",
    route=patch("/v1/users/{user_id}/metadata"),
    view=USER,
    done="Merged the metadata of user {id}.",
):
    """Merge metadata into what is there; null removes a key."""

    user_id: str = argument("The user")
    unsafe_metadata: JsonObject | None = option("Unsafe metadata to merge")


class UsersAction(Command, view=USER_STATUS, extension=True):
    """Something done to several users at once, up to fifty; the answer is a list of them."""

    user_ids: list[str] = argument("The users")

    def run(self, context: Context) -> Listing:
        """Send it and take the list."""
        return parse_list_response(context.send(self.build()).body)


class UsersBanMany(UsersAction, name="users ban-many", route=post("/v1/users/ban")):
    """Ban several users, revoking all their sessions."""


class UsersUnbanMany(UsersAction, name="users unban-many", route=post("/v1/users/unban")):
    """Remove the ban from several users."""


class UsersRemovePassword(
    Command,
    name="users remove-password",
    route=post("/v1/users/{user_id}/remove_password"),
    view=USER_STATUS,
    confirm="Remove the password of user {user_id}?",
    done="Removed the password of user {user_id}.",
    extension=True,
):
    """Take a user's password away; other ways to sign in stay."""

    user_id: str = argument("The user")
    sign_out_other_sessions: bool = flag(
        "Sign out all other sessions", sends="sign_out_of_other_sessions"
    )


class UsersDisableMfa(
    Command,
    name="users disable-mfa",
    route=delete("/v1/users/{user_id}/mfa"),
    confirm="Disable every second factor of user {user_id}?",
    done="Disabled the second factors of user {user_id}.",
    extension=True,
):
    """Disable all second factors of a user, such as when the phone is lost."""

    user_id: str = argument("The user")


class UsersOrganizations(
    Page,
    name="users organizations",
    route=get("/v1/users/{user_id}/organization_memberships"),
    view=MEMBERSHIPS,
    extension=True,
):
    """List the organizations of a user, with the user's role in each."""

    user_id: str = argument("The user")
