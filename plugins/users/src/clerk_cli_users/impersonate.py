"""``clerk impersonate``: a link that signs an actor in as a user."""

from __future__ import annotations

import subprocess
import sys

from clerk_cli.api import (
    Context,
    Duration,
    Example,
    ExitStatus,
    Note,
    Outcome,
    SecretCommand,
    UsageError,
    User,
    argument,
    flag,
    option,
    post,
)
from clerk_cli_users.actor_tokens import ActorTokensCreate, ActorTokensRevoke
from clerk_cli_users.tickets import TICKETS, TicketCreate

OPEN_IN_BROWSER = "import sys, webbrowser; sys.exit(not webbrowser.open(sys.argv[1]))"


class Impersonate(
    SecretCommand,
    name="impersonate",
    view=TICKETS,
    extension=True,
    examples=(
        Example("clerk impersonate ada@example.com --as @grace", "Print a link to act as a user"),
        Example(
            "clerk impersonate user_123 --as user_456 --expires-in 10m",
            "Print a link that expires in ten minutes",
        ),
        Example("clerk impersonate --revoke act_123 --force", "Revoke an unused link"),
    ),
):
    """Print a link that signs an actor in as a user.

    Whoever opens the link is signed in as the user; the session records the actor.
    """

    objects_route = post("/v1/actor_tokens")

    writes = True
    local_options = ("open_",)
    secret_member = TicketCreate.secret_member
    secret_warning = TicketCreate.secret_warning

    user_id: User | None = argument("User", unless=("revoke",))
    as_: User | None = option(
        "User who impersonates", metavar="user", sends=None, unless=("revoke",)
    )
    expires_in: Duration | None = option(
        "Time until the link expires: 90s, 30m, 2h, 7d, or seconds", minimum=1
    )
    session_max_duration: int | None = option(
        "Maximum session duration in seconds", metavar="seconds", minimum=1
    )
    open_: bool | None = flag("Open the link in a browser")
    revoke: str | None = option(
        "Revoke a link by its actor token ID", metavar="token-id", effect="destroys"
    )
    force: bool | None = flag("Skip the confirmation prompt of --revoke", short="f")

    def check(self) -> None:
        """Require a user and an actor, or what to revoke.

        Raises:
            UsageError: Something is missing, or both are given.
        """
        if self.revoke:
            if self.user_id or self.as_ or self.open_:
                raise UsageError("--revoke cannot be combined with other arguments or options")
        elif not self.user_id:
            raise UsageError("missing required argument: userId")
        elif not self.as_:
            raise UsageError(
                "missing required option: --as",
                hint="It is the user who impersonates, usually you.",
            )

    def check_settings(self, context: Context) -> None:
        """Refuse to revoke what cannot be confirmed.

        Raises:
            UsageError: There is no terminal to ask on, and no --force.
        """
        if self.revoke and not self.force:
            context.require_confirmable(self._question())

    def run(self, context: Context) -> Outcome:
        """Create the link and open it, or revoke one."""
        if self.revoke:
            return self._revoke(self.revoke, context)
        creation = ActorTokensCreate(
            user_id=self.user_id,
            actor=self.as_,
            expires_in=self.expires_in,
            session_max_duration=self.session_max_duration,
        )
        link = self.object_of(context.send(creation.build()))
        outcome = self.with_warning(link)
        if link is not None:
            revocation = Note(f"To revoke it: clerk impersonate --revoke {link['id']}", "info")
            outcome = outcome.replace(notes=(*outcome.notes, revocation))
        if link is None or not self.open_ or context.is_dry_run:
            return outcome
        if open_in_browser(str(link[self.secret_member]), context):
            return outcome.replace(notes=(*outcome.notes, Note("Opened the link in a browser.")))
        note = Note("could not open a browser; open the link yourself", "error")
        return outcome.replace(notes=(*outcome.notes, note), status=ExitStatus.FAILED)

    def _question(self) -> str:
        return f"Revoke actor token {self.revoke}?"

    def _revoke(self, token_id: str, context: Context) -> Outcome:
        if not context.ask_before(self._question(), forced=bool(self.force)):
            return Outcome(None)
        revocation = ActorTokensRevoke(actor_token_id=token_id)
        token = revocation.object_of(context.send(revocation.build()))
        return Outcome(token, notes=(Note(f"Revoked actor token {token_id}."),))


def open_in_browser(url: str, context: Context) -> bool:
    """Open a link in the browser of the user, without giving it the secret key.

    Args:
        url: The link.
        context: Has the environment of the browser.

    Returns:
        Whether a browser was started.
    """
    if not url.startswith(("https://", "http://")):
        return False
    browser = subprocess.run(
        [sys.executable, "-I", "-c", OPEN_IN_BROWSER, url],
        env=context.child_environment(),
        stdout=subprocess.DEVNULL,
        check=False,
    )
    return browser.returncode == 0
