"""A row: what a file holds, before a source says what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from clerk_cli_migrate.records import Place, Problem

Values: TypeAlias = Mapping[str, Any]
"""A JSON object, or a CSV row by the header's names; without a header, by the column's number."""


@dataclass(frozen=True)
class Row:
    """A record as a file has it.

    Args:
        file: The name of the file.
        line: The line, from 1, or the number of the record.
        values: A JSON object, or a CSV row.
        section: The member of a document that holds it, such as ``users``; empty outside of one.
        problem: Why it cannot be read; then no source gets it.
    """

    file: str
    line: int
    values: Values
    section: str = ""
    problem: Problem | None = None

    @property
    def is_blank(self) -> bool:
        """Whether it has cells, and all are empty, as in the last rows of many spreadsheets."""
        values = self.values.values()
        return bool(values) and all(isinstance(cell, str) and not cell.strip() for cell in values)

    @property
    def place(self) -> Place:
        """Where it is."""
        return {"file": self.file, "line": self.line}
