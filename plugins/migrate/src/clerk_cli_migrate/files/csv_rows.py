"""CSV: RFC 4180, and commas, semicolons or tabs between cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from clerk_cli_migrate.files.row import Row
from clerk_cli_migrate.records import Problem

if TYPE_CHECKING:
    from clerk_cli_migrate.files.inputs import InputFile

SEPARATORS = ",;\t"
MAX_RECORD = 1 << 20
"""Characters of the longest record; a longer one is a quote that nobody closed."""

QUOTED = re.compile(r'"[^"]*"')
LINE_ENDS = "Save the file with LF or CRLF line endings."
QUOTING = "Quote cells that contain quotes, and double the inner quotes."
DATA = re.compile(r"\d{10,}|(?i:true|false)|.*@.*", re.DOTALL)
"""Cells that are not the name of a column."""


def csv_rows(file: InputFile, *, header: bool | None = None) -> Iterator[Row]:
    """The rows of a CSV file.

    Args:
        file: The file.
        header: Whether the first row names the columns; None: unless it looks like data.

    Yields:
        The rows. One with more or fewer cells than the header has a problem, unless all are empty.

    Raises:
        UsageError: The quoting is not that of CSV, or two columns have one name.
    """
    records = _records(file)
    line, first = next(records, (0, []))
    if not first:
        return
    if header is None:
        header = not any(DATA.fullmatch(cell) for cell in first)
    names = _names(file, line, first) if header else [str(n + 1) for n in range(len(first))]
    if not header:
        yield _row(file, line, names, first)
    for line, cells in records:
        yield _row(file, line, names, cells)


def _names(file: InputFile, line: int, cells: list[str]) -> list[str]:
    names = [cell.strip() or str(number) for number, cell in enumerate(cells, 1)]
    if repeated := next((name for name in names if names.count(name) > 1), None):
        hint = "Rename one of them, or use --set header=no if the first row is data."
        raise file.refusal(f'the header has two columns "{repeated}"', line, hint)
    return names


def _row(file: InputFile, line: int, names: list[str], cells: list[str]) -> Row:
    values = dict(zip(names, cells, strict=False))
    if len(cells) == len(names) or (len(cells) > len(names) and not any(cells[len(names) :])):
        return Row(file.name, line, values)
    values |= {str(number): cell for number, cell in enumerate(cells, 1) if number > len(names)}
    problem = Problem(
        "ragged_row",
        "",
        f"has {len(cells)} cells where {len(names)} were expected",
        "Quote cells that contain a separator, and add missing cells.",
    )
    return Row(file.name, line, values, problem=problem)


def _records(file: InputFile) -> Iterator[tuple[int, list[str]]]:
    """The cells of each record, with the line on which it begins."""
    separator = ""
    number = 0
    lines = file.lines()
    for text in lines:
        number += 1
        line = text.removesuffix("\r")
        if not line:
            continue
        separator = separator or max(SEPARATORS, key=line.count)
        if '"' not in line and "\r" not in line:
            yield number, line.split(separator)
            continue
        start = number
        while text.count('"') % 2:
            following = next(lines, None)
            if following is None or len(text) > MAX_RECORD:
                raise file.refusal("a quote is never closed", start, QUOTING)
            number += 1
            text = f"{text}\n{following}"
        yield start, _cells(file, start, text.removesuffix("\r"), separator)


def _cells(file: InputFile, line: int, text: str, separator: str) -> list[str]:
    if not _record(separator).fullmatch(text):
        if "\r" in QUOTED.sub("", text):
            raise file.refusal("its lines end in CR without LF", line, LINE_ENDS)
        raise file.refusal("the quoting is not valid CSV", line, QUOTING)
    # Not csv.reader, which refuses cells of more than 128 KiB.
    return [
        plain if quoted is None else quoted.replace('""', '"')
        for quoted, plain in (match.groups() for match in _cell(separator).finditer(text))
    ]


@cache
def _record(separator: str) -> re.Pattern[str]:
    cell = rf'(?:"[^"]*(?:""[^"]*)*"|[^"{separator}\r\n]*)'
    return re.compile(rf"{cell}(?:{separator}{cell})*")


@cache
def _cell(separator: str) -> re.Pattern[str]:
    """A cell of a record, with what is in its quotes, or what it is without any."""
    return re.compile(rf'(?:\A|{separator})(?:"([^"]*(?:""[^"]*)*)"|([^"{separator}]*))')
