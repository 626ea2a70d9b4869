"""Editing a text in the user's editor, without ever losing it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from clerk_cli.api import ClerkError, ConfigError, Context, Environment
from clerk_cli_protect.editor_command import Editor, hint_for

COMMENT = "#"
INTERRUPTED = (-signal.SIGINT, 128 + signal.SIGINT)
"""The exit status of a program that Ctrl-C ended: started directly, and by a shell."""

NOT_STARTED = {126: "it cannot be executed", 127: "it was not found"}
"""The exit status of a shell that could not start a program."""

KEYBOARD_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGQUIT") if hasattr(signal, name)
]


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
            lines = self.path.read_text(encoding="utf-8-sig").split("\n")
        except FileNotFoundError:
            raise ClerkError("the editor deleted the file") from None
        except UnicodeDecodeError:
            raise ClerkError("the edited file is not UTF-8 text") from None
        return "\n".join(line for line in lines if not line.lstrip().startswith(COMMENT)).strip()

    def edit(self, editor: Editor, environment: Environment) -> None:
        """Let the user edit the file, and wait until the editor exits.

        Args:
            editor: The editor.
            environment: Says how programs are started.

        Raises:
            ClerkError: The editor cannot be started, or fails.
            KeyboardInterrupt: Ctrl-C ended the editor.
        """
        try:
            with _interrupts_left_to_the_editor():
                words = environment.start_command([*editor.command, str(self.path)])
                process = subprocess.run(words, env=editor.variables, check=False)
        except OSError as error:
            message = f"cannot start the editor {editor.name}: {error.strerror}"
            raise ConfigError(message, hint=hint_for(environment)) from error
        status = process.returncode
        if status in INTERRUPTED:
            raise KeyboardInterrupt
        if editor.runs_in_shell and status in NOT_STARTED:
            message = f"cannot start the editor {editor.name}: {NOT_STARTED[status]}"
            raise ConfigError(message, hint=hint_for(environment))
        if status:
            raise ClerkError(f"the editor {editor.name} {_ending(status, editor)}")


def _ending(status: int, editor: Editor) -> str:
    """How an editor failed; a shell adds 128 to the signal that ended the program."""
    number = status - 128 if editor.runs_in_shell else 0
    if status < 0:
        number = -status
    if number > 0:
        return f"was killed by signal {number}"
    return f"exited with status {status}"


@contextlib.contextmanager
def _interrupts_left_to_the_editor() -> Iterator[None]:
    """Ignore Ctrl-C here: many editors keep running, and the text in them must not be lost."""
    handlers = {number: signal.signal(number, lambda *_: None) for number in KEYBOARD_SIGNALS}
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


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
