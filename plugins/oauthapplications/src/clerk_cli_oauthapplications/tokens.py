"""``clerk oauthapplications tokens …``: access tokens that OAuth applications got."""

from __future__ import annotations

from clerk_cli.api import (
    APIObject,
    Column,
    Command,
    Context,
    Example,
    ExitStatus,
    Note,
    Outcome,
    Secret,
    Subject,
    UsageError,
    View,
    argument,
    ask_for_secret,
    comma,
    date_time,
    get,
    heading,
    option,
    post,
)
from clerk_cli_oauthapplications.commands import ONE, PATH


def status(token: APIObject) -> str:
    """``active``, ``revoked`` or ``expired``; of an expired JWT the API says nothing else."""
    if token.get("revoked"):
        return "revoked"
    return "expired" if token.get("expired") or token.get("active") is False else "active"


TOKEN = View(
    details=(
        Column("Access token", "id"),
        Column("Client ID", "client_id"),
        Column("User", "subject"),
        Column("Scopes", "scopes", comma),
        heading("Status"),
        Column("Status", status, is_status=True),
        Column("Reason", "revocation_reason"),
        Column("Expires", "expiration", date_time),
        Column("Created", "created_at", date_time),
    )
)
REVOKED = View(
    columns=(Column("OAUTH APPLICATION", "id"), Column("TOKEN", status, is_status=True)),
)
DOTS_OF_JWT = 2
"""How many dots a JWT has, where an opaque token has none."""

VERIFY = post(PATH + "/access_tokens/verify")
REVOKE = post(ONE + "/revoke_token")


class TokensVerify(
    Command,
    name="oauthapplications tokens verify",
    route=VERIFY,
    view=TOKEN,
    extension=True,
    examples=(
        Example(
            "printf '%s' \"$ACCESS_TOKEN\" | clerk oauthapplications tokens verify --token -",
            "Verify an access token from stdin",
        ),
    ),
):
    """Verify an access token, whether it is opaque or a JWT.

    Exits with status 1 if the token is revoked or expired.
    """

    token: Secret | None = option(
        "Access token (prompts if not provided; - to read from stdin)",
        sends="access_token",
        asked=True,
    )

    objects_route = VERIFY

    def run(self, context: Context) -> Outcome:
        """Ask the API; a token that is no longer valid is a failure."""
        token = self.token or ask_for_secret(context, "--token", "Access token:")
        result = context.send(self.copy_with(token=token).build()).object
        if (state := status(result)) != "active":
            note = Note(f"Access token is {state}.", "error")
            return Outcome(result, status=ExitStatus.FAILED, notes=(note,))
        return Outcome(result, notes=(Note("Access token is valid."),))


class TokensRevoke(
    Command,
    name="oauthapplications tokens revoke",
    route=REVOKE,
    view=REVOKED,
    confirm=(
        "Revoke the token of OAuth application {oauth_application_id}, and all tokens of its grant?"
    ),
    subject=Subject(get(ONE)),
    done="Revoked all tokens of the grant.",
    extension=True,
    examples=(
        Example(
            "clerk oauthapplications tokens revoke oauthapp_123",
            "Revoke a token that you enter at a prompt",
        ),
        Example(
            "printf '%s' \"$ACCESS_TOKEN\" | clerk oauthapplications tokens revoke oauthapp_123"
            " --token - --force",
            "Revoke a token from stdin",
        ),
    ),
):
    """Revoke an opaque access token or a refresh token.

    This revokes all tokens of the same grant: those issued when the user gave consent, and those
    obtained later with refresh tokens. JWTs cannot be revoked; they expire.
    """

    oauth_application_id: str = argument("OAuth application ID")
    token: Secret | None = option(
        "Token (prompts if not provided; - to read from stdin)", asked=True
    )

    result_fields = ("id", "revoked")

    def run(self, context: Context) -> Outcome:
        """Send the request, and show what was done: the response has no body.

        Raises:
            UsageError: The token is missing, or a JWT.
        """
        token = self.token or ask_for_secret(context, "--token", "Token:")
        if token.count(".") == DOTS_OF_JWT:
            reason = "JWT access tokens cannot be revoked"
            raise UsageError(f"--token: {reason}", hint="They are valid until they expire.")
        context.send(self.copy_with(token=token).build()).require_empty_or_object()
        result: APIObject = {"id": self.oauth_application_id, "revoked": True}
        return Outcome(result)
