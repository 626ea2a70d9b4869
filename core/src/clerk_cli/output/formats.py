"""The output formats: what ``--output`` can be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TextIO

from clerk_cli.output.view import Column, Listing, View
from clerk_cli.request import Json


@dataclass(frozen=True)
class Sheet:
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

    def write(self, result: Json | Listing, view: View, sheet: Sheet) -> None:
        """Write a result.

        Args:
            result: An API object, or a list of them.
            view: The columns and labels of a table.
            sheet: Where it goes.
        """


class TableFormat:
    """Columns for people; the default."""

    name = "table"

    def write(self, result: Json | Listing, view: View, sheet: Sheet) -> None:
        """Write a list as rows, and a single object as details or as one row."""
        from clerk_cli.output.table import write_details, write_table

        if isinstance(result, Listing):
            write_table(result.data, view.columns, sheet)
        elif view.details:
            write_details(result, view.details, sheet)
        else:
            write_table([result], view.columns or columns_of(result), sheet)


class JSONFormat:
    """The API's own objects, indented."""

    name = "json"

    def write(self, result: Json | Listing, view: View, sheet: Sheet) -> None:
        """Write the data; the view is for tables."""
        from clerk_cli.output.jsontext import write_json

        write_json(plain(result), sheet.stream)


class YAMLFormat:
    """The API's own objects, in YAML with the same keys."""

    name = "yaml"

    def write(self, result: Json | Listing, view: View, sheet: Sheet) -> None:
        """Write the data; the view is for tables."""
        from clerk_cli.output.yamltext import write_yaml

        write_yaml(plain(result), sheet.stream)


def core_formats() -> tuple[Format, ...]:
    """The formats of the core, the default first."""
    return (TableFormat(), JSONFormat(), YAMLFormat())


def plain(result: Json | Listing) -> Json:
    """A result as data: a list is always one object with its rows and their total."""
    if isinstance(result, Listing):
        return {"data": result.data, "total_count": result.total_count}
    return result


def columns_of(result: Json) -> tuple[Column, ...]:
    """A column for each key, for an object that no view describes."""
    return tuple(Column(key.upper(), key) for key in result)
