"""What both SDKs, which are generated alike, have in common: clients, and errors in one line."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from types import ModuleType
from typing import Any, NamedTuple

from clerk_cli.api import AuthenticationError, ClerkError, ConfigError, NetworkError

TIMEOUT_SECONDS, MAX_ATTEMPTS = 60.0, 3


@dataclass(frozen=True)
class Account:
    """The account whose key is used, for messages.

    Args:
        label: The provider's name, such as ``OpenAI``.
        name: The name in settings, such as ``openai``.
        key: The API key, which is redacted.
        model: The name of the model.
    """

    label: str
    name: str
    key: str
    model: str


class Endpoint(NamedTuple):
    """Where a provider is.

    Args:
        url: The base URL; None for the provider's own.
        avoid_proxies: Whether no proxy may see the requests, which are not encrypted.
    """

    url: str | None = None
    avoid_proxies: bool = False


def client_options(sdk: ModuleType, endpoint: Endpoint) -> dict[str, Any]:
    """The URL, timeout, retries and HTTP client of either SDK's client.

    Redirects are not followed: the key would follow them to wherever they lead.

    Args:
        sdk: The ``openai`` or ``anthropic`` module.
        endpoint: Where the provider is.
    """
    direct: dict[str, Any] = {}
    if endpoint.avoid_proxies:
        # Without TLS there is no certificate to verify, and loading those of the system takes time.
        no_certificates = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        direct = {
            "trust_env": False,
            "mounts": {"http://": None, "all://": None},
            "verify": no_certificates,
        }
    http_client = sdk.DefaultHttpxClient(follow_redirects=False, **direct)
    return {
        "base_url": endpoint.url,
        "timeout": TIMEOUT_SECONDS,
        "max_retries": MAX_ATTEMPTS - 1,
        "http_client": http_client,
    }


def to_clerk_error(sdk: ModuleType, account: Account, error: Exception) -> ClerkError:
    """The error of an SDK as a ``ClerkError``.

    Args:
        sdk: The ``openai`` or ``anthropic`` module.
        account: The account whose key was used.
        error: What the SDK raised.
    """
    label, message = account.label, _message_of(error).replace(account.key, "****")
    if isinstance(error, sdk.APITimeoutError):
        return NetworkError(
            f"{label} timed out after {TIMEOUT_SECONDS:g} seconds ({MAX_ATTEMPTS} attempts)"
        )
    if isinstance(error, sdk.APIConnectionError):
        return NetworkError(f"cannot reach {label}: {message}")
    if not isinstance(error, sdk.APIStatusError):
        return ClerkError(f"{label} returned an invalid response: {message}")
    if isinstance(error, sdk.AuthenticationError | sdk.PermissionDeniedError):
        hint = f"Check the key with: clerk config get ai.{account.name}.key"
        return AuthenticationError(f"{label} rejected the API key: {message}", hint=hint)
    if isinstance(error, sdk.RateLimitError):
        return ClerkError(f"{label} rate limit exceeded: {message}", hint="Try again later.")
    if isinstance(error, sdk.NotFoundError):
        hint = f"Choose a model with: clerk config set ai.{account.name}.model NAME"
        return ConfigError(f'{label} has no model "{account.model}": {message}', hint=hint)
    return ClerkError(f"{label} returned HTTP {error.status_code}: {message}")


def missing_package(label: str, extra: str) -> ConfigError:
    """The error of a package that an extra installs.

    Args:
        label: What it is for, such as ``OpenAI``.
        extra: The extra of this distribution.
    """
    hint = (
        f"Install it with: clerk plugins install 'protect[{extra}]'\n"
        "Everything for AI: clerk plugins install protect-ai"
    )
    return ConfigError(f"support for {label} is not installed", hint=hint)


def _message_of(error: Any) -> str:
    """The message in the response's body, else the first line of the error or of its cause."""
    body = getattr(error, "body", None)
    if isinstance(body, dict):
        error_object = body.get("error")
        message = (error_object if isinstance(error_object, dict) else body).get("message")
        if message:
            return str(message)
    return str(error.__cause__ or error).split("\n", 1)[0]
