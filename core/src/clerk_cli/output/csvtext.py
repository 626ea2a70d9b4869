"""CSV as spreadsheets read it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import TextIO

from clerk_cli.output.sanitize import clean_multiline
from clerk_cli.output.view import MISSING, Column
from clerk_cli.results import APIObject


class CSVListWriter:
    """Rows of cells; nothing is shortened.

    Args:
        columns: The columns; of the first row where there are none.
        stream: Where it is written.
    """

    def __init__(self, columns: Sequence[Column], stream: TextIO) -> None:
        self._columns = columns
        self._writer = csv.writer(stream, lineterminator="\n")
        self._begun = False
        if columns:
            self._header()

    def add(self, rows: list[APIObject]) -> None:
        """Write more rows."""
        if not self._columns and rows:
            from clerk_cli.output.formats import columns_of

            self._columns = columns_of(rows[0])
            self._header()
        self._writer.writerows([[_cell(each, row) for each in self._columns] for row in rows])

    def end(self, count: int | None) -> None:
        """Nothing ends a CSV file."""

    def _header(self) -> None:
        self._writer.writerow([column.title for column in self._columns])


def _cell(column: Column, row: APIObject) -> str:
    """A cell as the table shows it; one without a value is empty."""
    text = column.cell(row)
    return "" if text == MISSING else clean_multiline(text)
