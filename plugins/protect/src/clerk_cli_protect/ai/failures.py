"""The errors of both SDKs, which are generated alike, as one clear line."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Any

from clerk_cli.api import AuthenticationError, ClerkError, ConfigError, NetworkError

SECONDS, ATTEMPTS = 60.0, 3
"""How long a provider may take for one answer, and how often it is asked in all."""


@dataclass(frozen=True)
class Account:
    """Whose key is used, for messages.

    Args:
        label: The company's name.
        name: The name in settings, such as ``openai``.
        key: The API key, which never shows.
        model: The name of the model.
    """

    label: str
    name: str
    key: str
    model: str


def limits() -> dict[str, Any]:
    """What the client of either SDK is told about waiting and trying again."""
    return {"timeout": SECONDS, "max_retries": ATTEMPTS - 1}


def explained(sdk: ModuleType, account: Account, error: Exception) -> ClerkError:
    """The error of an SDK as one of ours.

    Args:
        sdk: The ``openai`` or ``anthropic`` module.
        account: Whose key was used.
        error: What the SDK raised.
    """
    label, said = account.label, _said(error).replace(account.key, "****")
    if isinstance(error, sdk.APITimeoutError):
        return NetworkError(
            f"{label} did not answer within {SECONDS:g} seconds, {ATTEMPTS} times over"
        )
    if isinstance(error, sdk.APIConnectionError):
        return NetworkError(f"cannot reach {label}: {said}")
    if not isinstance(error, sdk.APIStatusError):
        return ClerkError(f"{label} gave an answer that cannot be read: {said}")
    if isinstance(error, sdk.AuthenticationError | sdk.PermissionDeniedError):
        hint = f"Look at it with: clerk config get ai.{account.name}.key"
        return AuthenticationError(f"{label} refuses the API key: {said}", hint=hint)
    if isinstance(error, sdk.RateLimitError):
        return ClerkError(f"{label} lets no more through now: {said}", hint="Try again later.")
    if isinstance(error, sdk.NotFoundError):
        hint = f"Choose a model with: clerk config set ai.{account.name}.model NAME"
        return ConfigError(f"{label} has no model {account.model}: {said}", hint=hint)
    return ClerkError(f"{label} answered HTTP {error.status_code}: {said}")


def not_installed(account_name: str, label: str) -> ConfigError:
    """What to say where an SDK is missing."""
    hint = f"pip install 'clerk-cli-protect[{account_name}]', or 'clerk-cli[protect-ai]' for all"
    return ConfigError(f"what speaks to {label} is not installed", hint=hint)


def _said(error: Any) -> str:
    """What the provider's body says, else the first line of the error or of its cause."""
    body = getattr(error, "body", None)
    if isinstance(body, dict):
        inner = body.get("error")
        said = (inner if isinstance(inner, dict) else body).get("message")
        if said:
            return str(said)
    return str(error.__cause__ or error).split("\n", 1)[0]
