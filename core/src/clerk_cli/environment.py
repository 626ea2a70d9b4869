"""The streams, variables, working directory and clock of a run."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TextIO

from clerk_cli.errors import ClerkError, UsageError
from clerk_cli.startup.locations import CONFIG_FOLDER, config_folder, working_folder
from clerk_cli.terminal import is_terminal, wants_color, width_of

__all__ = ["Environment", "is_terminal"]


class Environment:
    """Streams, variables, working directory and clock of a run; by default those of this process.

    Args:
        stdin: Where answers to questions and values of ``-`` are read from.
        stdout: For data only.
        stderr: For messages, questions, progress and the debug log.
        variables: The environment variables.
        directory: The working directory; ``.env`` is searched for from here upward.
        sleep: Waits for a number of seconds; tests pass their own.
        now: Returns the Unix time in seconds; tests pass their own.
    """

    windows = os.name == "nt"
    """Whether programs are started and files are replaced as on Windows."""

    unusable: tuple[ClerkError, ...] = ()
    """Why a folder that was asked for is not used; empty except for a tolerant environment."""

    def __init__(
        self,
        stdin: TextIO | None = None,
        stdout: TextIO | None = None,
        stderr: TextIO | None = None,
        variables: Mapping[str, str] | None = None,
        directory: Path | None = None,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.stdin = stdin or sys.stdin
        self.stdout = stdout or sys.stdout
        self.stderr = stderr or sys.stderr
        self.variables = os.environ if variables is None else variables
        self._directory = directory
        self.sleep = sleep
        self.now = now
        self._is_stdin_taken = False
        self.may_ask = True
        """Whether the run may ask questions, if there is a terminal; a dry run does not."""
        self.strongest_effect: str | None = None
        """What requests may do at most: ``reads``, ``writes`` or ``destroys``; None for anything.

        The client refuses the others, whatever the command says that it does.
        """

    @cached_property
    def directory(self) -> Path:
        """The working directory.

        Raises:
            LocalError: It was deleted, or cannot be read.
        """
        return self._directory or Path(working_folder())

    def path(self, text: str) -> Path:
        """A path on the command line: relative to the working directory, ``~`` for a home folder.

        Raises:
            UsageError: The user after ``~`` does not exist.
        """
        try:
            return self.directory / Path(text).expanduser()
        except RuntimeError:
            user = text.split("/", 1)[0]
            raise UsageError(
                f'"{text}": there is no user or home folder for {user}',
                hint="Use an absolute path, or ./~… for a name that begins with ~.",
            ) from None

    def variable(self, name: str) -> str | None:
        """The value of an environment variable; None if it is unset or empty."""
        return self.variables.get(name) or None

    def take_stdin(self) -> TextIO:
        """Stdin, for a value that is all of it.

        Raises:
            ValueError: Another value was read from it.
        """
        if self._is_stdin_taken:
            raise ValueError("stdin is read only once, and another value was read from it")
        self._is_stdin_taken = True
        return self.stdin

    def program_words(self, text: str) -> list[str]:
        """The words of a text that names a program and its arguments, such as ``EDITOR``.

        Args:
            text: The text. On Windows a backslash is a part of a path.

        Raises:
            ValueError: A quotation mark is missing.
        """
        from clerk_cli.platform import split_words

        return split_words(text, windows=self.windows)

    def start_command(self, words: Sequence[str]) -> list[str] | str:
        """What ``subprocess`` takes to start a program; on Windows also a batch file.

        Args:
            words: The program and its arguments.

        Raises:
            OSError: An argument of a batch file has a line break.
        """
        from clerk_cli.platform import start_command

        return start_command(words, self.variables, windows=self.windows)

    def replace_file(self, source: Path, target: Path) -> None:
        """Replace a file in one step, also where another program has it open for a moment.

        Args:
            source: The new file.
            target: The file.

        Raises:
            OSError: It cannot be replaced.
        """
        from clerk_cli.platform import replace_file

        replace_file(source, target, windows=self.windows, sleep=self.sleep)

    @property
    def interactive(self) -> bool:
        """Whether questions may be asked: stdin and stdout are both terminals."""
        return self.may_ask and is_terminal(self.stdin) and is_terminal(self.stdout)

    @property
    def is_watched(self) -> bool:
        """Whether somebody may see messages while they are written: stderr is a terminal."""
        return is_terminal(self.stderr)

    @property
    def width(self) -> int:
        """Columns of the terminal; ``COLUMNS`` takes precedence."""
        return width_of(self.stdout, self.variables)

    @property
    def encoding(self) -> str:
        """The encoding of stdout."""
        return getattr(self.stdout, "encoding", None) or "utf-8"

    def colors(self, stream: TextIO) -> bool:
        """Whether ``stream`` gets color: ``NO_COLOR``, ``FORCE_COLOR``, then the terminal."""
        return wants_color(stream, self.variables)


def tolerant_environment() -> Environment:
    """An environment of this process in which every folder can be named, for ``doctor``.

    It has the root in place of a working directory that was deleted, and no ``CLERK_CONFIG_DIR`` if
    that begins with the home folder of an unknown user.
    """
    variables: Mapping[str, str] = os.environ
    directory, errors = None, []
    try:
        working_folder()
    except ClerkError as error:
        errors.append(error)
        directory = str(Path(os.sep).resolve())
    try:
        config_folder(variables, directory)
    except ClerkError as error:
        errors.append(error)
        variables = {name: value for name, value in variables.items() if name != CONFIG_FOLDER}
    environment = Environment(variables=variables, directory=Path(directory) if directory else None)
    environment.unusable = tuple(errors)
    return environment
