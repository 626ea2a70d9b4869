"""``-o tsv``: tab-separated columns, for spreadsheets and ``cut``."""

from __future__ import annotations

from clerk_cli.api import (
    APIObject,
    Column,
    Json,
    Listing,
    OutputTarget,
    StreamingFormat,
    View,
    clean,
)


class TSVFormat(StreamingFormat):
    """Rows of cells; the columns are those of the table."""

    name = "tsv"

    def begin(self, view: View, target: OutputTarget) -> TSVListWriter:
        """Begin a list that is written while it is read."""
        return TSVListWriter(view.columns or view.details, target)

    def write(self, result: Json | Listing, view: View, target: OutputTarget) -> None:
        """Write a header and one line per object."""
        rows = result.data if isinstance(result, Listing) else [result]
        self.begin(view, target).add([row for row in rows if isinstance(row, dict)])


class TSVListWriter:
    """Rows of cells below a header."""

    def __init__(self, columns: tuple[Column, ...], target: OutputTarget) -> None:
        self._columns = columns
        self._stream = target.stream
        self._line([column.title for column in columns])

    def add(self, rows: list[APIObject]) -> None:
        """Write one line per object."""
        for row in rows:
            self._line([clean(column.cell(row)) for column in self._columns])

    def end(self, count: int | None) -> None:
        """Do nothing: the format has no end."""

    def _line(self, cells: list[str]) -> None:
        self._stream.write("\t".join(cells) + "\n")
