"""``clerk sessions …``: sessions of users, and their tokens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from clerk_cli.api import (
    APIObject,
    Column,
    Command,
    CountedPage,
    Duration,
    Example,
    Organization,
    Request,
    Secret,
    SecretCommand,
    Subject,
    UsageError,
    User,
    View,
    argument,
    date,
    date_time,
    expiry,
    get,
    option,
    post,
)


def activity(*names: str) -> Callable[[APIObject], str]:
    """A cell with details of a session's latest activity.

    Args:
        names: The members of the activity to show; those without a value are left out.
    """

    def cell(session: APIObject) -> str:
        latest = session.get("latest_activity") or {}
        return " ".join(str(latest[name]) for name in names if latest.get(name))

    return cell


DEVICE = activity("device_type", "browser_name", "browser_version")
LOCATION = activity("city", "country", "ip_address")
SESSIONS = View(
    columns=(
        Column("ID", "id"),
        Column("STATUS", "status", is_status=True),
        Column("LAST ACTIVE", "last_active_at", date),
        Column("DEVICE", DEVICE, truncatable=True, optional=True),
        Column("LOCATION", LOCATION, truncatable=True, optional=True),
        Column("USER ID", "user_id", optional=True),
    ),
    wide=(
        Column("EXPIRES", "expire_at", expiry),
        Column("CREATED", "created_at", date),
        Column("ORGANIZATION", "last_active_organization_id"),
    ),
    empty="No sessions found",
)
SESSION = View(
    columns=SESSIONS.columns,
    details=(
        Column("Session", "id"),
        Column("User ID", "user_id"),
        Column("Client ID", "client_id"),
        Column("Status", "status", is_status=True),
        Column("Organization", "last_active_organization_id"),
        Column("Device", DEVICE),
        Column("Location", LOCATION),
        Column("Last active", "last_active_at", date_time),
        Column("Expires", "expire_at", date_time),
        Column("Created", "created_at", date_time),
    ),
)
Status = Literal["abandoned", "active", "ended", "expired", "removed", "replaced", "revoked"]


class SessionsList(
    CountedPage,
    name="sessions list",
    aliases=("ls",),
    route=get("/v1/sessions"),
    view=SESSIONS,
    examples=(
        Example("clerk sessions list --user-id user_123", "List a user's sessions"),
        Example(
            "clerk sessions list --user-id user_123 --status active",
            "List only the active sessions of a user",
        ),
    ),
):
    """List the sessions of a user or client."""

    user_id: User | None = option("Filter by user", metavar="user", unless=("client_id",))
    client_id: str | None = option("Filter by client ID")
    status: Status | None = option(
        "Filter by status: abandoned, active, ended, expired, removed, replaced, revoked",
        metavar="status",
    )

    def check(self) -> None:
        """Refuse to list without a user or client, as the API does.

        Raises:
            UsageError: Neither is given.
        """
        if not self.user_id and not self.client_id:
            raise UsageError("missing required option: --user-id or --client-id")


class SessionsGet(
    Command,
    name="sessions get",
    route=get("/v1/sessions/{session_id}"),
    view=SESSION,
    many=True,
    examples=(Example("clerk sessions get sess_123", "Show a session and its latest activity"),),
):
    """Show a session."""

    session_id: str = argument("Session ID")


def owner_of_session(session: APIObject) -> str:
    """Whose session it is, for a question."""
    user = session.get("user_id")
    return f"of {user}" if isinstance(user, str) else ""


class SessionsRevoke(
    Command,
    name="sessions revoke",
    route=post("/v1/sessions/{session_id}/revoke"),
    view=SESSIONS,
    confirm="Revoke session {session_id}?",
    subject=Subject(describe=owner_of_session),
    done="Revoked session {session_id}.",
    many=True,
    examples=(Example("clerk sessions revoke sess_123", "Sign a user out of a session"),),
):
    """Revoke a session, signing the user out."""

    runs_unattended = True

    session_id: str = argument("Session ID")


class SessionsCreate(
    Command,
    name="sessions create",
    route=post("/v1/sessions"),
    view=SESSIONS,
    done="Created session {id}.",
    extension=True,
    examples=(Example("clerk sessions create --user-id user_123", "Create a session for testing"),),
):
    """Create a session for testing (development instances only)."""

    user_id: User = option("User", metavar="user")
    active_organization_id: Organization | None = option(
        "Organization to make active", metavar="organization"
    )


class SessionTokenCommand(SecretCommand, extension=True):
    """A command that creates a session token and prints only that."""

    secret_member = "jwt"
    secret_warning = "Anyone with this token is signed in as the user until it expires."

    session_id: str = argument("Session ID")


class SessionsCreateToken(
    SessionTokenCommand,
    name="sessions create-token",
    route=post("/v1/sessions/{session_id}/tokens"),
    examples=(
        Example("clerk sessions create-token sess_123 --expires-in 600", "Print a session token"),
    ),
):
    """Create a token for a session and print it."""

    template: str | None = option("Name of the JWT template to create the token from", sends=None)
    expires_in: Duration | None = option(
        "Time until expiration: 90s, 30m, 2h, 7d, or seconds",
        sends="expires_in_seconds",
        minimum=30,
        maximum=315_360_000,
    )

    def build(self) -> Request:
        """The request; a template is appended to the path."""
        request = super().build()
        if self.template is None:
            return request
        suffix = post("/{template}").fill({"template": self.template})
        return request.replace(path=request.path + suffix)


class SessionsRefresh(
    SessionTokenCommand,
    name="sessions refresh",
    route=post("/v1/sessions/{session_id}/refresh"),
    examples=(
        Example(
            "printf '%s' \"$SESSION_TOKEN\" | clerk sessions refresh sess_123 --expired-token -"
            ' --refresh-token "$REFRESH_TOKEN" --request-origin https://example.com',
            "Refresh a session token from a browser",
        ),
    ),
):
    """Exchange an expired session token for a new one and print it.

    Both tokens come from the browser: the __session and __refresh cookies.
    """

    always_secret = False  # the API may return cookies instead

    expired_token: Secret = option("Expired session token (- to read from stdin)", metavar="token")
    refresh_token: Secret = option("Refresh token (- to read from stdin)", metavar="token")
    request_origin: str = option("Origin of the browser, such as https://example.com")
