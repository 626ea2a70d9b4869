"""Keeping keys off networks that everybody on the way can read."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from clerk_cli.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from clerk_cli.environment import Environment

ALLOW = "CLERK_ALLOW_INSECURE"
URL = "clerk.api.url"
LOOPBACK_NAMES = ("localhost", "::1")


def is_plain(url: str) -> bool:
    """Whether requests to a URL are not encrypted."""
    return url.lstrip()[:5].lower() == "http:"


def check_url(
    url: str, environment: Environment, *, key: str = "secret key", setting: str = URL
) -> str | None:
    """Refuse to send a key without encryption to another machine.

    Args:
        url: The URL that the key is sent to.
        environment: Has the variable that allows it anyway.
        key: What the key is called in messages.
        setting: The setting or variable that has the URL.

    Returns:
        A warning where it is allowed; None where it is safe.

    Raises:
        ConfigError: It is neither safe nor allowed.
    """
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        raise ConfigError(f"{setting} is not a valid URL") from None
    if parts.scheme != "http" or _is_loopback(host):
        return None
    if environment.variable(ALLOW) == "1":
        return f"The {key} is sent to {host} without encryption ({ALLOW}=1)."
    raise ConfigError(
        f"refusing to send the {key} to {host} without encryption",
        hint=f"Use an https URL for {setting}. On a network that you trust, set {ALLOW}=1.",
    )


def check_scheme(url: str, setting: str) -> None:
    """Refuse a URL that is neither HTTPS nor HTTP; SDKs take other schemes for plain HTTP.

    Raises:
        ConfigError: It has another scheme, or none.
    """
    scheme = url.strip().partition(":")[0].lower()
    if scheme not in ("http", "https"):
        raise ConfigError(f"{setting} must begin with https://", hint="For example https://HOST/v1")


def check_stored_url(url: str) -> None:
    """Refuse an API URL that no command could use.

    Args:
        url: The value to be stored.

    Raises:
        UsageError: It is not an absolute URL, or has parts that may hold a secret.
    """
    example = "For example https://api.clerk.com"
    try:
        parts = urlsplit(url)
        is_absolute = bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise UsageError("clerk.api.url must be an absolute URL", hint=example) from None
    if not is_absolute:
        raise UsageError("clerk.api.url must be an absolute URL", hint=example)
    if parts.username or parts.password:
        raise UsageError("clerk.api.url must not contain a user name or password", hint=example)
    if parts.query or parts.fragment:
        raise UsageError("clerk.api.url must not contain a ? or a #", hint=example)


def _is_loopback(host: str) -> bool:
    """Whether a host is this machine, without asking a name server."""
    if host in LOOPBACK_NAMES:
        return True
    octets = host.split(".")
    return (
        len(octets) == 4
        and octets[0] == "127"
        and all(octet.isascii() and octet.isdigit() and int(octet) < 256 for octet in octets)
    )
