"""Bare values for scripts: no header, no quotes, a tab between those of a row."""

from __future__ import annotations

from collections.abc import Sequence

from clerk_cli.output.bound_columns import for_programs
from clerk_cli.output.sanitize import clean
from clerk_cli.output.target import OutputTarget
from clerk_cli.output.view import MISSING, Column, columns_of
from clerk_cli.results import APIObject

TYPE = "object"
"""The member of the API's objects that says what they are."""


class ValueListWriter:
    """Writes a line for each row; tabs and line ends within a value are escaped.

    Args:
        columns: The columns; without any, the first row decides.
        target: Where to write it.
    """

    def __init__(self, columns: Sequence[Column], target: OutputTarget) -> None:
        self._target = target
        self._columns = for_programs(columns, target)

    def add(self, rows: list[APIObject]) -> None:
        """Write more rows."""
        if not self._columns and rows:
            fields = [column for column in columns_of(rows[0]) if column.value != TYPE]
            self._columns = for_programs(fields, self._target)
        self._target.stream.writelines(map(self._line, rows))

    def end(self, count: int | None) -> None:
        """Do nothing: there is no footer."""

    def _line(self, row: APIObject) -> str:
        cells = (column.cell(row) for column in self._columns)
        return "\t".join("" if cell is MISSING else clean(cell) for cell in cells) + "\n"
