"""The record of every call: a line on stderr, and one in a file, without secrets."""

from __future__ import annotations

import io
import json
import os
import re
import stat
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from clerk_cli.api import APIObject, Context, LocalError, clean
from clerk_cli_mcp.offers import Offer

MASK = "****"
SECRET_NAME = re.compile(
    r"password|secret|token|key|code|digest|otp|credential|ticket|authorization|cookie|jwt|nonce"
    r"|certificate|idp_metadata|saml_response",
    re.I,
)
CREDENTIAL = re.compile(
    r"\b(?:sk|ak|mt|oat|ek|dvb|whsec)_[\w-]{6,}|\bsk-(?:ant|proj)-[\w-]{6,}"
    r"|\beyJ[\w-]{6,}(?:\.[\w-]+)*|(?<=Bearer )[^\s\"',;]{12,}|(?<=://)[^/\s@]+@"
)
"""They mask at least what the core masks in messages and in its debug log; a test holds that."""

MAX_CHARACTERS = 200
"""Characters of a value in the record."""


class Journal:
    """Records calls.

    Args:
        context: Writes to stderr, and has the clock.
        path: The file; None for none.

    Raises:
        LocalError: The file cannot be written.
    """

    def __init__(self, context: Context, path: Path | None) -> None:
        self._context = context
        self._path = path
        self._file = _open(path) if path is not None else None

    def record(self, entry: APIObject) -> None:
        """Record what became of a call.

        Args:
            entry: What is known about it, masked.

        Raises:
            LocalError: The file cannot be written.
        """
        seconds = f", {entry['seconds']:.2f} s" if "seconds" in entry else ""
        problem = f" ({entry['error']})" if entry.get("error") else ""
        words = " ".join([entry["tool"], entry["about"], *_flat(entry.get("arguments", {}))])
        self._context.messages.info(clean(f"{words}: {entry['outcome']}{problem}{seconds}"))
        if self._file is None:
            return
        now = datetime.fromtimestamp(self._context.environment.now(), timezone.utc)
        line = json.dumps({"time": now.isoformat(timespec="milliseconds"), **entry})
        try:
            self._file.write(f"{line}\n".encode())
        except OSError as error:
            raise LocalError(f"cannot write {self._path}: {error.strerror}") from None

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


def masked_arguments(offer: Offer | None, arguments: Mapping[str, Any]) -> APIObject:
    """The arguments of a call without secrets.

    Args:
        offer: The command; None if it is not known, so that no value is shown.
        arguments: The arguments, by name.
    """
    return {masked_text(name): _masked(offer, name, value) for name, value in arguments.items()}


def masked_text(text: str) -> str:
    """A text without what looks like a key or a token, cut."""
    return CREDENTIAL.sub(MASK, text)[:MAX_CHARACTERS]


def without_secrets(value: Any) -> Any:
    """A JSON value in which members whose names promise a secret are masked.

    Args:
        value: The value.
    """
    if isinstance(value, dict):
        return {
            masked_text(name): MASK if SECRET_NAME.search(name) else without_secrets(member)
            for name, member in value.items()
        }
    if isinstance(value, list):
        return [without_secrets(item) for item in value]
    return masked_text(value) if isinstance(value, str) else value


def _masked(offer: Offer | None, name: str, value: Any) -> Any:
    item = offer.parameters.get(name) if offer is not None else None
    if isinstance(value, (bool, int)) and item is not None and item.type != "secret":
        return value
    may_be_secret = SECRET_NAME.search(name) and not name.lower().endswith("id")
    if item is None or item.type in ("secret", "json") or may_be_secret:
        return MASK
    if isinstance(value, list):
        return [masked_text(str(entry)) for entry in value]
    return masked_text(str(value))


def _flat(arguments: Mapping[str, Any]) -> list[str]:
    return [f"{name}={value}" for name, value in arguments.items()]


def _open(path: Path) -> io.FileIO:
    """Open the file so that only its owner can read it."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(path, flags, 0o600)
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            os.close(descriptor)
            raise LocalError(f"{path} is not a regular file")
        if hasattr(os, "fchmod") and stat.S_IMODE(state.st_mode) != 0o600:
            os.fchmod(descriptor, 0o600)
    except OSError as error:
        raise LocalError(f"cannot write {path}: {error.strerror}") from None
    return io.FileIO(descriptor, "ab")
