"""Masks for secrets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clerk_cli.plugins import Setting

STARS = "****"
KEY_PREFIXES = ("sk_live_", "sk_test_")
"""How Clerk's secret keys begin, in whatever setting they are."""
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
    return key.endswith(".key") or "secret" in key or "token" in key
