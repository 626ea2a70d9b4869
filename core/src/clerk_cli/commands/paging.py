"""Lists that are read to their end, page after page, with a few pages requested at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Generic, TypeVar

from clerk_cli.commands.base import parse_list_response
from clerk_cli.commands.request import NOTHING, Request
from clerk_cli.results import APIObject, Json, RowStream

if TYPE_CHECKING:
    from clerk_cli.context import Context

LARGEST_PAGE = 500
PREFETCHED_PAGES = 4
"""Pages that are requested before they are needed. A retry waits as long as the server asks."""

T = TypeVar("T")


class Pager(RowStream):
    """The objects of a list, one by one; only a few pages are held in memory.

    Args:
        context: Sends the requests.
        path: The path of the list.
        query: Parameters besides ``limit`` and ``offset``.
        page_size: Objects in a page, at most what the operation allows.
        start: How many objects to skip.
        total: How many there are, if the caller knows; where it is known, pages are prefetched.
        rows_name: What an answer calls its rows.

    Iterating raises ``APIError`` where the API refuses a page and ``NetworkError`` where no answer
    came.
    """

    def __init__(
        self,
        context: Context,
        path: str,
        query: Mapping[str, Json] = NOTHING,
        *,
        page_size: int = LARGEST_PAGE,
        start: int = 0,
        total: int | None = None,
        rows_name: str = "data",
    ) -> None:
        super().__init__((), None if total is None else max(total - start, 0))
        self._context = context
        self._path = path
        self._query = query
        self._page_size = page_size
        self._start = start
        self._known_total = total
        self._rows_name = rows_name

    def __iter__(self) -> Iterator[APIObject]:
        """Read page after page."""
        size, start = self._page_size, self._start
        rows, counted = self._page(start)
        if counted is not None:
            self.total = max(counted - start, 0)
        yield from rows
        offset = start + len(rows)
        end = self._known_total if counted is None else counted
        if end is not None and len(rows) >= size:
            for page in prefetch(self._page, range(offset, end, size)):
                rows, counted = page
                yield from rows
                offset += len(rows)
        # What was added meanwhile comes after the end that the first page told.
        while rows and (len(rows) >= size if counted is None else offset < counted):
            rows, counted = self._page(offset)
            yield from rows
            offset += len(rows)

    def _page(self, offset: int) -> tuple[list[APIObject], int | None]:
        """The rows of a page, and the total if the answer tells it."""
        parameters = {**self._query, "limit": self._page_size, "offset": offset}
        body = self._context.send(Request("GET", self._path, parameters)).body
        page = parse_list_response(body, self._rows_name)
        return page.data, page.total_count if isinstance(body, dict) else None


def prefetch(work: Callable[[int], T], items: range) -> Iterator[T]:
    """The results of a function for numbers in order, a few of them worked on at once.

    The threads are daemons: whoever stops early waits for none of them.
    """
    tasks: deque[_Task[T]] = deque()
    for item in items:
        tasks.append(_Task(work, item))
        if len(tasks) >= PREFETCHED_PAGES:
            yield tasks.popleft().result()
    while tasks:
        yield tasks.popleft().result()


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
