"""What a stream can display. Imported at every start, so it imports next to nothing."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping
    from typing import TextIO

DEFAULT_WIDTH = 80
MAX_DIGITS = 6
"""Digits of the widest terminal that ``COLUMNS`` can describe."""


def is_terminal(stream: TextIO) -> bool:
    """Whether a stream is a terminal; a closed or missing one is not."""
    try:
        return stream.isatty()
    except (AttributeError, ValueError):
        return False


def width_of(stream: TextIO, variables: Mapping[str, str]) -> int:
    """Columns of a terminal; ``COLUMNS`` takes precedence."""
    columns = variables.get("COLUMNS", "")
    if _is_size(columns) and int(columns) > 0:
        return int(columns)
    try:
        return os.get_terminal_size(stream.fileno()).columns or DEFAULT_WIDTH
    except (OSError, ValueError, AttributeError):
        return DEFAULT_WIDTH


def wants_color(stream: TextIO, variables: Mapping[str, str]) -> bool:
    """Whether a stream gets color: ``NO_COLOR``, ``FORCE_COLOR``, then the terminal."""
    if "NO_COLOR" in variables:
        return False
    if (forced := variables.get("FORCE_COLOR")) is not None:
        return forced.lower() not in ("", "0", "false")
    return variables.get("TERM") != "dumb" and is_terminal(stream)


def drop_invalid_sizes(variables: MutableMapping[str, str]) -> None:
    """Remove sizes of the terminal that are not numbers, which libraries would fail to read."""
    for name in ("COLUMNS", "LINES"):
        if not _is_size(variables.get(name, "1")):
            del variables[name]


def _is_size(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS
