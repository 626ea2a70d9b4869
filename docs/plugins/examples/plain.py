"""Formats: values of `--output`.

$ clerk config alias list -o plain
{'data': [], 'total_count': 0}
$ clerk config path -o plain
{'path': '…/profiles'}
$ clerk -p sandbox users list --limit 1 -o lines
user_2…
…
"""

from __future__ import annotations

from clerk_cli.api import (
    APIObject,
    Format,
    Json,
    Listing,
    OutputTarget,
    StreamingFormat,
    View,
    hookimpl,
)


class PlainFormat(Format):
    """The data as Python writes them."""

    name = "plain"
    for_people = False
    has_columns = False
    prints_bare_values = False
    json_errors = True

    def write(self, result: Json | Listing, view: View, target: OutputTarget) -> None:
        """Write a result."""
        if isinstance(result, Listing):
            result = {"data": list(result.data), "total_count": result.total_count}
        target.stream.write(f"{result}\n")


class Lines:
    """Writes the ID of each row, and their number at the end."""

    def __init__(self, target: OutputTarget) -> None:
        self._stream = target.stream

    def add(self, rows: list[APIObject]) -> None:
        """Write rows."""
        self._stream.writelines(f"{row['id']}\n" for row in rows)

    def end(self, count: int | None) -> None:
        """Write their number, if all could be read."""
        self._stream.write(f"{count} rows\n")


class LinesFormat(StreamingFormat):
    """An ID on each line; a list is written while it is read."""

    name = "lines"

    def begin(self, view: View, target: OutputTarget) -> Lines:
        """Begin a list."""
        return Lines(target)

    def write(self, result: Json | Listing, view: View, target: OutputTarget) -> None:
        """Write a list that is held in memory, or one object."""
        rows = result.data if isinstance(result, Listing) else [result]
        self.begin(view, target).add([row for row in rows if isinstance(row, dict)])


@hookimpl
def clerk_formats() -> list[Format]:
    """The formats."""
    return [PlainFormat(), LinesFormat()]
