"""The rows of a file, whether it is CSV or JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clerk_cli_migrate.files.csv_rows import csv_rows
from clerk_cli_migrate.files.json_rows import SPACE, json_rows

if TYPE_CHECKING:
    from clerk_cli_migrate.files.inputs import InputFile
    from clerk_cli_migrate.files.row import Row


def rows_of(file: InputFile, *, header: bool | None = None) -> Iterator[Row]:
    """The rows of a file.

    Args:
        file: The file.
        header: Whether the first row of CSV names the columns; None: unless it looks like data.

    Raises:
        UsageError: The file cannot be read.
    """
    return json_rows(file) if is_json(file) else csv_rows(file, header=header)


def is_json(file: InputFile) -> bool:
    """Whether a file is JSON, where each record has members of its own; otherwise it is CSV.

    Args:
        file: The file.
    """
    pieces = (text.lstrip(SPACE) for text in file.text())
    start = next((text for text in pieces if text), "")
    return start.startswith(("{", "["))
