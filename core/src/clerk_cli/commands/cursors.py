"""Walking a list to its end by cursor: ``starting_after`` the last row, in order of ``created_at``.

A cursor misses nothing while rows are inserted and deleted, but each page needs the previous one.
Several requests are under way nevertheless: the time that the list covers is split into parts, each
of which is about a page long and is walked by its own cursor until a row of the next part appears.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping

from clerk_cli.commands.lists import Fetch, PageOfRows, RecentRows, id_of
from clerk_cli.commands.prefetching import PREFETCHED_PAGES, Task
from clerk_cli.errors import APIError
from clerk_cli.results import APIObject, Json

DEFAULT_ORDER = "-created_at"
MIN_ROWS = 10
FILLED = 0.97
"""How full the page of a part should be, so that the next part can be seen at its end."""

REJECTED_CURSOR = (400, 404, 422)
"""The statuses for a cursor whose row was deleted, or that the server does not know."""


class Part:
    """A part of the list. Positions grow in the order of the list.

    Args:
        position: Where its next page begins.
        start: Where it begins; None for the first one.
        end: Where the next one begins; None for the last one.
        after: The ID of the last row that was read of it.
    """

    def __init__(
        self, position: int, start: int | None, end: int | None, after: str | None = None
    ) -> None:
        self.position = position
        self.start = start
        self.end = end
        self.after = after
        self.task: Task[Callable[[], PageOfRows]] | None = None
        """The request for its next page."""
        self.was_empty = False
        """Whether its next page was requested before, and was empty."""


class UnsupportedCursorError(Exception):
    """The server returned the first page again: it ignores the cursor."""


class CursorWalk:
    """Reads a list in order of ``created_at``.

    Args:
        fetch: Requests a page with these parameters.
        size: How many rows to ask for.
        order: The value of ``order_by``.
        total: How many rows there are, if that is known; then a few pages are requested at once.
        recent: The rows that were read before.
    """

    def __init__(
        self, fetch: Fetch, size: int, order: str, total: int | None, recent: RecentRows
    ) -> None:
        self._fetch = fetch
        self._size = size
        self._sign = -1 if order.startswith("-") else 1
        self._total = total
        self._recent = recent
        self._parts: deque[Part] = deque()
        self._last = Part(0, None, None)
        self._newest: int | None = None
        self._far_end: int | None = None
        self._rows_per_page = size
        self._width = 0.0

    def __iter__(self) -> Iterator[list[APIObject]]:
        """The new rows of each page.

        Raises:
            UnsupportedCursorError: The server ignores the cursor.
        """
        yield from self._first_page()
        while self._parts and not self._recent.is_stuck:
            self._start_parts()
            part = self._parts.popleft()
            yield from self._take(part, self._rows_of(part))

    def _first_page(self) -> Iterator[list[APIObject]]:
        rows = self._fetch({"limit": self._size})().rows
        yield self._recent.new(list(rows))
        if not rows:
            return
        self._rows_per_page = len(rows)
        self._last.position = self._position(rows[0], 0)
        if self._sign < 0:
            self._newest = -self._last.position
        self._learn_width(self._last.position, rows)
        self._continue(self._last, rows)
        if self._total is not None and self._total > len(rows) + self._size:
            self._far_end = self._find_far_end()

    @property
    def covered(self) -> Mapping[str, Json]:
        """Parameters that select what was in the list when the walk began, and is not deleted."""
        return {} if self._newest is None else {"created_at_before": self._newest + 1}

    def _take(self, part: Part, rows: list[APIObject]) -> Iterator[list[APIObject]]:
        """The new rows of a part's next page; what is left of the part is put back."""
        if not rows:
            is_short = self._total is not None and self._recent.count < self._total
            if not part.was_empty and (part.end is not None or is_short):
                part.was_empty, part.task = True, None
                self._parts.appendleft(part)
            return
        first, last = self._bounds(part, rows)
        if first == len(rows):
            self._give_up_parts()
            return
        self._learn_width(part.position, rows)
        count = self._recent.count
        new_rows = self._recent.new(rows if last - first == len(rows) else rows[first:last])
        is_repeated = first < last and count == self._recent.count == self._rows_per_page
        if is_repeated and part.start is None:
            raise UnsupportedCursorError
        is_open = last == len(rows)
        has_cursor = any(map(id_of, rows))
        if is_open and has_cursor:
            self._continue(part, rows)
        del rows  # whoever gets the new ones empties the list
        yield new_rows
        if is_open and not has_cursor:
            raise UnsupportedCursorError

    def _bounds(self, part: Part, rows: list[APIObject]) -> tuple[int, int]:
        """Where the rows of a part begin and end in a page that may reach into its neighbors."""
        first, last = 0, len(rows)
        if part.start is not None:
            while first < last and self._position(rows[first], part.start) < part.start:
                first += 1
        if part.end is not None:
            while first < last and self._position(rows[last - 1], part.position) >= part.end:
                last -= 1
        return first, last

    def _continue(self, part: Part, rows: list[APIObject]) -> None:
        """Continue with a part after a page that did not reach the next one."""
        after = next(filter(None, map(id_of, reversed(rows))), None)
        if after is None:
            raise UnsupportedCursorError
        position = self._position(rows[-1], part.position)
        self._last = Part(position, part.start, part.end, after)
        self._parts.appendleft(self._last)

    def _learn_width(self, position: int, rows: list[APIObject]) -> None:
        """Judge by a page, which may reach into the next part, how long a part should be."""
        self._rows_per_page = max(self._rows_per_page, len(rows))
        span = self._position(rows[-1], position) - position
        if span > 0:
            self._width = span / len(rows) * self._rows_per_page * FILLED

    def _give_up_parts(self) -> None:
        """Continue page by page: the server ignores where a part begins."""
        self._far_end = None
        self._parts.clear()
        self._parts.append(Part(self._last.position, None, None, self._last.after))

    def _start_parts(self) -> None:
        """Request the next pages of the first few parts, which are split where they are long."""
        index = 0
        while index < min(len(self._parts), PREFETCHED_PAGES):
            part = self._parts[index]
            if part.task is None:
                middle = self._split_point(part)
                if middle is not None:
                    self._parts.insert(index + 1, Part(middle, middle, part.end))
                    part.end = middle
                part.task = Task(self._fetch, self._parameters(part))
            index += 1

    def _split_point(self, part: Part) -> int | None:
        """Where a page ends, judged by the last one; None if the part is not longer than that."""
        end = self._far_end if part.end is None else part.end
        middle = int(part.position + max(self._width, 1.0))
        splits = self._width > 0 and end is not None and middle + self._width / 2 < end
        return middle if splits else None

    def _rows_of(self, part: Part) -> list[APIObject]:
        assert part.task is not None
        try:
            return part.task.result()().rows
        except APIError as error:
            if part.after is None or error.http_status not in REJECTED_CURSOR:
                raise
        # The last row was deleted: what follows is what was created no earlier than that row.
        part.start, part.after = part.position, None
        return self._fetch(self._parameters(part))().rows

    def _parameters(self, part: Part) -> Mapping[str, Json]:
        parameters: dict[str, Json] = {"limit": self._rows_left(part)}
        if part.start is not None and self._sign < 0:
            parameters["created_at_before"] = 1 - part.start
        elif part.start is not None:
            parameters["created_at_after"] = part.start - 1
        if part.after is not None:
            parameters["starting_after"] = part.after
        return parameters

    def _rows_left(self, part: Part) -> int:
        """How many rows to ask for: few where only the end of a part did not fit into a page."""
        if part.after is None or part.end is None or not self._width:
            return self._size
        expected = (part.end - part.position) / self._width * self._rows_per_page
        return min(self._size, int(expected * 1.5) + MIN_ROWS)

    def _find_far_end(self) -> int | None:
        """The position of the last row, which is the first one in the opposite order."""
        order = "-created_at" if self._sign > 0 else "created_at"
        rows = self._fetch({"limit": 1, "order_by": order})().rows
        position = self._position(rows[0], 0) if rows else 0
        return position or None

    def _position(self, row: object, default: int) -> int:
        """The place of a row in the list; the default where it cannot be told."""
        created = row.get("created_at") if isinstance(row, dict) else None
        return created * self._sign if isinstance(created, int) else default
