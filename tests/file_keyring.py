"""A back end of the ``keyring`` library that keeps entries in a file, for tests.

It is installed through ``PYTHON_KEYRING_BACKEND``, or with ``keyring.set_keyring``.
"""

from __future__ import annotations

import json
import os
from base64 import b85decode, b85encode
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

VARIABLE = "FILE_KEYRING"
"""The variable with the path of the file; a folder in its place is a locked keyring."""


class FileKeyring(KeyringBackend):
    """Entries in a file, encoded, so that no key is there as text."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    @property
    def entries(self) -> dict[str, str]:
        """The passwords, by service and name."""
        try:
            return dict(json.loads(b85decode(self._path.read_bytes())))
        except FileNotFoundError:
            return {}
        except IsADirectoryError:
            raise KeyringLocked("the keyring is locked") from None

    def get_password(self, service: str, username: str) -> str | None:
        """The password of an entry."""
        return self.entries.get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        """Store the password of an entry."""
        self._save(self.entries | {f"{service} {username}": password})

    def delete_password(self, service: str, username: str) -> None:
        """Remove an entry."""
        entries = self.entries
        if entries.pop(f"{service} {username}", None) is None:
            raise PasswordDeleteError(username)
        self._save(entries)

    @property
    def _path(self) -> Path:
        return Path(os.environ[VARIABLE])

    def _save(self, entries: dict[str, str]) -> None:
        self._path.write_bytes(b85encode(json.dumps(entries).encode()))


class PlaintextKeyring(FileKeyring):
    """A back end that says that it keeps plain text."""
