"""Rows in the order of a field, for ``--sort``."""

from __future__ import annotations

from collections.abc import Iterable

from clerk_cli.output.field_paths import FieldPath
from clerk_cli.output.view import compact_json
from clerk_cli.results import APIObject, Json


class Order:
    """An order of rows. Rows without a value are last, and equal ones stay as they were.

    Args:
        path: The field.
        descending: Whether the largest value is first.
    """

    def __init__(self, path: FieldPath, *, descending: bool) -> None:
        self.path = path
        self._descending = descending

    def sorted(self, rows: Iterable[APIObject]) -> list[APIObject]:
        """The rows in this order: numbers by value, text by its characters."""
        rows = list(rows)
        present = [row for row in rows if self.path.value(row) is not None]
        missing = [row for row in rows if self.path.value(row) is None]
        present.sort(key=lambda row: _key(self.path.value(row)), reverse=self._descending)
        return present + missing


def _key(value: Json) -> tuple[int, float, str]:
    if isinstance(value, (bool, int, float)):
        return (0, value, "")
    return (1, 0, value) if isinstance(value, str) else (2, 0, compact_json(value))
