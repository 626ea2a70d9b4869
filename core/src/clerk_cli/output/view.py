"""How a result looks as a table: columns, labels, and how values become cells."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

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
        return yes_no(value)
    if isinstance(value, (dict, list)):
        return compact_json(value)
    return str(value)


def date(value: object) -> str:
    """A moment in a list, such as ``2026-11-25 21:27``; ``-`` for a missing or zero value.

    Where a terminal is narrow, the column has only the date. ``--time`` and ``--utc`` apply.

    Args:
        value: Unix milliseconds or seconds, or a date as ISO 8601.
    """
    from clerk_cli.output.times import DEFAULT

    return DEFAULT.brief(value) or MISSING


def expiry(value: object) -> str:
    """The end of something in a list; like ``date``, but the time is never left out.

    Args:
        value: Unix milliseconds or seconds, or a date as ISO 8601.
    """
    return date(value)


def date_time(value: object) -> str:
    """A moment among the details of an object, with its age; ``-`` for a missing value.

    Args:
        value: Unix milliseconds or seconds, or a date as ISO 8601.
    """
    from clerk_cli.output.times import DEFAULT

    return DEFAULT.full(value) or MISSING


def ago(value: object) -> str:
    """How long ago a moment in a list was, such as ``3 days ago``; ``-`` for a missing value.

    With ``--time iso`` it is the moment itself.

    Args:
        value: Unix milliseconds or seconds, or a date as ISO 8601.
    """
    from clerk_cli.output.times import DEFAULT

    return DEFAULT.distance(value) or MISSING


def yes_no(value: object) -> str:
    """``yes`` or ``no``."""
    return "yes" if value else "no"


def yes_or_empty(value: object) -> str:
    """``yes``, or an empty cell for a column that is hardly ever true."""
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
        optional: Whether a narrow terminal may leave the column out.
        is_status: Whether words such as ``banned`` get a color.
        shows: The parameters of an update that it shows; by default, the first part of the path.
        data: Turns the value into text for programs, where ``show`` is for people.
        updated: Whether an update changed it; set by ``View.marked``.
    """

    title: str
    value: str | Callable[[APIObject], object]
    show: Callable[[object], str] = text
    truncatable: bool = False
    optional: bool = False
    is_status: bool = False
    shows: tuple[str, ...] = ()
    data: Callable[[object], str] | None = None
    updated: bool = False

    def cell(self, row: APIObject) -> str:
        """The text of this column for a row.

        A member of another type than the API promises costs its cell, and never the list.
        """
        return self.cells()(row)

    def cells(self) -> Callable[[APIObject], str]:
        """The function that returns the text of this column for a row; for many rows, made once."""
        show, value = self.show, self.value
        if not isinstance(value, str):
            read = value
        else:
            read = partial(look_up, path=value) if "." in value else _member(value)

        def cell(row: APIObject) -> str:
            try:
                return show(read(row))
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
                return UNREADABLE

        return cell

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters of an update that this column shows."""
        path = self.value.partition(".")[:1] if isinstance(self.value, str) else ()
        return self.shows or path

    @property
    def is_heading(self) -> bool:
        """Whether it is the title of the details that follow it."""
        return self.value == ""


def heading(title: str) -> Column:
    """The title of the details that follow it, up to the next heading.

    Args:
        title: A word or two, such as ``Security``.
    """
    return Column(title, "")


class View(Frozen):
    """How a kind of object looks.

    Args:
        columns: The columns of a list of them.
        details: The lines of a single one; without them it is a table of one row.
        empty: The sentence for an empty list.
        wide: The columns that ``--wide`` adds.
    """

    columns: tuple[Column, ...] = ()
    details: tuple[Column, ...] = ()
    empty: str = "Nothing found"
    wide: tuple[Column, ...] = ()

    def columns_of_list(self, *, wide: bool) -> tuple[Column, ...]:
        """The columns of a list.

        Args:
            wide: Whether those of ``--wide`` are among them.
        """
        return (*self.columns, *self.wide) if wide else self.columns

    def marked(self, parameters: Collection[str]) -> View:
        """This view with the details marked that an update sent.

        What has no line of its own gets one without a value: it may be a secret.

        Args:
            parameters: The names of the parameters of the API.
        """
        lines = self.details or tuple(
            column.replace(title=_label(column.title)) for column in self.columns
        )
        shown = {name for line in lines for name in line.parameters}
        rest = [name for name in parameters if name not in shown]
        marked = [
            line.replace(updated=True) if not set(parameters).isdisjoint(line.parameters) else line
            for line in lines
        ]
        added = [Column(_label(name), lambda _: "", str, updated=True) for name in rest]
        return self.replace(details=(*marked, *added))


def _label(name: str) -> str:
    """The label of a detail for the title of a column, or for the name of a parameter."""
    words = name.replace("_", " ")
    return words if words in ("ID", "URL") else words.capitalize()


DELETED = View(columns=(Column("ID", "id"), Column("DELETED", "deleted", yes_no)))
"""The API's response to a delete."""


def columns_of(*rows: APIObject) -> tuple[Column, ...]:
    """A column for each key, for objects without a view."""
    names = dict.fromkeys(name for row in objects_of(rows) for name in row)
    return tuple(Column(name.upper(), name) for name in names)


def _member(name: str) -> Callable[[APIObject], object]:
    """A function that returns a member of an object; None if it is missing."""

    def read(row: object) -> object:
        return row.get(name) if isinstance(row, dict) else None

    return read


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
