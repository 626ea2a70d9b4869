"""A text in the editor of the user's choice; it is never lost."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from clerk_cli.api import ClerkError, ConfigError, Context, Environment

FALLBACKS = ("sensible-editor", "nano", "vim", "vi", "notepad")
MARK = "#"
INTERRUPTED = (-signal.SIGINT, 128 + signal.SIGINT)
"""How a program ends that Ctrl-C has ended, without a shell around it and with one."""


class Draft:
    """A text in a file, with comments above it that are not part of it.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.settled = False
        self._begun_with: bytes | None = None

    def write(self, comments: list[str], text: str) -> None:
        """Put comments and a text into the file."""
        lines = [f"{MARK} {line}".rstrip() for line in comments]
        content = "\n".join([*lines, text, ""]).encode()
        self.path.write_bytes(content)
        self._begun_with = self._begun_with or content

    @property
    def holds_work(self) -> bool:
        """Whether there is something in the file that nobody else has."""
        if self.settled or not self.path.exists():
            return False
        return self.path.read_bytes() != self._begun_with

    def read(self) -> str:
        """The text without comments.

        Raises:
            ClerkError: The editor removed the file, or wrote something that is no text.
        """
        try:
            lines = self.path.read_text(encoding="utf-8-sig").splitlines()
        except FileNotFoundError:
            raise ClerkError("the editor left no file behind") from None
        except UnicodeDecodeError:
            raise ClerkError("what the editor saved is not UTF-8 text") from None
        return "\n".join(line for line in lines if not line.lstrip().startswith(MARK)).strip()

    def edit(self, command: list[str]) -> None:
        """Let the user edit the file, and wait.

        Raises:
            ClerkError: The editor cannot be started, or fails.
            KeyboardInterrupt: Ctrl-C ended the editor.
        """
        try:
            with _interrupts_left_to_the_editor():
                done = subprocess.run([*command, str(self.path)], check=False)
        except OSError as error:
            raise ConfigError(
                f"cannot start the editor {command[0]}: {error.strerror}",
                hint="Set VISUAL or EDITOR, such as: export EDITOR=nano",
            ) from error
        if done.returncode in INTERRUPTED:
            raise KeyboardInterrupt
        if done.returncode:
            raise ClerkError(f"the editor {shlex.join(command)} ended with {done.returncode}")


@contextlib.contextmanager
def _interrupts_left_to_the_editor() -> Iterator[None]:
    """Let the editor decide what Ctrl-C means: many go on, and their text must not vanish."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def draft(context: Context) -> Iterator[Draft]:
    """A file for a text, removed once that is settled; on any failure it stays, and is named."""
    handle, name = tempfile.mkstemp(prefix="clerk-rule-", suffix=".txt")
    os.close(handle)
    kept = Draft(Path(name))
    note = f"Your text is kept in {name}"
    try:
        yield kept
    except ClerkError as error:
        if kept.holds_work:
            error.hint = f"{error.hint}\n{note}" if error.hint else note
        raise
    except BaseException:
        if kept.holds_work:
            context.messages.info(note)
        raise
    finally:
        if not kept.holds_work:
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
