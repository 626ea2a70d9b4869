"""Masks for secrets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from clerk_cli.output import STARS

if TYPE_CHECKING:
    from clerk_cli.plugins import Setting

KINDS_OF_KEYS = {"sk_live_": "live", "sk_test_": "test"}
KEY_PREFIXES = tuple(KINDS_OF_KEYS)
"""How Clerk's secret keys begin, in whatever setting they are."""
SECRET_WORDS = (
    "secret", "token", "password", "passwd", "passphrase", "passcode", "pwd", "credential",
    "api_key", "apikey", "private_key", "signing_key", "access_key", "encryption_key",
)  # fmt: skip
"""Parts of the names of settings that hold secrets."""
SHORT = 12
"""A secret of this many characters or fewer shows none of them."""


def mask_tail(secret: str) -> str:
    """``****xxxx``: the last four characters, as ``config get`` shows it."""
    return STARS + secret[-4:] if len(secret) > SHORT else STARS


def mask_head(secret: str) -> str:
    """``sk_te****xxxx``: also the first five, as ``config list`` shows it."""
    return secret[:5] + STARS + secret[-4:] if len(secret) > SHORT else STARS


def is_secret(key: str, settings: Iterable[Setting]) -> bool:
    """Whether the value of a setting is masked: it is declared secret, or named like a secret."""
    if any(setting.secret for setting in settings if setting.key == key):
        return True
    return is_secret_name(key)


def is_secret_name(name: str) -> bool:
    """Whether a setting or option has the name of a secret, such as ``weather.password``."""
    words = name.lower().replace("-", "_")
    return words.endswith(".key") or any(word in words for word in SECRET_WORDS)


def holds_secret(text: str) -> bool:
    """Whether text has a key, a token, the user of a URL, or a parameter with a secret in it."""
    if any(prefix in text for prefix in KEY_PREFIXES):
        return True
    from clerk_cli.output.redaction import Redactor

    return Redactor().text(text) != text


def shown_value(key: str, text: str) -> str:
    """The value of a setting without a secret name, with the secrets in it masked."""
    if text.isalnum():
        return text
    if key.lower().endswith("url") or "://" in text or (":" in text and "@" in text):
        if not may_hold_secret(text):
            return text
        from clerk_cli.output.masked_url import mask_url

        return mask_url(text)
    from clerk_cli.output.redaction import Redactor

    return Redactor().text(text)


def may_hold_secret(url: str) -> bool:
    """Whether a URL has any mark of more than a scheme, a host, a port and a path."""
    authority, _, _ = (url.partition("://")[2] or url).partition("/")
    _, colon, port = authority.rpartition(":")
    has_marks = any(mark in url for mark in "@?#_;=% ")
    return has_marks or url.startswith("/") or bool(colon and not port.isdigit())
