"""What commands return: JSON values, lists, streams of rows, and outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from clerk_cli.errors import ClerkError, DeclarationError, ExitStatus
from clerk_cli.frozen import Frozen

if TYPE_CHECKING:
    from clerk_cli.output.view import View

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
"""A value that ``json.loads`` can return."""

APIObject: TypeAlias = dict[str, Any]
"""A JSON object of the API. Its members are read by name; their types are the API's."""

NO_EXTRAS: Mapping[str, Any] = MappingProxyType({})


class Listing(Frozen):
    """A list that is held in memory.

    Args:
        data: The objects, as the API returned them.
        total_count: How many there are in total; None if unknown.
        extras: What a JSON or YAML document has besides these.
    """

    data: list[APIObject]
    total_count: int | None = None
    extras: Mapping[str, Any] = NO_EXTRAS

    @property
    def objects(self) -> list[APIObject]:
        """The members of the list that are objects, as all of them should be."""
        return list(objects_of(self.data))

    def summary(self, empty: str) -> str | None:
        """What people are told below a table of it; None for a list that is shown completely.

        Args:
            empty: The sentence for an empty list.
        """
        shown, total = len(self.data), self.total_count
        if not shown or total is None or total <= shown:
            return None if shown else empty
        more = "See more with --limit and --offset, or --all."
        return f"Showing {shown:,} of {total:,}. {more}"


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
        view: How the data look as a table, if that depends on them; by default, the command's view.
    """

    result: Result = None
    table: Result = None
    status: int = ExitStatus.OK
    notes: tuple[Note, ...] = ()
    view: View | None = None

    @classmethod
    def of(cls, returned: Outcome | Result) -> Outcome:
        """An outcome for what a command returned.

        Raises:
            DeclarationError: It is not a result, or a part of the outcome has another type.
        """
        if not isinstance(returned, Outcome):
            _require(_is_result(returned), "the command", returned, "not a result")
            return cls(returned)
        status, view = returned.status, returned.view
        notes: object = returned.notes
        _require(_is_result(returned.result), "result", returned.result, "not a result")
        _require(_is_result(returned.table), "table", returned.table, "not a result")
        _require(isinstance(status, int), "status", status, "not a number")
        if not 0 <= status <= HIGHEST_STATUS:
            raise DeclarationError(f"the command returned the status {status}, not 0 to 255")
        are_notes = isinstance(notes, (tuple, list)) and all(isinstance(n, Note) for n in notes)
        _require(are_notes, "notes", notes, "not a tuple of Notes")
        _require(view is None or hasattr(view, "columns_of_list"), "view", view, "not a View")
        return returned


HIGHEST_STATUS = 255


def _is_result(value: object) -> bool:
    return value is None or isinstance(value, (dict, list, str, int, float, Listing, RowStream))


def _require(fits: bool, part: str, value: object, expected: str) -> None:
    """Refuse a part of what a command returned."""
    if fits:
        return
    place = "" if part == "the command" else f" as the {part} of its Outcome"
    kind = type(value).__name__
    article = "an" if kind[0] in "aeiouAEIOU" else "a"
    raise DeclarationError(f"the command returned {article} {kind}{place}, {expected}")


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
