"""CSV for spreadsheets (RFC 4180)."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import TextIO

from clerk_cli.output.sanitize import clean_multiline
from clerk_cli.output.view import MISSING, Column, columns_of
from clerk_cli.results import APIObject


class CSVListWriter:
    """Rows of cells in full.

    Args:
        columns: The columns; where there are none, the first row decides.
        stream: Where the text goes.
    """

    def __init__(self, columns: Sequence[Column], stream: TextIO) -> None:
        self._columns = columns
        self._writer = csv.writer(stream, lineterminator="\n")
        if columns:
            self._write_header()

    def add(self, rows: list[APIObject]) -> None:
        """Write more rows."""
        if not self._columns and rows:
            self._columns = columns_of(rows[0])
            self._write_header()
        self._writer.writerows([[_cell(column, row) for column in self._columns] for row in rows])

    def end(self, count: int | None) -> None:
        """Do nothing: CSV has no footer."""

    def _write_header(self) -> None:
        self._writer.writerow([clean_multiline(column.title) for column in self._columns])


def _cell(column: Column, row: APIObject) -> str:
    """The cell of the table; empty where the value is missing."""
    text = column.cell(row)
    return "" if text == MISSING else clean_multiline(text)
