"""``clerk apikeys …``: API keys of users and organizations."""

from __future__ import annotations

from clerk_cli_apikeys.commands.keys import (
    KeysCreate,
    KeysDelete,
    KeysGet,
    KeysList,
    KeysRevoke,
    KeysUpdate,
)
from clerk_cli_apikeys.commands.secrets import KeysGetSecret, KeysVerify

__all__ = [
    "KeysCreate",
    "KeysDelete",
    "KeysGet",
    "KeysGetSecret",
    "KeysList",
    "KeysRevoke",
    "KeysUpdate",
    "KeysVerify",
]
