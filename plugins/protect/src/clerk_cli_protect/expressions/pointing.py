"""A line of an expression with a caret under the place that something is said about."""

from __future__ import annotations

from itertools import accumulate, takewhile

from clerk_cli.api import cell_width, clean
from clerk_cli_protect.expressions.syntax import Problem

INDENT = "  "
ELLIPSIS = "…"
WIDTH, NARROWEST = 78, 20
"""Columns that a line may take, and how few are still of use."""


def pointed_at(text: str, problem: Problem) -> str:
    """The line with a problem, a caret under the place, and what is wrong."""
    return f"{marked(text, problem)} {problem.message}"


def marked(text: str, problem: Problem, width: int = WIDTH) -> str:
    """The line with a problem, and a caret under the place.

    Args:
        text: The expression.
        problem: Where it is.
        width: Columns of the terminal. What does not fit is cut off on both sides, since a caret
            below a wrapped line points nowhere.
    """
    room = max(width, NARROWEST) - len(INDENT)
    begin = text.rfind("\n", 0, problem.span.start) + 1
    line = text[begin:].split("\n", 1)[0]
    at = problem.span.start - begin
    # What is far from the place is not looked at: a text with many problems may be very long.
    nearby = line[max(0, at - room) : at], line[at : at + room]
    fits = len(line) <= room and cell_width(_shown(line)) <= room
    before = _fitting(nearby[0][::-1], room if fits else room // 2)[::-1]
    head = (ELLIPSIS if len(before) < at else "") + "".join(before)
    left = room - cell_width(head)
    after = _fitting(nearby[1], left if fits else left - len(ELLIPSIS))
    rest = ELLIPSIS if len(after) < len(line) - at else ""
    wrong = "".join(after[: max(1, problem.span.end - problem.span.start)])
    carets = "^" * max(1, cell_width(wrong))
    return f"{INDENT}{head}{''.join(after)}{rest}\n{INDENT}{' ' * cell_width(head)}{carets}"


def _fitting(text: str, room: int) -> list[str]:
    """The first characters of a text, as they are shown, for which there is room."""
    pieces = [_shown(character) for character in text]
    widths = accumulate(cell_width(piece) for piece in pieces)
    return pieces[: sum(1 for _ in takewhile(lambda width: width <= room, widths))]


def _shown(text: str) -> str:
    """A text without anything that a terminal would obey; a tab is one column wide."""
    return clean(text.replace("\t", " "))
