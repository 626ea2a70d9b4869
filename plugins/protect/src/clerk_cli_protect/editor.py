"""A text in the editor of the user's choice; it is never lost."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from clerk_cli.api import ClerkError, ConfigError, Environment

FALLBACKS = ("sensible-editor", "nano", "vim", "vi", "notepad")
MARK = "#"


class Draft:
    """A text in a file, with comments above it that are not part of it.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.settled = False
        self._begun_with: str | None = None

    def write(self, comments: list[str], text: str) -> None:
        """Put comments and a text into the file."""
        lines = [f"{MARK} {line}".rstrip() for line in comments]
        content = "\n".join([*lines, text, ""])
        self.path.write_text(content, encoding="utf-8")
        self._begun_with = self._begun_with or content

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has changed the file."""
        return self.path.read_text(encoding="utf-8", errors="replace") == self._begun_with

    def read(self) -> str:
        """The text without comments."""
        lines = self.path.read_text(encoding="utf-8-sig").splitlines()
        return "\n".join(line for line in lines if not line.lstrip().startswith(MARK)).strip()

    def edit(self, command: list[str]) -> None:
        """Let the user edit the file, and wait.

        Raises:
            ClerkError: The editor cannot be started, or fails.
        """
        try:
            done = subprocess.run([*command, str(self.path)], check=False)
        except OSError as error:
            raise ConfigError(
                f"cannot start the editor {command[0]}: {error.strerror}",
                hint="Set VISUAL or EDITOR, such as: export EDITOR=nano",
            ) from error
        if done.returncode:
            raise ClerkError(f"the editor {shlex.join(command)} ended with {done.returncode}")


@contextlib.contextmanager
def draft() -> Iterator[Draft]:
    """A file for a text, removed once that is settled; on any failure it stays, and is named."""
    handle, name = tempfile.mkstemp(prefix="clerk-rule-", suffix=".txt")
    os.close(handle)
    kept = Draft(Path(name))
    try:
        yield kept
    except ClerkError as error:
        if kept.is_untouched:
            kept.settled = True
            raise
        note = f"Your text is kept in {name}"
        error.hint = f"{error.hint}\n{note}" if error.hint else note
        raise
    finally:
        if kept.settled:
            kept.path.unlink(missing_ok=True)


def editor(environment: Environment) -> list[str]:
    """The words of the editor's command: ``VISUAL``, ``EDITOR``, or one that is installed.

    Raises:
        ConfigError: There is none, or its quotes do not match.
    """
    for name in ("VISUAL", "EDITOR"):
        if text := (environment.variable(name) or "").strip():
            try:
                return shlex.split(text)
            except ValueError as error:
                raise ConfigError(
                    f"{name} cannot be read: {error}", hint=f"It is: {text}"
                ) from None
    found = next((each for each in FALLBACKS if shutil.which(each)), None)
    if found is None:
        raise ConfigError(
            "no editor is set", hint="Set VISUAL or EDITOR, such as: export EDITOR=nano"
        )
    return [found]
