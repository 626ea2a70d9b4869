"""Lists that are read to their end, page after page, with a few requests in flight."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import repeat
from typing import TYPE_CHECKING, TypeAlias

from clerk_cli.commands.request import NO_PARAMETERS, Request
from clerk_cli.errors import IncompleteListError
from clerk_cli.results import APIObject, Json, RowStream

if TYPE_CHECKING:
    from clerk_cli.commands.lists import PageOfRows, RecentRows
    from clerk_cli.commands.request import Response
    from clerk_cli.context import Context

LARGEST_PAGE = 500
Count: TypeAlias = "Callable[[Mapping[str, Json]], int | None]"
"""Returns how many objects match these parameters besides the filters; None if it is unknown."""


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
        recount: Counts again, if objects seem to be missing.
        has_cursor: Whether the list is in order of ``created_at`` and takes ``starting_after``.

    Iterating raises ``APIError`` if the API rejects a request for a page, ``NetworkError`` if a
    response is missing or cannot be used, and ``IncompleteListError`` in the end if objects are
    missing.
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
        recount: Count | None = None,
        has_cursor: bool = False,
    ) -> None:
        super().__init__((), None if total is None else max(total - start, 0))
        self._context = context
        self._path = path
        self._query = query
        self._page_size = page_size
        self._start = start
        self._expected_total = total
        self._rows_name = rows_name
        self._recount = recount
        self._has_cursor = has_cursor

    def __iter__(self) -> Iterator[APIObject]:
        """Read page after page."""
        from clerk_cli.commands.lists import RecentRows

        recent = RecentRows(self._page_size)
        total = self._expected_total
        for rows, total in self._pages(recent):
            if total is not None:
                self.total = max(total - self._start, 0)
            yield from rows
        if total is not None and recent.count < total - self._start:
            raise IncompleteListError(recent.count, total - self._start)
        if recent.is_stuck:
            raise IncompleteListError(recent.count)

    def _pages(self, recent: RecentRows) -> Iterator[tuple[Iterable[APIObject], int | None]]:
        """The new rows of each page, and how many there should be in the end."""
        if self._has_cursor:
            from clerk_cli.commands.cursors import DEFAULT_ORDER, CursorWalk, UnsupportedCursorError

            order = str(self._query.get("order_by") or DEFAULT_ORDER)
            total = self._expected_total
            walk = CursorWalk(self._fetch, self._page_size, order, total, recent)
            try:
                for rows in walk:
                    yield _drain(rows), total
            except UnsupportedCursorError:
                yield from self._pages_by_offset(recent)
                return
            if total is not None and recent.count < total and self._recount is not None:
                # What was deleted meanwhile is not missing: a cursor skips nothing else for it.
                counted = self._recount(walk.covered)
                yield [], total if counted is None else min(total, counted)
            return
        yield from self._pages_by_offset(recent)

    def _pages_by_offset(
        self, recent: RecentRows
    ) -> Iterator[tuple[Iterable[APIObject], int | None]]:
        from clerk_cli.commands.lists import OffsetWalk

        start = self._start + recent.count
        walk = OffsetWalk(self._fetch, self._page_size, start, self._expected_total, recent)
        smallest: int | None = None
        for rows in walk:
            if walk.total is not None:
                smallest = walk.total if smallest is None else min(smallest, walk.total)
            yield rows, walk.total
        yield [], smallest

    def _fetch(self, parameters: Mapping[str, Json]) -> Callable[[], PageOfRows]:
        request = Request("GET", self._path, {**self._query, **parameters})
        return partial(self._read, self._context.client.begin(request))

    def _read(self, read: Callable[[], Response]) -> PageOfRows:
        from clerk_cli.commands.lists import PageOfRows

        response = read()
        listing = response.listing(self._rows_name)
        return PageOfRows(listing.data, listing.total_count if response.has_count else None)


def _drain(rows: list[APIObject]) -> Iterator[APIObject]:
    """The rows of a list, which loses them: they need no memory once they are written."""
    rows.reverse()
    return map(rows.pop, repeat(-1, len(rows)))
