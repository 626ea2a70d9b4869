"""Prompts for text that may be longer than a line of the terminal.

Inquirer redraws the text at each key. Once it wraps, every key leaves a copy of it behind, so only
the part around the cursor is shown. Imports inquirer, so import it only where a question is asked.
"""

from __future__ import annotations

from inquirer.render.console._text import Text

from clerk_cli.output.sanitize import replace_unsafe
from clerk_cli.output.table import ELLIPSIS
from clerk_cli.output.width import cell_width

MARKS_WIDTH, MIN_ANSWER_WIDTH = 7, 8
"""Columns of the marks around a question and of the cursor; the fewest columns of an answer."""


class LongText(Text):  # type: ignore[misc]
    """A text prompt that shows the part around the cursor."""

    def get_current_value(self) -> str:
        """The part that fits, and the codes that move the cursor to its place in it."""
        width = self.terminal.width - cell_width(str(self.get_header())) - MARKS_WIDTH
        position = len(self.current) - self.cursor_offset
        width = max(width, MIN_ANSWER_WIDTH)
        return visible_part(self.displayed, position, width, self.terminal.move_left)

    @property
    def displayed(self) -> str:
        """The text as it is displayed, with placeholders for invisible characters."""
        return replace_unsafe(str(self.current))


class LongPassword(LongText):
    """A text prompt that shows stars."""

    @property
    def displayed(self) -> str:
        """A star for each character."""
        return "*" * len(self.current)


def visible_part(text: str, position: int, width: int, move_left: str) -> str:
    """The part of a text around the cursor, and the codes that move the cursor to its place in it.

    Args:
        text: The text.
        position: The number of characters before the cursor.
        width: The number of columns available.
        move_left: The code that moves the cursor left by one column.
    """
    before, after = text[:position], text[position:]
    if cell_width(text) > width:
        before = _end(before, width if not after else width * 2 // 3)
        after = _end(after[::-1], width - cell_width(before))[::-1]
    return before + after + move_left * cell_width(after)


def _end(text: str, width: int) -> str:
    """The text, or an ellipsis and as much of its end as fits."""
    if cell_width(text) <= width:
        return text
    end = text[len(text) - width + 1 :]
    while end and cell_width(end) > width - 1:
        end = end[1:]
    return ELLIPSIS + end
