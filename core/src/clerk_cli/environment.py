"""The one object through which the rest of the program meets the world."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

DEFAULT_WIDTH = 80


@dataclass
class Environment:
    """Streams, variables, folder and clock of one run.

    Args:
        stdin: Where answers to questions and ``-`` values are read from.
        stdout: Where data goes, and nothing else.
        stderr: Where talk goes: messages, questions, progress, debug.
        variables: The environment variables.
        directory: The working directory; ``.env`` is searched from here upwards.
        sleep: Waits for the given number of seconds; tests pass their own.
    """

    stdin: TextIO = field(default_factory=lambda: sys.stdin)
    stdout: TextIO = field(default_factory=lambda: sys.stdout)
    stderr: TextIO = field(default_factory=lambda: sys.stderr)
    variables: Mapping[str, str] = field(default_factory=lambda: os.environ)
    directory: Path = field(default_factory=Path.cwd)
    sleep: Callable[[float], None] = time.sleep

    def variable(self, name: str) -> str | None:
        """The value of an environment variable; an empty one counts as not set."""
        return self.variables.get(name) or None

    @property
    def interactive(self) -> bool:
        """Whether questions may be asked: stdin and stdout are both terminals."""
        return is_terminal(self.stdin) and is_terminal(self.stdout)

    @property
    def width(self) -> int:
        """Columns of the terminal; ``COLUMNS`` overrides what the terminal says."""
        columns = self.variables.get("COLUMNS", "")
        if columns.isdigit() and int(columns) > 0:
            return int(columns)
        try:
            return os.get_terminal_size(self.stdout.fileno()).columns or DEFAULT_WIDTH
        except (OSError, ValueError):
            return DEFAULT_WIDTH

    def colors(self, stream: TextIO) -> bool:
        """Whether ``stream`` gets colour: ``NO_COLOR``, ``FORCE_COLOR``, then the terminal."""
        if "NO_COLOR" in self.variables:
            return False
        if (forced := self.variables.get("FORCE_COLOR")) is not None:
            return forced.lower() not in ("", "0", "false")
        return self.variables.get("TERM") != "dumb" and is_terminal(stream)


def is_terminal(stream: TextIO) -> bool:
    """Whether a stream is a terminal; a closed or missing one is not."""
    try:
        return stream.isatty()
    except (AttributeError, ValueError):
        return False
