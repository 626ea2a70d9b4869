"""What commands return: JSON values, lists, streams of rows, and outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal, TypeAlias

from clerk_cli.errors import ClerkError, ExitStatus
from clerk_cli.frozen import Frozen

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
"""A value that ``json.loads`` can return."""

APIObject: TypeAlias = dict[str, Any]
"""A JSON object of the API. Its members are read by name; their types are the API's."""


class Listing(Frozen):
    """A list that is held in memory.

    Args:
        data: The objects, as the API returned them.
        total_count: How many there are in total; None if unknown.
    """

    data: list[APIObject]
    total_count: int | None = None

    @property
    def objects(self) -> list[APIObject]:
        """The members of the list that are objects, as all of them should be."""
        return list(objects_of(self.data))


class RowStream:
    """A list that is written while it is read.

    Args:
        rows: The objects, one by one.
        total: How many there will be, for progress; None while unknown.
    """

    def __init__(self, rows: Iterable[APIObject] = (), total: int | None = None) -> None:
        self._rows = rows
        self.total = total

    def __iter__(self) -> Iterator[APIObject]:
        """Iterate over the rows; works once."""
        return iter(self._rows)

    @property
    def objects(self) -> Iterator[APIObject]:
        """The rows that are objects, as all of them should be; works once."""
        return objects_of(self)


def objects_of(rows: Iterable[Any]) -> Iterator[APIObject]:
    """The members of a list that are objects."""
    return (row for row in rows if isinstance(row, dict))


_JSON_KINDS = {bool: "a boolean", str: "a string", list: "an array", type(None): "nothing"}


def kind_of_json(value: Json) -> str:
    """The name of a JSON type, with its article."""
    return _JSON_KINDS.get(type(value), "an object" if isinstance(value, dict) else "a number")


Result: TypeAlias = "Json | APIObject | Listing | RowStream"
"""What a command writes to stdout; None for no output."""


class Note(Frozen):
    """A sentence for stderr about what was done.

    Args:
        text: The sentence.
        level: Which kind of message it is.
    """

    text: str
    level: Literal["success", "info", "warning", "error"] = "success"


class Outcome(Frozen):
    """What a command did, if there is more to it than a result.

    Args:
        result: The data, as programs get it.
        table: The rows of tables and CSV instead, if they differ from the data.
        status: The exit status.
        notes: Sentences for stderr, written before the result.
    """

    result: Result = None
    table: Result = None
    status: int = ExitStatus.OK
    notes: tuple[Note, ...] = ()

    @classmethod
    def of(cls, returned: Outcome | Result) -> Outcome:
        """An outcome for what a command returned."""
        return returned if isinstance(returned, Outcome) else cls(returned)


class ItemResult(Frozen):
    """What became of one item of ``run_many``.

    Args:
        item: The item.
        value: What the work returned; None if it failed.
        error: Why it failed; None if it did not.
    """

    item: Any
    value: Any = None
    error: ClerkError | None = None
