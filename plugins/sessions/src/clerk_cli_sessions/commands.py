"""``clerk sessions …`` (reference: Session Commands)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from clerk_cli.api import (
    APIObject,
    Column,
    Command,
    CountedPage,
    Request,
    Secret,
    SecretCommand,
    UsageError,
    View,
    argument,
    date_time,
    flag,
    get,
    option,
    post,
)


def activity(*names: str) -> Callable[[APIObject], str]:
    """A function for the parts of a session's latest activity that are known."""

    def read(session: APIObject) -> str:
        latest = session.get("latest_activity") or {}
        return " ".join(str(latest[name]) for name in names if latest.get(name))

    return read


SESSIONS = View(
    columns=(
        Column("ID", "id"),
        Column("USER ID", "user_id"),
        Column("STATUS", "status"),
        Column("LAST ACTIVE", "last_active_at", date_time),
    ),
    empty="No sessions found",
)
SESSION = View(
    columns=SESSIONS.columns,
    details=(
        Column("Session", "id"),
        Column("User ID", "user_id"),
        Column("Client ID", "client_id"),
        Column("Status", "status"),
        Column("Organization", "last_active_organization_id"),
        Column("Device", activity("device_type", "browser_name", "browser_version")),
        Column("Location", activity("city", "country", "ip_address")),
        Column("Last active", "last_active_at", date_time),
        Column("Expires", "expire_at", date_time),
        Column("Created", "created_at", date_time),
    ),
)
STATUSES = Literal["abandoned", "active", "ended", "expired", "removed", "replaced", "revoked"]


class SessionsList(
    CountedPage, name="sessions list", aliases=("ls",), route=get("/v1/sessions"), view=SESSIONS
):
    """List sessions of a user or a client."""

    user_id: str | None = option("Filter by user ID")
    client_id: str | None = option("Filter by client ID")
    status: STATUSES | None = option("Filter by status", metavar="status")

    def check(self) -> None:
        """Refuse to list without a user or client, as the API does.

        Raises:
            UsageError: Neither is given.
        """
        if not self.user_id and not self.client_id:
            raise UsageError(
                "sessions are listed for a user or a client",
                hint="Give --user-id or --client-id.",
            )


class SessionsGet(
    Command, name="sessions get", route=get("/v1/sessions/{session_id}"), view=SESSION
):
    """Get details of a session."""

    session_id: str = argument("The session to show")


class SessionsRevoke(
    Command,
    name="sessions revoke",
    route=post("/v1/sessions/{session_id}/revoke"),
    view=SESSIONS,
    done="Revoked session {session_id}.",
):
    """Revoke a session: the user is signed out there."""

    session_id: str = argument("The session to revoke")
    force: bool = flag("Accepted for scripts; nothing is asked", short="f", sends=None)


class SessionsCreate(
    Command,
    name="sessions create",
    route=post("/v1/sessions"),
    view=SESSIONS,
    done="Created session {id}.",
    extension=True,
):
    """Create a session for testing; live instances refuse it."""

    user_id: str = option("The user who is signed in")
    active_organization_id: str | None = option("The organization that is active")


class SessionsCreateToken(
    SecretCommand,
    name="sessions create-token",
    route=post("/v1/sessions/{session_id}/tokens"),
    extension=True,
):
    """Create a token for a session, alone on stdout; with the claims of a template if given."""

    secret_member = "jwt"
    secret_warning = "Whoever has this token is signed in until it expires."

    session_id: str = argument("The session")
    template: str | None = option("Name of a JWT template", sends=None)
    expires_in: int | None = option(
        "Lifetime in seconds",
        metavar="seconds",
        sends="expires_in_seconds",
        minimum=30,
        maximum=315_360_000,
    )

    def build(self) -> Request:
        """The request; a template is one more part of the path."""
        request = super().build()
        if self.template is None:
            return request
        suffix = post("/{template}").fill({"template": self.template})
        return Request(request.method, request.path + suffix, body=request.body)


class SessionsRefresh(
    SecretCommand,
    name="sessions refresh",
    route=post("/v1/sessions/{session_id}/refresh"),
    extension=True,
):
    """Exchange an expired token for a fresh one, alone on stdout.

    Both tokens are those of the browser: the cookies __session and __refresh.
    """

    secret_member = "jwt"
    secret_warning = "Whoever has this token is signed in until it expires."

    session_id: str = argument("The session")
    expired_token: Secret = option("Token to replace; - reads it from stdin", metavar="token")
    refresh_token: Secret = option("Refresh token; - reads it from stdin", metavar="token")
    request_origin: str = option("Origin of the browser, such as https://example.com")
