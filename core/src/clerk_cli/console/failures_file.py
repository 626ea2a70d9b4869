"""The file of ``--failures``: objects that are not done, in a form that ``--from`` reads back."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from clerk_cli.commands.name_files import DEFAULT_COLUMN, is_plain
from clerk_cli.config.files import WITHOUT_WAITING, write_text
from clerk_cli.errors import ClerkError, UsageError


class FailuresFile:
    """A file that gets names of objects, each after a comment with the reason.

    Args:
        path: The file. What is not a file, such as a pipe of the shell, gets the names as well.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._pipe: int | None = None

    def check(self) -> None:
        """Make sure that it can be written, before anything is sent.

        Raises:
            UsageError: It cannot be written, or is a pipe that nobody reads.
        """
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | WITHOUT_WAITING
        try:
            descriptor = os.open(self.path, flags, 0o666)
        except OSError as error:
            raise UsageError(f"--failures: {self.path}: {error.strerror}") from None
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
        else:  # Its reader would take a pipe that is closed now for an empty one.
            self._pipe = descriptor

    def write(self, names: Iterable[tuple[str, str]]) -> str:
        """Write the names; returns why that failed, empty if it did not.

        Args:
            names: Each name with the reason.
        """
        names = list(names)
        as_json = not all(is_plain(name) for name, _ in names)
        text = "".join(
            f"# {' '.join(reason.split())}\n{_as_json(name) if as_json else name}\n"
            for name, reason in names
        )
        try:
            if self._pipe is None:
                write_text(self.path, text, private=False)
            else:
                _write_to_pipe(self._pipe, text)
        except ClerkError as error:
            return error.message
        except OSError as error:
            return f"cannot write {self.path}: {error.strerror}"
        return ""


def _as_json(name: str) -> str:
    return json.dumps({DEFAULT_COLUMN: name}, ensure_ascii=False)


def _write_to_pipe(descriptor: int, text: str) -> None:
    if hasattr(os, "set_blocking"):
        os.set_blocking(descriptor, True)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
