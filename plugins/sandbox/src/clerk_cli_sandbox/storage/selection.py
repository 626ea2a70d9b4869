"""Queries for objects, as SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

OLDEST_FIRST, NEWEST_FIRST = "o.rowid ASC", "o.rowid DESC"


class Selection:
    """A query: which objects, in which order, and how many of them.

    Args:
        kind: The kind of object.
        order: SQL expressions, each with ``ASC`` or ``DESC``.
        limit: The maximum number of objects; None for all.
        offset: How many objects to skip.
    """

    def __init__(
        self, kind: str, *, order: Iterable[str] = (), limit: int | None = None, offset: int = 0
    ) -> None:
        self.kind = kind
        self.order = list(order)
        self.limit = limit
        self.offset = offset
        self.conditions: list[tuple[str, list[Any]]] = []

    def where(self, sql: str, *values: Any) -> Selection:
        """Add a condition on the row ``o``, and the values of its placeholders."""
        self.conditions.append((sql, list(values)))
        return self

    def where_equal(self, name: str, value: Any) -> Selection:
        """Add the condition that a member has a value."""
        return self.where(f"{json_field(name)} = ?", value)

    def condition(self) -> tuple[str, list[Any]]:
        """The SQL of all conditions, and the values of their placeholders."""
        # As a literal, which never comes from a client: SQLite uses an index with the objects of
        # one kind only if it sees the kind.
        conditions = [f"o.kind = '{self.kind}'", *(sql for sql, _ in self.conditions)]
        values = [value for _, row in self.conditions for value in row]
        return " AND ".join(conditions), values

    def ids(self) -> tuple[str, list[Any]]:
        """The SQL of a subquery for the ids, and the values of its placeholders."""
        condition, values = self.condition()
        return f"SELECT o.id FROM objects o WHERE {condition}", values  # noqa: S608

    def where_in(self, name: str, values: Collection[Any]) -> Selection:
        """Add the condition that a member has one of several values."""
        return self.where(f"{json_field(name)} IN ({placeholders(values)})", *values)


def placeholders(values: Collection[Any]) -> str:
    """The SQL placeholders for several values."""
    return ", ".join("?" * len(values))


def json_field(name: str, row: str = "o") -> str:
    """The SQL for a member of an object; the name never comes from a client."""
    return f"json_extract({row}.document, '$.{name}')"
