"""Editing a text in the user's editor, without ever losing it."""

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
COMMENT = "#"
HINT = "Set VISUAL or EDITOR, for example: export EDITOR=nano"
INTERRUPTED = (-signal.SIGINT, 128 + signal.SIGINT)
"""The exit status of a program that Ctrl-C ended: started directly, and by a shell."""


class Draft:
    """A text in a file, below comments that are not part of it.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.submitted = False
        """Whether the text was sent or is unchanged, so that the file is no longer needed."""
        self._original: bytes | None = None

    def write(self, comments: list[str], text: str) -> None:
        """Write comments and a text to the file."""
        lines = [f"{COMMENT} {line}".rstrip() for line in comments]
        content = "\n".join([*lines, text, ""]).encode()
        self.path.write_bytes(content)
        self._original = self._original or content

    @property
    def has_unsaved_work(self) -> bool:
        """Whether the file has edits that were not submitted."""
        if self.submitted or not self.path.exists():
            return False
        return self.path.read_bytes() != self._original

    def read(self) -> str:
        """Read the text, without the comments.

        Raises:
            ClerkError: The editor deleted the file, or did not save UTF-8.
        """
        try:
            lines = self.path.read_text(encoding="utf-8-sig").splitlines()
        except FileNotFoundError:
            raise ClerkError("the editor deleted the file") from None
        except UnicodeDecodeError:
            raise ClerkError("the edited file is not UTF-8 text") from None
        return "\n".join(line for line in lines if not line.lstrip().startswith(COMMENT)).strip()

    def edit(self, command: list[str]) -> None:
        """Let the user edit the file, and wait until the editor exits.

        Raises:
            ClerkError: The editor cannot be started, or fails.
            KeyboardInterrupt: Ctrl-C ended the editor.
        """
        try:
            with _interrupts_left_to_the_editor():
                process = subprocess.run([*command, str(self.path)], check=False)
        except OSError as error:
            message = f"cannot start the editor {command[0]}: {error.strerror}"
            raise ConfigError(message, hint=HINT) from error
        status = process.returncode
        if status in INTERRUPTED:
            raise KeyboardInterrupt
        if status:
            reason = f"exited with status {status}"
            if status < 0:
                reason = f"was killed by signal {-status}"
            raise ClerkError(f"the editor {shlex.join(command)} {reason}")


@contextlib.contextmanager
def _interrupts_left_to_the_editor() -> Iterator[None]:
    """Ignore Ctrl-C here: many editors go on after it, and the text in them must not be lost."""
    handler = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)


@contextlib.contextmanager
def open_draft(context: Context) -> Iterator[Draft]:
    """A draft in a temporary file, which is deleted unless an error would lose unsaved work."""
    handle, name = tempfile.mkstemp(prefix="clerk-rule-", suffix=".txt")
    os.close(handle)
    draft = Draft(Path(name))
    note = f"Your edits are saved in {name}"
    try:
        yield draft
    except ClerkError as error:
        if draft.has_unsaved_work:
            error.hint = f"{error.hint}\n{note}" if error.hint else note
        raise
    except BaseException:
        if draft.has_unsaved_work:
            context.messages.info(note)
        raise
    finally:
        if not draft.has_unsaved_work:
            draft.path.unlink(missing_ok=True)


def editor_command(environment: Environment) -> list[str]:
    """The command that starts the editor: ``VISUAL``, ``EDITOR``, or one that is installed.

    Raises:
        ConfigError: There is no editor, or the variable's quotes do not match.
    """
    for name in ("VISUAL", "EDITOR"):
        if text := (environment.variable(name) or "").strip():
            try:
                return shlex.split(text)
            except ValueError as error:
                hint = f"Its value is: {text}"
                raise ConfigError(f"cannot parse {name}: {error}", hint=hint) from None
    editor = next((name for name in FALLBACKS if shutil.which(name)), None)
    if editor is None:
        raise ConfigError("no editor found", hint=HINT)
    return [editor]
