"""The output formats: the values of ``--output``."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Protocol

from clerk_cli.output.target import OutputTarget
from clerk_cli.output.view import View, columns_of
from clerk_cli.results import APIObject, Json, Listing


class Format(ABC):
    """A way to write results; plugins add theirs with the ``clerk_formats`` hook."""

    name: ClassVar[str]
    """The value of ``--output``."""

    for_people: ClassVar[bool] = False
    """Whether it is read by people, who get sentences and hints besides the data."""

    has_columns: ClassVar[bool] = False
    """Whether it writes the columns of a view, and so the rows that people see."""

    prints_bare_values: ClassVar[bool] = False
    """Whether a command that prints a bare value, such as a secret, prints just that."""

    json_errors: bool = False
    """Whether a failure is one JSON object on stderr."""

    @abstractmethod
    def write(self, result: Json | Listing, view: View, target: OutputTarget) -> None:
        """Write a result.

        Args:
            result: An API object, or a list of them.
            view: The columns and labels of a table.
            target: Where to write it.
        """


class ListWriter(Protocol):
    """Writes a list while it is read."""

    def add(self, rows: list[APIObject]) -> None:
        """Write more rows."""

    def end(self, count: int | None) -> None:
        """Finish the document, complete or not.

        Args:
            count: How many rows there were; None if not all of them could be read.
        """


class StreamingFormat(Format):
    """A format that can write a list while it is read; for others, all rows are collected first."""

    @abstractmethod
    def begin(self, view: View, target: OutputTarget) -> ListWriter:
        """Begin a list.

        Args:
            view: How its objects look as a table.
            target: Where to write it.
        """


class TableFormat(StreamingFormat):
    """Columns for people; the default."""

    name = "table"
    has_columns = True
    for_people = True

    def begin(self, view: View, target: OutputTarget) -> ListWriter:
        """Begin a list; the first rows decide how wide its columns are."""
        from clerk_cli.output.table import TableListWriter

        return TableListWriter(view.columns_of_list(wide=target.wide), target)

    def write(self, result: Json | Listing, view: View, target: OutputTarget) -> None:
        """Write a list as rows, and a single object as details or as one row."""
        from clerk_cli.output.table import write_details, write_table

        result = as_listing(result)
        if isinstance(result, Listing):
            columns = view.columns_of_list(wide=target.wide)
            write_table(result.data, columns or columns_of(*result.data), target)
            return
        row = object_of(result)
        if view.details:
            write_details(row, view.details, target)
        else:
            columns = view.columns_of_list(wide=target.wide)
            write_table([row], columns or columns_of(row), target)


class JSONFormat(StreamingFormat):
    """The API's own objects, indented."""

    name = "json"
    json_errors = True

    def begin(self, view: View, target: OutputTarget) -> ListWriter:
        """Begin a list."""
        from clerk_cli.output.jsontext import JSONListWriter

        return JSONListWriter(target.stream)

    def write(self, result: Json | Listing, view: View, target: OutputTarget) -> None:
        """Write the data; the view is not used."""
        from clerk_cli.output.jsontext import write_json

        write_json(plain(result), target.stream)


class YAMLFormat(StreamingFormat):
    """The API's own objects, in YAML with the same keys."""

    name = "yaml"

    def begin(self, view: View, target: OutputTarget) -> ListWriter:
        """Begin a list."""
        from clerk_cli.output.yamltext import YAMLListWriter

        return YAMLListWriter(target.stream)

    def write(self, result: Json | Listing, view: View, target: OutputTarget) -> None:
        """Write the data; the view is not used."""
        from clerk_cli.output.yamltext import write_yaml

        write_yaml(plain(result), target.stream)


class NDJSONFormat(StreamingFormat):
    """One object per line, for programs that read line by line."""

    name = "ndjson"
    json_errors = True

    def begin(self, view: View, target: OutputTarget) -> ListWriter:
        """Begin a list."""
        from clerk_cli.output.jsontext import NDJSONListWriter

        return NDJSONListWriter(target.stream)

    def write(self, result: Json | Listing, view: View, target: OutputTarget) -> None:
        """Write the rows of a list, or a single object."""
        from clerk_cli.output.jsontext import NDJSONListWriter

        rows = result.data if isinstance(result, Listing) else [object_of(result)]
        NDJSONListWriter(target.stream).add(rows)


class CellFormat(StreamingFormat):
    """The cells of the table, for programs."""

    has_columns = True

    def write(self, result: Json | Listing, view: View, target: OutputTarget) -> None:
        """Write a list, or a single object like a list of one."""
        result = as_listing(result)
        if isinstance(result, Listing):
            self.begin(view, target).add(result.data)
            return
        columns = tuple(view.columns_of_list(wide=target.wide) or view.details)
        self.begin(view.replace(columns=columns, wide=()), target).add([object_of(result)])


class CSVFormat(CellFormat):
    """The cells of the table, for spreadsheets (RFC 4180)."""

    name = "csv"

    def begin(self, view: View, target: OutputTarget) -> ListWriter:
        """Begin a list; the header is written even for an empty list."""
        from clerk_cli.output.csvtext import CSVListWriter

        return CSVListWriter(view.columns_of_list(wide=target.wide), target)


class ValueFormat(CellFormat):
    """The values of CSV, bare: for ``$(…)``, ``read`` and ``cut``."""

    name = "value"
    prints_bare_values = True

    def begin(self, view: View, target: OutputTarget) -> ListWriter:
        """Begin a list."""
        from clerk_cli.output.valuetext import ValueListWriter

        return ValueListWriter(view.columns_of_list(wide=target.wide), target)


def core_formats() -> tuple[Format, ...]:
    """The formats of the core, the default first."""
    return (TableFormat(), JSONFormat(), YAMLFormat(), NDJSONFormat(), CSVFormat(), ValueFormat())


def plain(result: Json | Listing) -> Json:
    """A result as data; a list becomes one object with its rows and their total."""
    if isinstance(result, Listing):
        return {"data": list(result.data), "total_count": result.total_count, **result.extras}
    return result


def as_listing(result: Json | Listing) -> Json | Listing:
    """An array of objects as a list, whose rows columns can be applied to."""
    if isinstance(result, list) and result and all(isinstance(row, dict) for row in result):
        rows = [row for row in result if isinstance(row, dict)]
        return Listing(rows, len(rows))
    return result


def object_of(result: Json) -> APIObject:
    """A result as an object, which columns and labels can be applied to."""
    return result if isinstance(result, dict) else {"value": result}
