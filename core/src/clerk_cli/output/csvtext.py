"""CSV for spreadsheets (RFC 4180)."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

from clerk_cli.output.bound_columns import for_programs
from clerk_cli.output.sanitize import clean_multiline
from clerk_cli.output.target import OutputTarget
from clerk_cli.output.view import MISSING, Column, columns_of
from clerk_cli.results import APIObject

FORMULA_MARKS = frozenset("=@+-\t\r\n\uff1d\uff20\uff0b\uff0d")
"""The first characters of formulas; the last four are full-width, for spreadsheets in Japanese."""

NUMBER = re.compile(r"[+-](?:\d[\d.,]*|[.,]\d+)(?:[eE][+-]?\d+)?\s?%?", re.ASCII)
PHONE = re.compile(r"\+(\d+(?:[ .\u2011-]\d+| ?\(\d{1,5}\)[ .\u2011-]?\d+)*)(?: ?x\d+)?", re.ASCII)
"""A phone number: a plus sign and groups of digits; ``-(`` would subtract."""

MIN_DIGITS = 7
"""The shortest phone number with a country code; shorter ones are sums."""


class CSVListWriter:
    """Writes rows of cells in full.

    A cell that a spreadsheet would run as a formula gets a leading apostrophe, unless the target is
    for raw CSV.

    Args:
        columns: The columns; without any, the first row decides.
        target: Where to write it.
    """

    def __init__(self, columns: Sequence[Column], target: OutputTarget) -> None:
        self._target = target
        self._columns: Sequence[Column] = for_programs(columns, target)
        self._raw = target.raw_csv
        self._writer = csv.writer(target.stream, lineterminator="\n")
        if columns:
            self._write_header()

    def add(self, rows: list[APIObject]) -> None:
        """Write more rows."""
        if not self._columns and rows:
            self._columns = for_programs(columns_of(rows[0]), self._target)
            self._write_header()
        readers = [column.cells() for column in self._columns]
        self._writer.writerows([[self._cell(read(row)) for read in readers] for row in rows])

    def end(self, count: int | None) -> None:
        """Do nothing: CSV has no footer."""

    def _write_header(self) -> None:
        if self._target.header:
            self._writer.writerow([self._cell(column.title) for column in self._columns])

    def _cell(self, text: str) -> str:
        """The text of a cell of the table; empty where the value is missing."""
        if text is MISSING:
            return ""
        safe = clean_multiline(text)
        return f"'{safe}" if not self._raw and is_formula(text) else safe


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run a cell instead of showing it."""
    if text[:1] not in FORMULA_MARKS or NUMBER.fullmatch(text):
        return False
    phone = PHONE.fullmatch(text)
    return phone is None or sum(map(str.isdigit, phone.group(1))) < MIN_DIGITS
