"""The layout of help: headings, paragraphs, rows in two columns, and examples."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from clerk_cli.commands.base import Example
from clerk_cli.output.color import Palette

Row: TypeAlias = tuple[str, str]
MAX_NAME_WIDTH = 36
MIN_WIDTH = 40
MIN_TEXT_WIDTH = 20
INDENT = GAP = 2

LIST_ITEM = re.compile(r"([-*•] +|\d+[.)] +|\S+: +)(?=\S)")
"""How a line begins that keeps its own line: an item of a list, or ``name: text``."""

SHELL_WORD = re.compile(r"""(?:'[^']*'|"[^"]*"|\S)+""")


class Layout:
    """Collects the lines of a page, colored and wrapped.

    Args:
        palette: The colors.
        width: The columns of the terminal.
    """

    def __init__(self, palette: Palette, width: int) -> None:
        self._palette = palette
        self._width = max(width, MIN_WIDTH)
        self._lines: list[str] = []

    def heading(self, text: str) -> None:
        """Add a heading."""
        self._lines.append(self._palette.heading(text))

    def line(self, text: str = "") -> None:
        """Add a line unchanged."""
        self._lines.append(text)

    def prose(self, text: str) -> None:
        """Add paragraphs: wrapped, but for indented ones, and lists, whose lines stay lines."""
        for block in text.split("\n\n"):
            if block.startswith(" "):
                self._lines.append(block)
            elif items := _list_items(block):
                self._lines += map(self._wrapped_item, items)
            else:
                self._lines.append(textwrap.fill(" ".join(block.split()), self._width))
            self._lines.append("")

    def rows(self, rows: Iterable[Row], *, name_width: int | None = None) -> None:
        """Add names and their descriptions in two columns; a long text wraps within its column.

        Args:
            rows: The names and descriptions.
            name_width: The width of the longest name; by default, of these rows.
        """
        rows = list(rows)
        most = min(MAX_NAME_WIDTH, self._width - INDENT - MIN_TEXT_WIDTH)
        column = min((name_width or longest(rows)) + GAP, most)
        for name, text in rows:
            first, *rest = self._wrapped_text(text, column) or [""]
            padding = " " * (column - len(name))
            if len(name) + GAP > column:
                padding = "\n  " + " " * column
            self._lines.append(f"  {self._palette.cyan(name)}{padding}{first}".rstrip())
            self._lines += [" " * (column + INDENT) + line for line in rest]
        self._lines.append("")

    def examples(self, examples: Sequence[Example]) -> None:
        """Add command lines, each below a comment that says what it does."""
        for example in examples:
            self._lines.append(self._palette.dim(f"  # {example.help}"))
            self._lines += [f"  {line}" for line in wrapped_command(example.command, self._width)]
        self._lines.append("")

    def text(self) -> str:
        """The page."""
        return "\n".join(self._lines).rstrip("\n") + "\n"

    def _wrapped_text(self, text: str, column: int) -> list[str]:
        return textwrap.wrap(text, self._width - column - INDENT, break_on_hyphens=False)

    def _wrapped_item(self, item: str) -> str:
        marker = LIST_ITEM.match(item)
        indent = " " * len(marker[0] if marker else "")
        return textwrap.fill(item, self._width, subsequent_indent=indent, break_on_hyphens=False)


def longest(rows: Iterable[Row]) -> int:
    """The width of the longest name."""
    return max((len(name) for name, _ in rows), default=0)


def wrapped_command(command: str, width: int) -> list[str]:
    """A command line in lines that a shell joins again, each short enough for a terminal.

    Args:
        command: The command line.
        width: The columns of the terminal.
    """
    lines = [""]
    for word in SHELL_WORD.findall(command):
        line = f"{lines[-1]} {word}" if lines[-1] else word
        if len(line) + len("   \\") > width and lines[-1]:
            lines[-1] += " \\"
            line = f"    {word}"
            lines.append("")
        lines[-1] = line
    return lines


def _list_items(block: str) -> list[str]:
    """The items of a block that is a list of two or more; none for running text.

    An indented line continues the item above it.
    """
    items: list[str] = []
    for line in block.splitlines():
        if line.startswith(" ") and items:
            items[-1] += f" {line.strip()}"
        elif LIST_ITEM.match(line):
            items.append(line.rstrip())
        else:
            return []
    return items if len(items) > 1 else []
