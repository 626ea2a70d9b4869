"""How a response is printed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, islice
from typing import Any

from clerk_cli.api import (
    APIObject,
    Column,
    Context,
    Json,
    Listing,
    Outcome,
    Result,
    RowStream,
    View,
    date,
    text,
)

ROWS = "data"
LINES = "ndjson"
"""The format with an object per line, so that a list is its rows."""

TIME = "_at"
"""How the names of times end."""


def rows_of(body: Json) -> list[APIObject] | None:
    """The rows of a list, in either of the API's shapes; None for another response.

    Args:
        body: The decoded response: an array, or an object with one.
    """
    name = rows_name_of(body)
    rows: Any = body[name] if name and isinstance(body, dict) else body
    return rows if isinstance(rows, list) else None


def rows_name_of(body: Json) -> str:
    """The member of a list that has the rows; empty for an array, and for another response.

    Args:
        body: The decoded response.
    """
    if not isinstance(body, dict):
        return ""
    lists = [name for name, value in body.items() if isinstance(value, list)]
    if ROWS in lists:
        return ROWS
    return lists[0] if len(lists) == 1 and "total_count" in body else ""


def total_of(body: Json) -> int | None:
    """How many rows a list has on all its pages; None if the response does not say that.

    Args:
        body: The decoded response.
    """
    total = body.get("total_count") if isinstance(body, dict) else None
    return total if isinstance(total, int) else None


def outcome_of(body: Json, context: Context) -> Outcome:
    """The response as it came; for formats that have rows, a list is its rows.

    Args:
        body: The decoded response.
        context: Knows the format.
    """
    rows = rows_of(body)
    if body is not None and not isinstance(body, (dict, list)):
        cells: list[Any] = [body]
        return Outcome(body, table=Listing(cells, 1), view=view_of(cells))
    if rows is None:
        return Outcome(body, view=view_of([body], details=True))
    listing = Listing(rows, total_of(body))
    # With --jq, the format of the line is that of the results.
    has_lines = context.settings.value("output") == LINES
    result: Result = listing if has_lines else body
    return Outcome(result, table=listing, view=view_of(rows))


def outcome_of_stream(rows: RowStream, context: Context) -> Outcome:
    """A list that is written while it is read; its first row decides on the columns.

    Args:
        rows: The rows.
        context: Knows the format.
    """
    if not context.format.has_columns:
        return Outcome(rows, view=View())
    iterator = iter(rows)
    first = list(islice(iterator, 1))
    return Outcome(RowStream(chain(first, iterator), rows.total), view=view_of(first))


def view_of(rows: Sequence[object], *, details: bool = False) -> View:
    """A column for each member of the first row that is not an object or a list.

    Args:
        rows: The rows.
        details: Whether there is only one, all of whose members are shown.
    """
    first = rows[0] if rows else {}
    if not isinstance(first, dict):
        return View(columns=(Column("VALUE", lambda row: row),))
    names = [name for name, value in first.items() if not isinstance(value, (dict, list))]
    columns = tuple(_column(name.upper(), name) for name in names)
    lines = tuple(_column(name, name) for name in first) if details else ()
    return View(columns=columns, details=lines)


def _column(title: str, name: str) -> Column:
    # What the API calls so is a time in every object, and milliseconds mean nothing to people.
    return Column(title, lambda row: row.get(name), date if name.endswith(TIME) else text)
