"""Lists that are read page by page to their end, with a few requests in flight."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Generic, TypeVar

from clerk_cli.commands.request import NO_PARAMETERS, Request, parse_list_response
from clerk_cli.results import APIObject, Json, RowStream

if TYPE_CHECKING:
    from clerk_cli.context import Context

LARGEST_PAGE = 500
PREFETCHED_PAGES = 4
"""Pages that are requested before they are needed. Retries wait as long as the server asks."""

T = TypeVar("T")


class Pager(RowStream):
    """The objects of a list, one by one; only a few pages are held in memory.

    Args:
        context: Sends the requests.
        path: The path of the list.
        query: Parameters other than ``limit`` and ``offset``.
        page_size: The number of objects in a page, at most what the operation allows.
        start: How many objects to skip.
        total: How many there are, if the caller knows; with a total, pages are prefetched.
        rows_name: The member of a response that holds the rows.

    Iterating raises ``APIError`` if the API rejects a request for a page, and ``NetworkError`` if
    a response is missing or cannot be used.
    """

    def __init__(
        self,
        context: Context,
        path: str,
        query: Mapping[str, Json] = NO_PARAMETERS,
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
        self._expected_total = total
        self._rows_name = rows_name

    def __iter__(self) -> Iterator[APIObject]:
        """Read page after page."""
        size, start = self._page_size, self._start
        rows, counted = self._page(start)
        if counted is not None:
            self.total = max(counted - start, 0)
        yield from rows
        offset = start + len(rows)
        end = self._expected_total if counted is None else counted
        if end is not None and len(rows) >= size:
            for page in prefetch(self._page, range(offset, end, size)):
                rows, counted = page
                yield from rows
                offset += len(rows)
        # Objects that were added meanwhile come after the total of the first page.
        while rows and (len(rows) >= size if counted is None else offset < counted):
            rows, counted = self._page(offset)
            yield from rows
            offset += len(rows)

    def _page(self, offset: int) -> tuple[list[APIObject], int | None]:
        """The rows of a page, and the total if the response has it."""
        parameters = {**self._query, "limit": self._page_size, "offset": offset}
        body = self._context.send(Request("GET", self._path, parameters)).body
        page = parse_list_response(body, self._rows_name)
        return page.data, page.total_count if isinstance(body, dict) else None


def prefetch(work: Callable[[int], T], items: range) -> Iterator[T]:
    """The results of a function for each number, in order; a few calls run at once.

    The threads are daemons, so that stopping early waits for none of them.
    """
    tasks: deque[_Task[T]] = deque()
    for item in items:
        tasks.append(_Task(work, item))
        if len(tasks) >= PREFETCHED_PAGES:
            yield tasks.popleft().result()
    while tasks:
        yield tasks.popleft().result()


class _Task(Generic[T]):
    """A call on its own thread."""

    def __init__(self, work: Callable[[int], T], item: int) -> None:
        self._outcome: SimpleQueue[tuple[T | None, BaseException | None]] = SimpleQueue()
        Thread(target=self._run, args=(work, item), daemon=True).start()

    def _run(self, work: Callable[[int], T], item: int) -> None:
        try:
            self._outcome.put((work(item), None))
        except BaseException as error:  # noqa: BLE001 - raised by result()
            self._outcome.put((None, error))

    def result(self) -> T:
        """Return what the call returned, or raise what it raised."""
        value, error = self._outcome.get()
        if error is not None:
            raise error
        return value  # type: ignore[return-value]
