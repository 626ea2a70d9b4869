"""The output formats: what ``--output`` can be."""

from __future__ import annotations

from typing import Protocol, TextIO, runtime_checkable

from clerk_cli.commands.request import Json
from clerk_cli.frozen import Frozen
from clerk_cli.output.view import Column, Listing, View


class OutputTarget(Frozen):
    """What a result is written on.

    Args:
        stream: Where the text goes.
        width: Columns of the terminal; None where there is no terminal and nothing is shortened.
        color: Whether colours are wanted.
    """

    stream: TextIO
    width: int | None = None
    color: bool = False


class Format(Protocol):
    """A way to write results; plugins add theirs with the ``clerk_formats`` hook."""

    @property
    def name(self) -> str:
        """The value of ``--output``."""

    def write(self, result: Json | Listing, view: View, target: OutputTarget) -> None:
        """Write a result.

        Args:
            result: An API object, or a list of them.
            view: The columns and labels of a table.
            target: Where it goes.
        """


class ListWriter(Protocol):
    """A list that is being written."""

    def add(self, rows: list[Json]) -> None:
        """Write more rows."""

    def end(self, count: int | None) -> None:
        """Finish, so that what was written is whole.

        Args:
            count: How many rows there were; None where not all of them came.
        """


@runtime_checkable
class StreamingFormat(Format, Protocol):
    """A format that can write a list while it is read; for any other, all rows are collected."""

    def begin(self, view: View, target: OutputTarget) -> ListWriter:
        """Begin a list.

        Args:
            view: How its objects look as a table.
            target: What it is written on.
        """


class TableFormat:
    """Columns for people; the default."""

    name = "table"

    def begin(self, view: View, target: OutputTarget) -> ListWriter:
        """Begin a list whose widths are those of its first rows."""
        from clerk_cli.output.table import TableListWriter

        return TableListWriter(view.columns, target)

    def write(self, result: Json | Listing, view: View, target: OutputTarget) -> None:
        """Write a list as rows, and a single object as details or as one row."""
        from clerk_cli.output.table import write_details, write_table

        if isinstance(result, Listing):
            write_table(result.data, view.columns, target)
        elif view.details:
            write_details(result, view.details, target)
        else:
            write_table([result], view.columns or columns_of(result), target)


class JSONFormat:
    """The API's own objects, indented."""

    name = "json"

    def begin(self, view: View, target: OutputTarget) -> ListWriter:
        """Begin a list."""
        from clerk_cli.output.jsontext import JSONListWriter

        return JSONListWriter(target.stream)

    def write(self, result: Json | Listing, view: View, target: OutputTarget) -> None:
        """Write the data; the view is for tables."""
        from clerk_cli.output.jsontext import write_json

        write_json(plain(result), target.stream)


class YAMLFormat:
    """The API's own objects, in YAML with the same keys."""

    name = "yaml"

    def begin(self, view: View, target: OutputTarget) -> ListWriter:
        """Begin a list."""
        from clerk_cli.output.yamltext import YAMLListWriter

        return YAMLListWriter(target.stream)

    def write(self, result: Json | Listing, view: View, target: OutputTarget) -> None:
        """Write the data; the view is for tables."""
        from clerk_cli.output.yamltext import write_yaml

        write_yaml(plain(result), target.stream)


class NDJSONFormat:
    """An object on each line, for programs that read line by line."""

    name = "ndjson"

    def begin(self, view: View, target: OutputTarget) -> ListWriter:
        """Begin a list."""
        from clerk_cli.output.jsontext import NDJSONListWriter

        return NDJSONListWriter(target.stream)

    def write(self, result: Json | Listing, view: View, target: OutputTarget) -> None:
        """Write the rows of a list, or the one object."""
        document = self.begin(view, target)
        document.add(result.data if isinstance(result, Listing) else [result])


class CSVFormat:
    """The cells of the table with commas between them, for spreadsheets (RFC 4180)."""

    name = "csv"

    def begin(self, view: View, target: OutputTarget) -> ListWriter:
        """Begin a list; the header comes first, even if there are no rows."""
        from clerk_cli.output.csvtext import CSVListWriter

        return CSVListWriter(view.columns, target.stream)

    def write(self, result: Json | Listing, view: View, target: OutputTarget) -> None:
        """Write a header, and a line for each object."""
        from clerk_cli.output.csvtext import CSVListWriter

        if isinstance(result, Listing):
            CSVListWriter(view.columns, target.stream).add(result.data)
        else:
            columns = view.columns or view.details or columns_of(result)
            CSVListWriter(columns, target.stream).add([result])


def core_formats() -> tuple[Format, ...]:
    """The formats of the core, the default first."""
    return (TableFormat(), JSONFormat(), YAMLFormat(), NDJSONFormat(), CSVFormat())


def plain(result: Json | Listing) -> Json:
    """A result as data: a list is always one object with its rows and their total."""
    if isinstance(result, Listing):
        return {"data": result.data, "total_count": result.total_count}
    return result


def columns_of(result: Json) -> tuple[Column, ...]:
    """A column for each key, for an object that no view describes."""
    return tuple(Column(key.upper(), key) for key in result)
