"""``clerk token``: a session token of a user, for requests to one's own backend."""

from __future__ import annotations

from typing import Literal

from clerk_cli.api import (
    APIObject,
    ClerkError,
    Context,
    Duration,
    Example,
    Note,
    Organization,
    Outcome,
    Request,
    SecretCommand,
    UsageError,
    User,
    argument,
    flag,
    get,
    option,
    post,
)
from clerk_cli_sessions.commands import SessionsCreate, SessionsCreateToken

LIVE_KEY, TEST_KEY = "sk_live_", "sk_test_"
SESSIONS_TO_READ = 100
"""How many of the newest active sessions are considered."""

LIVE = UsageError(
    "on a live instance, a token requires --session",
    hint=(
        "List the sessions: clerk sessions list --user-id USER --status active\n"
        "To sign in as the user: clerk impersonate USER --as ACTOR"
    ),
)


class Token(
    SecretCommand,
    name="token",
    extension=True,
    examples=(
        Example("clerk token ada@example.com", "Print a session token for a user"),
        Example("clerk token user_123 --org acme --header", "Print an Authorization header"),
        Example(
            "clerk token --session sess_123 --expires-in 10m",
            "Print a token for an existing session",
        ),
    ),
):
    """Print a session token (JWT) for a user, for requests to your backend.

    The token is for the user's newest active session. If there is none, a session is created,
    which only development instances allow. On a live instance, --session is required and you are
    asked for confirmation.

    Session tokens expire after 60 seconds unless --expires-in says otherwise.
    """

    objects_route = post("/v1/sessions/{session_id}/tokens")

    writes = True
    secret_member = "jwt"
    secret_warning = "Anyone with this token is signed in as the user until it expires."

    user_id: User | None = argument("User", unless=("session",))
    session: str | None = option("Session to create the token for", metavar="id")
    org: Organization | None = option("Organization to make active", metavar="organization")
    template: str | None = option("Name of the JWT template to create the token from")
    expires_in: Duration | None = option(
        "Time until expiration: 90s, 30m, 2h, 7d, or seconds", minimum=30, maximum=315_360_000
    )
    header: bool | None = flag("Print the complete Authorization header")
    force: bool | None = flag("Skip the confirmation prompt of a live instance", short="f")

    def check(self) -> None:
        """Require a user or a session.

        Raises:
            UsageError: Neither is given, or an organization for a session that exists.
        """
        if not self.user_id and not self.session:
            raise UsageError("missing required argument: userId, or --session")
        if self.session and self.org:
            raise UsageError(
                "--org cannot be combined with --session",
                hint="The session decides which organization is active.",
            )

    def check_settings(self, context: Context) -> None:
        """Refuse what a live instance does not allow, before anything is looked up.

        Raises:
            UsageError: The key is live, and there is no --session or no confirmation.
        """
        if self._kind_of_key(context) == "live":
            self._check_live(context)

    def run(self, context: Context) -> Outcome:
        """Find or create a session, and create a token for it."""
        is_live = self._is_live(context)
        if is_live:
            self._check_live(context)
            if not context.ask_before(self._question(), forced=bool(self.force)):
                return Outcome(None)
        session_id, note = self._session(context)
        request = SessionsCreateToken(
            session_id=session_id, template=self.template, expires_in=self.expires_in
        ).build()
        outcome = Outcome(self.object_of(context.send(request)), notes=(note,) if note else ())
        return self.with_warning(outcome) if is_live else outcome

    def render_text(self, result: APIObject, context: Context) -> None:
        """Print only the token, or the header that has it."""
        if self.header:
            context.print(f"Authorization: Bearer {result[self.secret_member]}")
        else:
            super().render_text(result, context)

    def _kind_of_key(self, context: Context) -> Literal["live", "test", ""]:
        settings = context.settings
        # A dry run does not run the command that prints the key: the instance says what it is.
        stored = settings.lookup("clerk.key").text if context.is_dry_run else None
        key = (settings.value("clerk.key") if stored is None else stored) or ""
        if key.startswith(LIVE_KEY):
            return "live"
        return "test" if key.startswith(TEST_KEY) else ""

    def _is_live(self, context: Context) -> bool:
        """Whether the instance is live: its key says so, or else the instance itself."""
        if kind := self._kind_of_key(context):
            return kind == "live"
        instance = context.send(Request("GET", "/v1/instance")).object
        return instance.get("environment_type") not in ("development", "staging")

    def _check_live(self, context: Context) -> None:
        if not self.session:
            raise LIVE
        if not self.force:
            context.require_confirmable(self._question())

    def _question(self) -> str:
        whom = self.user_id or "the user"
        return f"Print a token of session {self.session} that signs in as {whom} (live)?"

    def _session(self, context: Context) -> tuple[str, Note | None]:
        """The ID of the session for the token, and a note if it is new.

        Raises:
            ClerkError: The session belongs to another user.
        """
        if self.session:
            if self.user_id:
                self._check_owner(self.session, self.user_id, context)
            return self.session, None
        query = {"user_id": self.user_id, "status": "active", "limit": SESSIONS_TO_READ}
        response = context.send(Request("GET", "/v1/sessions", query))
        for session in response.listing().objects:  # the newest come first
            if self._fits(session):
                return str(session["id"]), None
        creation = SessionsCreate(user_id=self.user_id, active_organization_id=self.org)
        created = context.send(creation.build()).object.text("id")
        return created, Note(f"Created session {created}.", "info")

    def _fits(self, session: APIObject) -> bool:
        """Whether it is a session of the user alone, with the organization that is wanted."""
        if session.get("actor") or not isinstance(session.get("id"), str):
            return False
        return self.org is None or session.get("last_active_organization_id") == self.org

    def _check_owner(self, session_id: str, user_id: str, context: Context) -> None:
        path = get("/v1/sessions/{session_id}").fill({"session_id": session_id})
        owner = context.send(Request("GET", path)).object.get("user_id")
        if owner != user_id:
            raise ClerkError(f"session {session_id} belongs to {owner}, not to {user_id}")
