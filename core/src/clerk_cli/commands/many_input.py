"""Naming many objects: several arguments, and ``--from`` a file or stdin.

A file has one name on each line, or it is ndjson or CSV. Lines that begin with ``#`` are comments,
so that a file of ``--failures`` can say what went wrong.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from clerk_cli.commands.fields import Field, Parameter, option
from clerk_cli.commands.kinds import TEXT, Kind, read_text
from clerk_cli.commands.request import fits_path
from clerk_cli.environment import Environment
from clerk_cli.errors import UsageError

DEFAULT_COLUMN = "id"
ESCAPED = tuple("'" + mark for mark in "=@+-")
"""How cells begin that were escaped for spreadsheets."""

OPTIONS: dict[str, Field] = {
    "from_": option("Read more from FILE, or - for stdin (lines, ndjson, or CSV)", metavar="file"),
    "column": option("Column of the CSV, or member of the ndjson (default: id)", metavar="name"),
    "failures": option("Write what failed to FILE, which --from can read", metavar="file"),
}
"""The options that a command for many objects has besides its own."""

for _name, _field in OPTIONS.items():
    _field.name = _name


class Name(NamedTuple):
    """What stands for one object: the text, and where it comes from, for messages."""

    text: str
    source: str


def parameters_for_many(declared: Sequence[Parameter]) -> tuple[Parameter, ...]:
    """The parameters of a command that takes several objects as its last argument.

    Args:
        declared: The parameters that the command declares.
    """
    *_, last = (item for item in declared if item.role == "argument")
    changed = [item.replace(variadic=True) if item is last else item for item in declared]
    options = [Parameter(item, TEXT, required=False, variadic=False) for item in OPTIONS.values()]
    return (*changed, *options)


def read_names(source: str, column: str | None, environment: Environment) -> list[Name]:
    """The names in a file.

    Args:
        source: The file, or ``-`` for stdin.
        column: The column of CSV, or the member of ndjson.
        environment: Where stdin and files are read from.

    Raises:
        UsageError: The file cannot be read, or holds no names.
    """
    try:
        content = read_text(source, environment)
    except ValueError as error:
        raise UsageError(f"--from: {error}") from None
    label = "stdin" if source == "-" else source
    lines = [
        (number, line.strip())
        for number, line in enumerate(content.lstrip("\ufeff").splitlines(), 1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not lines:
        raise UsageError(f"--from: {label} has no values")
    first = lines[0][1]
    if first.startswith("{"):
        pairs = _from_ndjson(lines, column or DEFAULT_COLUMN, label)
    elif column is not None or "," in first or first.lower() == DEFAULT_COLUMN:
        pairs = _from_csv(lines, column or DEFAULT_COLUMN, label)
    else:
        pairs = iter(lines)
    return [Name(text, f"--from: {label}, line {number}") for number, text in pairs if text]


def checked_value(name: Name, kind: Kind, environment: Environment) -> str:
    """The value of a name.

    Args:
        name: The name.
        kind: The kind of the argument.
        environment: Where values may be read from.

    Raises:
        UsageError: The text is not valid for the kind.
    """
    if not fits_path(name.text):
        raise UsageError(f'{name.source}: "{name.text}" is not a valid value')
    try:
        value: str = kind.parse(name.text, environment)
    except ValueError as error:
        raise UsageError(f"{name.source}: {error}") from None
    return value


def _from_ndjson(
    lines: list[tuple[int, str]], member: str, label: str
) -> Iterator[tuple[int, str]]:
    for number, line in lines:
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            raise UsageError(
                f"--from: {label}, line {number} is not a JSON object",
                hint="A file of JSON has one object per line, as -o ndjson prints them.",
            ) from None
        value = row.get(member) if isinstance(row, dict) else None
        if not isinstance(value, str) or not value.strip():
            raise UsageError(
                f'--from: {label}, line {number} has no text as "{member}"',
                hint="Choose another member with --column.",
            )
        yield number, value.strip()


def _from_csv(lines: list[tuple[int, str]], column: str, label: str) -> Iterator[tuple[int, str]]:
    numbers = [number for number, _ in lines]
    header, *rows = csv.reader(line for _, line in lines)
    names = [name.strip().lower() for name in header]
    if column.strip().lower() not in names:
        raise UsageError(
            f'--from: {label} has no column "{column}"',
            hint=f"Choose one with --column: {', '.join(name.strip() for name in header)}",
        )
    place = names.index(column.strip().lower())
    for number, row in zip(numbers[1:], rows, strict=False):
        text = row[place].strip() if place < len(row) else ""
        yield number, text[1:] if text.startswith(ESCAPED) else text
