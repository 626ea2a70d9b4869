"""``clerk apikeys get-secret|verify``: the secrets of API keys."""

from __future__ import annotations

from clerk_cli.api import (
    Command,
    Context,
    Example,
    ExitStatus,
    Note,
    Outcome,
    SecretCommand,
    SecretFile,
    argument,
    ask_for_secret,
    get,
    option,
    post,
)
from clerk_cli_apikeys.commands.views import KEY, status


class KeysGetSecret(
    SecretCommand,
    name="apikeys get-secret",
    route=get("/v1/api_keys/{api_key_id}/secret"),
    extension=True,
    examples=(Example("clerk apikeys get-secret ak_123", "Print the secret of an API key"),),
):
    """Print the secret of an API key."""

    secret_warning = "This is the secret of the API key. Keep it secret."

    api_key_id: str = argument("API key ID")


class KeysVerify(
    Command,
    name="apikeys verify",
    route=post("/v1/api_keys/verify"),
    view=KEY,
    extension=True,
    examples=(
        Example(
            "printf '%s' \"$API_KEY\" | clerk apikeys verify --secret -",
            "Verify a secret from stdin",
        ),
    ),
):
    """Verify the secret of an API key, and show the key.

    Exits with status 1 if no key has the secret, or the key is revoked or expired.
    """

    secret: SecretFile | None = option(
        "Secret to verify (prompts if not provided; @FILE, or - to read from stdin)", asked=True
    )

    objects_route = post("/v1/api_keys/verify")

    def run(self, context: Context) -> Outcome:
        """Prompt for the secret if necessary, and let the API look for its key."""
        secret = self.secret or ask_for_secret(context, "--secret", "API key secret:")
        key = context.send(self.copy_with(secret=secret).build()).object
        state = status(key)
        if state == "active":
            return Outcome(key, notes=(Note("API key is valid."),))
        note = Note(f"API key is {state}.", "error")
        return Outcome(key, status=ExitStatus.FAILED, notes=(note,))
