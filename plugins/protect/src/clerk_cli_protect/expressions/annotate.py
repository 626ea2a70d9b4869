"""The line of an expression that a diagnostic is about, underlined with carets."""

from __future__ import annotations

from itertools import accumulate, takewhile

from clerk_cli.api import cell_width, clean
from clerk_cli_protect.expressions.syntax import Diagnostic

INDENT = "  "
ELLIPSIS = "…"
DEFAULT_WIDTH = 78
MIN_WIDTH = 20
"""The width in columns of what is shown on a terminal that is even narrower."""


def annotate(source: str, diagnostic: Diagnostic) -> str:
    """The underlined line, followed by the message."""
    return f"{underline(source, diagnostic)} {diagnostic.message}"


def underline(source: str, diagnostic: Diagnostic, width: int = DEFAULT_WIDTH) -> str:
    """The line with a problem, and carets below the problem.

    Args:
        source: The expression.
        diagnostic: The problem.
        width: The width of the terminal. A longer line is truncated on both sides, since a caret
            below a wrapped line would be in the wrong place.
    """
    room = max(width, MIN_WIDTH) - len(INDENT)
    line_start = source.rfind("\n", 0, diagnostic.span.start) + 1
    line = source[line_start:].split("\n", 1)[0]
    column = diagnostic.span.start - line_start
    # Only what may fit is measured: the time must not grow with length times diagnostics.
    before, after = line[max(0, column - room) : column], line[column : column + room]
    fits = len(line) <= room and cell_width(_printable(line)) <= room
    left = _fitting(before[::-1], room if fits else room // 2)[::-1]
    head = (ELLIPSIS if len(left) < column else "") + "".join(left)
    room -= cell_width(head)
    right = _fitting(after, room if fits else room - len(ELLIPSIS))
    tail = ELLIPSIS if len(right) < len(line) - column else ""
    problem = "".join(right[: max(1, diagnostic.span.end - diagnostic.span.start)])
    carets = "^" * max(1, cell_width(problem))
    return f"{INDENT}{head}{''.join(right)}{tail}\n{INDENT}{' ' * cell_width(head)}{carets}"


def _fitting(text: str, room: int) -> list[str]:
    """The first characters of a text, in printable form, that fit into some columns."""
    characters = [_printable(character) for character in text]
    widths = accumulate(cell_width(character) for character in characters)
    return characters[: sum(1 for _ in takewhile(lambda width: width <= room, widths))]


def _printable(text: str) -> str:
    """A text without control characters; a tab is one column wide."""
    return clean(text.replace("\t", " "))
