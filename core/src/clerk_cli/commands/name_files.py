"""Files that name objects: one name on each line, CSV as spreadsheets write it, or JSON.

JSON is what ``-o json`` and ``-o ndjson`` print, or an array of strings. Lines that begin with
``#`` are comments, so that a file of ``--failures`` can say what went wrong.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from clerk_cli.errors import UsageError

DEFAULT_COLUMN = "id"
SEPARATORS = ",;\t"
"""What separates cells; spreadsheets write semicolons where numbers have a decimal comma."""

COMMENT, JSON = "#", ("{", "[")
"""How comments and JSON begin."""

ESCAPED = tuple("'" + mark for mark in "=@+-")
"""How cells begin that were escaped for spreadsheets."""

HEADERS = {
    DEFAULT_COLUMN, "user id", "email", "email address", "identifier", "phone", "phone number",
    "username", "external id", "organization id", "slug",
}  # fmt: skip
"""First lines that are the header of a file with a single column."""


class Line(NamedTuple):
    """A line outside comments, with its number in the file."""

    number: int
    text: str


class Place(NamedTuple):
    """A text in a file, and where it is, such as ``line 3``."""

    text: str
    place: str


class Names(NamedTuple):
    """The names in a file, and whether the file has more than that, such as other columns."""

    places: list[Place]
    has_more: bool


def names_in(content: str, column: str | None, label: str) -> Names:
    """The names in the content of a file.

    Args:
        content: The text of the file.
        column: The column of CSV, or the member of JSON objects; None for the usual one.
        label: What messages call the file.

    Raises:
        UsageError: There are no names, or they cannot be told from the rest.
    """
    lines = [
        Line(number, line.strip())
        for number, line in enumerate(content.lstrip("\ufeff").splitlines(), 1)
        if line.strip() and not line.lstrip().startswith(COMMENT)
    ]
    if not lines:
        raise UsageError(f"--from: {label} has no values")
    first = lines[0].text
    has_more = False
    if first.startswith(JSON):
        rows = list(_json_rows(lines, label))
        places = list(_from_json(rows, column or DEFAULT_COLUMN, label))
        has_more = any(isinstance(row, dict) and len(row) > 1 for _, row in rows)
    elif column is not None or not is_plain(first):
        places = list(_from_csv(lines, column, label))
        has_more = bool(_separator(first))
    else:
        places = [Place(line.text, f"line {line.number}") for line in lines]
    return Names([place for place in places if place.text], has_more)


def is_plain(line: str) -> bool:
    """Whether a file that begins with this line has one name on each.

    Args:
        line: The line, without spaces around it.
    """
    is_csv = _separator(line) or _key(line) in HEADERS
    return not is_csv and not line.startswith((*JSON, COMMENT))


def _from_json(rows: Sequence[tuple[str, object]], member: str, label: str) -> Iterator[Place]:
    for place, row in rows:
        value = row if isinstance(row, str) else row.get(member) if isinstance(row, dict) else None
        if not isinstance(value, str) or not value.strip():
            raise UsageError(
                f'--from: {label}, {place} has no string in "{member}"',
                hint="Choose another field with --column.",
            )
        yield Place(value.strip(), place)


def _json_rows(lines: Sequence[Line], label: str) -> Iterator[tuple[str, object]]:
    """The rows of a JSON document, or of a file with one on each line."""
    try:
        document = json.loads("\n".join(line.text for line in lines))
    except json.JSONDecodeError:
        for line in lines:
            yield f"line {line.number}", _json_of(line, label)
        return
    rows = document.get("data") if isinstance(document, dict) else document
    if not isinstance(rows, list):
        yield f"line {lines[0].number}", document
        return
    for number, row in enumerate(rows, 1):
        yield f"item {number}", row


def _json_of(line: Line, label: str) -> object:
    try:
        return json.loads(line.text)
    except json.JSONDecodeError:
        raise UsageError(
            f"--from: {label}, line {line.number} is not a JSON object",
            hint="JSON is read as -o json prints it, or with one object per line (-o ndjson).",
        ) from None


def _from_csv(lines: Sequence[Line], column: str | None, label: str) -> Iterator[Place]:
    separator = _separator(lines[0].text) or ","
    reader = csv.reader((f"{line.text}\n" for line in lines), delimiter=separator)
    try:
        header = [name.strip() for name in next(reader)]
        place = _position(header, column, label)
        first_line = reader.line_num
        for row in reader:
            text = row[place].strip() if place < len(row) else ""
            text = text[1:] if text.startswith(ESCAPED) else text
            yield Place(text, f"line {lines[first_line].number}")
            first_line = reader.line_num
    except csv.Error as error:
        raise UsageError(
            f"--from: {label}, line {lines[reader.line_num - 1].number} is not CSV: {error}"
        ) from None


def _position(header: Sequence[str], column: str | None, label: str) -> int:
    """The position of a column; without one that of the IDs, or the only one."""
    names = [_key(name) for name in header]
    wanted = _key(column or DEFAULT_COLUMN)
    if wanted in names:
        return names.index(wanted)
    if column is None and len(names) == 1:
        return 0
    raise UsageError(
        f'--from: {label} has no column "{column or DEFAULT_COLUMN}"',
        hint=f"Select one with --column: {', '.join(header)}",
    )


def _separator(header: str) -> str:
    """What separates the cells of a header; empty if there is a single one."""
    best = max(SEPARATORS, key=header.count)
    return best if best in header else ""


def _key(name: str) -> str:
    """A column's name for comparison: ``"Email_Address"`` is ``email address``."""
    return name.strip().strip('"').strip().lower().replace("_", " ")
