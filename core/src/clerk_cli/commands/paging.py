"""Lists that are read to their end, page after page, with a few pages under way at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Generic, TypeVar

from clerk_cli.commands.base import parse_list_response
from clerk_cli.commands.request import Json, Request

if TYPE_CHECKING:
    from clerk_cli.context import Context

LARGEST_PAGE = 500
AHEAD = 4
"""Pages that are asked for before they are needed. A retry waits as the server asks it to."""

T = TypeVar("T")


def iter_rows(
    context: Context,
    path: str,
    query: Mapping[str, Json] | None = None,
    *,
    size: int = LARGEST_PAGE,
    start: int = 0,
    total: int | None = None,
    name: str = "data",
    on_total: Callable[[int], object] | None = None,
) -> Iterator[Json]:
    """The objects of a list, one by one; no more than a few pages are kept at a time.

    Args:
        context: Sends the requests.
        path: The path of the list.
        query: Parameters besides ``limit`` and ``offset``.
        size: Objects in a page, at most what the operation allows.
        start: How many objects to pass over.
        total: How many there are, if the caller knows; where it is known, pages are read prefetch.
        name: What an answer calls its rows.
        on_total: Is told how many there are when the first page tells it.

    Raises:
        APIError: The API refused a page.
        NetworkError: There was no answer.
    """

    def page(offset: int) -> tuple[list[Json], int | None]:
        parameters = {**(query or {}), "limit": size, "offset": offset}
        body = context.send(Request("GET", path, parameters)).body
        found = parse_list_response(body, name)
        return found.data, found.total_count if isinstance(body, dict) else None

    rows, counted = page(start)
    if counted is not None and on_total:
        on_total(counted)
    yield from rows
    offset = start + len(rows)
    known = total if counted is None else counted
    if known is not None and len(rows) >= size:
        for page_read in prefetch(page, range(offset, known, size)):
            rows, counted = page_read
            yield from rows
            offset += len(rows)
    # What was added meanwhile comes after the end that was known.
    while rows and (len(rows) >= size if counted is None else offset < counted):
        rows, counted = page(offset)
        yield from rows
        offset += len(rows)


def prefetch(work: Callable[[int], T], items: range) -> Iterator[T]:
    """The results of a function for numbers in order, a few of them worked on at once.

    The threads are daemons: whoever stops early waits for none of them.
    """
    waiting: deque[_Task[T]] = deque()
    for item in items:
        waiting.append(_Task(work, item))
        if len(waiting) >= AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


class _Task(Generic[T]):
    """One call on a thread of its own."""

    def __init__(self, work: Callable[[int], T], item: int) -> None:
        self._outcome: SimpleQueue[tuple[T | None, BaseException | None]] = SimpleQueue()
        Thread(target=self._run, args=(work, item), daemon=True).start()

    def _run(self, work: Callable[[int], T], item: int) -> None:
        try:
            self._outcome.put((work(item), None))
        except BaseException as error:  # noqa: BLE001 - it is raised where the result is wanted
            self._outcome.put((None, error))

    def result(self) -> T:
        """What the call returned; raises what it raised."""
        value, error = self._outcome.get()
        if error is not None:
            raise error
        return value  # type: ignore[return-value]
