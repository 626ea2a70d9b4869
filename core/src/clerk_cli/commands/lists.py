"""Walking a list to its end by offset, while rows are inserted and deleted.

A walk continues by what came, whatever was asked for, until a page is empty: a server may return
fewer rows than it was asked for. Where the total shrinks between two pages, rows moved to where
nobody would look for them, so that the place is read again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from operator import itemgetter
from typing import NamedTuple

from clerk_cli.commands.prefetching import prefetch
from clerk_cli.results import APIObject, Json

REMEMBERED_PAGES = 8
"""Pages whose IDs are remembered, so that a row that moved is not returned twice."""

MAX_STALLED_PAGES = 3
"""Pages in a row that are empty or have nothing new; then there is nothing else to come."""


class PageOfRows(NamedTuple):
    """One page: its rows, and the total if the response has it."""

    rows: list[APIObject]
    total: int | None = None


Fetch = Callable[[Mapping[str, Json]], Callable[[], PageOfRows]]
"""Requests a page, and returns what reads it: pages that wait take less memory unread."""


class RecentRows:
    """Drops the rows that were in one of the last pages.

    Args:
        page_size: How many rows a full page has.
    """

    def __init__(self, page_size: int) -> None:
        self._capacity = page_size * REMEMBERED_PAGES
        self._seen: set[str | None] = set()
        self._pages: deque[frozenset[str | None]] = deque()
        self._rows_without_ids: list[APIObject] = []
        self.count = 0
        """How many rows were new."""
        self.stalled = 0
        """How many pages in a row had rows, but no new ones."""

    @property
    def is_stuck(self) -> bool:
        """Whether the server returns the same rows again and again."""
        return self.stalled >= MAX_STALLED_PAGES

    def new(self, rows: list[APIObject]) -> list[APIObject]:
        """The rows that are new."""
        if not rows:
            return rows
        ids = _ids_of(rows)
        if None in ids or len(ids) < len(rows) or not self._seen.isdisjoint(ids):
            rows = self._without_repeats(rows)
        self._remember(ids - self._seen - {None})
        self.count += len(rows)
        self.stalled = 0 if rows else self.stalled + 1
        return rows

    def _remember(self, ids: frozenset[str | None]) -> None:
        self._pages.append(ids)
        self._seen |= ids
        while len(self._seen) - len(self._pages[0]) >= self._capacity:
            self._seen -= self._pages.popleft()

    def _without_repeats(self, rows: list[APIObject]) -> list[APIObject]:
        if not any(map(id_of, rows)):
            previous, self._rows_without_ids = self._rows_without_ids, list(rows)
            return [] if rows == previous else rows
        if not any(row_id and row_id not in self._seen for row_id in map(id_of, rows)):
            return []  # the page was read before, with its rows without IDs
        seen = set(self._seen)
        new_rows = []
        for row in rows:
            row_id = id_of(row)
            if row_id is None or row_id not in seen:
                new_rows.append(row)
                seen.add(row_id)
        return new_rows


class OffsetWalk:
    """Reads page after page by offset.

    Args:
        fetch: Requests a page with these parameters.
        size: How many rows to ask for.
        start: How many rows to skip.
        total: How many there are, if that is known; then a few pages are requested at once.
        recent: The rows that were read before.
    """

    def __init__(
        self, fetch: Fetch, size: int, start: int, total: int | None, recent: RecentRows
    ) -> None:
        self._fetch = fetch
        self._size = size
        self._offset = start
        self._first = start
        self._recent = recent
        self.total = total
        """The latest total; that of the responses, if they have it."""
        self._previous_total: int | None = None
        self._rows_per_page = 0
        self._has_ended = False

    def __iter__(self) -> Iterator[list[APIObject]]:
        """The new rows of each page."""
        yield from self._first_pages()
        if self._rows_per_page and not self._is_at_end and self.total is not None:
            yield from self._prefetched(self._rows_per_page, self.total)
        if not self._has_ended:
            yield from self._rest()

    def _first_pages(self) -> Iterator[list[APIObject]]:
        """One page, or two if the server returns fewer rows than it is asked for."""
        while self._rows_per_page < self._size and not self._is_at_end:
            page = self._page(self._offset)
            yield from self._take(page, self._offset)
            self._offset += len(page.rows)
            if self._is_repeated(page) or (not page.rows and self._is_complete):
                self._has_ended = True
                return
            was_short, size = self._rows_per_page > 0, len(page.rows)
            self._rows_per_page = max(self._rows_per_page, size)
            if was_short or not size:
                return

    @property
    def _is_at_end(self) -> bool:
        return self.total is not None and self._offset >= self.total

    @property
    def _is_complete(self) -> bool:
        """Whether an empty page is the end of the list, as far as anybody knows."""
        return self.total is None or self._is_at_end

    def _prefetched(self, size: int, end: int) -> Iterator[list[APIObject]]:
        offsets = range(self._offset, end, size)
        empty = 0
        pages = prefetch(lambda offset: self._request(offset, size), offsets)
        for offset, read in zip(offsets, pages, strict=True):
            self._offset = offset
            page = read()
            yield from self._take(page, offset)
            self._offset += len(page.rows)
            empty = 0 if page.rows else empty + 1
            if empty == MAX_STALLED_PAGES or self._recent.is_stuck:
                return  # the total is wrong
            yield from self._fill(offset + size)

    def _fill(self, end: int) -> Iterator[list[APIObject]]:
        """Read what a page lacks that has less than it was asked for."""
        while self._offset < end and not self._is_at_end and not self._recent.is_stuck:
            page = self._page(self._offset, end - self._offset)
            if not page.rows:
                return
            yield from self._take(page, self._offset)
            self._offset += len(page.rows)

    def _rest(self) -> Iterator[list[APIObject]]:
        """Read on until a page is empty, or twice the same one where there should be more."""
        tries = 2
        while tries and not self._recent.is_stuck:
            page = self._page(self._offset)
            yield from self._take(page, self._offset)
            self._offset += len(page.rows)
            if self._is_repeated(page):
                return
            if not page.rows:
                tries = 0 if self._is_complete else tries - 1

    def _is_repeated(self, page: PageOfRows) -> bool:
        """Whether the server has no pages, and returns the complete list whatever it is asked."""
        is_same = bool(self._recent.stalled) and self._recent.count == len(page.rows) < self._size
        if is_same:
            self._recent.stalled = 0
        return is_same

    def _take(self, page: PageOfRows, offset: int) -> Iterator[list[APIObject]]:
        """The new rows of a page, after those that moved before it since the previous page."""
        if page.total is not None:
            deleted = 0 if self._previous_total is None else self._previous_total - page.total
            self.total = self._previous_total = page.total
            if deleted > 0:
                yield from self._look_around(offset, deleted, page.total)
        yield self._recent.new(page.rows)

    def _look_around(self, offset: int, distance: int, total: int) -> Iterator[list[APIObject]]:
        """Read again what is near an offset: deletions move rows to before it, insertions after."""
        position = max(self._first, offset - distance)
        while position < offset + distance and distance <= self._size * REMEMBERED_PAGES // 2:
            page = self._page(position, min(self._size, offset + distance - position))
            yield self._recent.new(page.rows)
            position += len(page.rows)
            if page.total is not None and page.total < total:
                distance += total - page.total
                self.total = total = page.total
                position = max(self._first, offset - distance)
            elif not page.rows:
                return

    def _page(self, offset: int, limit: int | None = None) -> PageOfRows:
        return self._request(offset, limit or self._size)()

    def _request(self, offset: int, limit: int) -> Callable[[], PageOfRows]:
        return self._fetch({"limit": limit, "offset": offset})


def _ids_of(rows: list[APIObject]) -> frozenset[str | None]:
    """The IDs of rows, with None if any has none."""
    try:
        ids = frozenset(map(itemgetter("id"), rows))
    except (KeyError, TypeError):
        return frozenset(map(id_of, rows))
    return ids if set(map(type, ids)) == {str} else frozenset(map(id_of, rows))


def id_of(row: object) -> str | None:
    """The ID of a row; None if it has none."""
    row_id = row.get("id") if isinstance(row, dict) else None
    return row_id if isinstance(row_id, str) else None
