"""How a result looks as a table: columns, labels, and how values become cells."""

from __future__ import annotations

from collections.abc import Callable
from time import localtime, strftime

from clerk_cli.frozen import Frozen
from clerk_cli.results import APIObject, Json, objects_of


class Placeholder(str):
    """The text of a cell without a value, which differs from a value with the same text."""

    __slots__ = ()


MISSING, UNREADABLE = Placeholder("-"), "?"


def text(value: object) -> str:
    """A value as plain text; ``-`` for a missing one, JSON for lists and objects."""
    if type(value) is str:
        return value or MISSING
    if value is None or value == "" or value is MISSING:
        return MISSING
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return compact_json(value)
    return str(value)


def date(value: object) -> str:
    """Unix milliseconds as a local date; ``-`` for a missing or zero value."""
    return _local(value, "%Y-%m-%d")


def date_time(value: object) -> str:
    """Unix milliseconds as a local date and time with its offset; ``-`` for a missing value."""
    return _local(value, "%Y-%m-%dT%H:%M:%S%z")


def _local(value: object, pattern: str) -> str:
    if value is None or (value == 0 and not isinstance(value, bool)):
        return MISSING
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return UNREADABLE
    try:
        return strftime(pattern, localtime(value / 1000))
    except (OverflowError, OSError, ValueError):
        return str(value)


def yes_no(value: object) -> str:
    """``yes`` or ``no``."""
    return "yes" if value else "no"


def yes_or_empty(value: object) -> str:
    """``yes`` or an empty cell."""
    return "yes" if value else ""


def comma(value: object) -> str:
    """The items of a list, separated by commas."""
    return ", ".join(map(str, value)) if isinstance(value, list) and value else MISSING


def compact_json(value: object) -> str:
    """JSON on one line."""
    import json

    return json.dumps(value, ensure_ascii=False)


class Column(Frozen):
    """One column of a table, or one line of a single object's details.

    Args:
        title: The header, or the label.
        value: A dotted path into the object, or a function of it.
        show: Turns the value into text.
        truncatable: Whether the text may be shortened to fit the terminal; never for an id.
    """

    title: str
    value: str | Callable[[APIObject], object]
    show: Callable[[object], str] = text
    truncatable: bool = False

    def cell(self, row: APIObject) -> str:
        """The text of this column for a row.

        A member of another type than the API promises costs its cell, and never the list.
        """
        try:
            return self.show(
                look_up(row, self.value) if isinstance(self.value, str) else self.value(row)
            )
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            return UNREADABLE


class View(Frozen):
    """How a kind of object looks.

    Args:
        columns: The columns of a list of them.
        details: The lines of a single one; without them it is a table of one row.
        empty: The sentence for an empty list.
    """

    columns: tuple[Column, ...] = ()
    details: tuple[Column, ...] = ()
    empty: str = "Nothing found"


DELETED = View(columns=(Column("ID", "id"), Column("DELETED", "deleted", yes_no)))
"""The API's response to a delete."""


def columns_of(row: APIObject) -> tuple[Column, ...]:
    """A column for each key, for an object without a view."""
    return tuple(Column(name.upper(), name) for row in objects_of([row]) for name in row)


def look_up(row: Json | APIObject, path: str) -> Json:
    """The value at a dotted path; None if a part of the path is missing."""
    if "." not in path:
        return row.get(path) if isinstance(row, dict) else None
    value: Json = row
    for name in path.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value
