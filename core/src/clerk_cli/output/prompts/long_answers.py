"""Questions for a text that may be longer than the line of the terminal.

Inquirer draws a text in whole at each key. Once it wraps, every key leaves a copy of it behind; so
only the part around the cursor is shown. Imports inquirer, so it is imported where one is asked.
"""

from __future__ import annotations

from typing import Any

from inquirer.render.console import ConsoleRender
from inquirer.render.console._text import Text

from clerk_cli.output.table import ELLIPSIS
from clerk_cli.output.width import cell_width

AROUND, NARROWEST = 7, 8
"""Columns of the marks around a question and of the cursor; columns that an answer has at least."""


class LongText(Text):  # type: ignore[misc]
    """A text of which the part around the cursor is shown."""

    def get_current_value(self) -> str:
        """The part that fits, and the moves that bring the cursor to its place in it."""
        room = self.terminal.width - cell_width(str(self.get_header())) - AROUND
        at = len(self.current) - self.cursor_offset
        return window(self.shown, at, max(room, NARROWEST), self.terminal.move_left)

    @property
    def shown(self) -> str:
        """What stands for the text."""
        return str(self.current)


class LongPassword(LongText):
    """A text that shows as stars."""

    @property
    def shown(self) -> str:
        """A star for each character."""
        return "*" * len(self.current)


class LongAnswers(ConsoleRender):  # type: ignore[misc]
    """Draws questions as inquirer does, but for texts."""

    def render_factory(self, question_type: str) -> Any:
        """What draws a kind of question."""
        own = {"text": LongText, "password": LongPassword}
        return own.get(question_type) or super().render_factory(question_type)


def window(text: str, at: int, room: int, left: str) -> str:
    """The part of a text around the cursor, and what moves the cursor to its place in it.

    Args:
        text: The text.
        at: How many characters stand before the cursor.
        room: How many columns there are.
        left: What moves the cursor by one column.
    """
    before, after = text[:at], text[at:]
    if cell_width(text) > room:
        before = _end(before, room if not after else room * 2 // 3)
        after = _end(after[::-1], room - cell_width(before))[::-1]
    return before + after + left * cell_width(after)


def _end(text: str, room: int) -> str:
    """As much of the end of a text as there is room for, with an ellipsis before it."""
    if cell_width(text) <= room:
        return text
    kept = text[len(text) - room + 1 :]
    while kept and cell_width(kept) > room - 1:
        kept = kept[1:]
    return ELLIPSIS + kept
