"""``clerk api --paginate``: a list that comes in pages, read to its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clerk_cli.api import (
    Context,
    ExitStatus,
    Listing,
    Note,
    Outcome,
    Pager,
    RowStream,
    UsageError,
)
from clerk_cli.operations import APIOperation
from clerk_cli_api.requests import Call
from clerk_cli_api.responses import outcome_of, outcome_of_stream, rows_of, total_of, view_of

DEFAULT_PAGE = 100
"""Rows of a page where nothing is known about the operation."""

PAGING = ("limit", "offset")
CURSOR = "starting_after"
CURSOR_ORDERS = (None, "created_at", "+created_at", "-created_at")
ROWS_NAMES = {"/m2m_tokens": "m2m_tokens"}
"""The lists whose rows are not in ``data``."""


def all_pages(call: Call, context: Context, *, slurp: bool) -> Outcome:
    """All pages of a list: its rows one by one, or the pages as they came.

    Args:
        call: The request for a page.
        context: Sends the requests.
        slurp: Whether to return the pages.

    Raises:
        UsageError: A parameter for pages is not a number.
    """
    walk = Walk(call, context)
    if slurp and context.is_dry_run and walk.has_pages:
        return Outcome(RowStream(walk.pages()))
    if slurp:
        pages: list[Any] = list(walk.pages())
        if not walk.missing:
            return Outcome(pages)
        return Outcome(pages, status=ExitStatus.FAILED, notes=(Note(walk.missing, "error"),))
    if not walk.has_pages:
        body = context.send(call.request).body
        rows = rows_of(body)
        if rows is None:
            return outcome_of(body, context)
        return Outcome(Listing(rows, len(rows)), view=view_of(rows))
    return outcome_of_stream(walk.rows(), context)


class Walk:
    """A list that is read to its end.

    Args:
        call: The request for a page.
        context: Sends the requests.
    """

    def __init__(self, call: Call, context: Context) -> None:
        self._context = context
        self._request = call.request
        self._parameters = _query_parameters(call.operation)
        self._path = call.operation.path if call.operation else ""
        query = call.request.query
        largest = self._parameters.get("limit", {}).get("maximum", DEFAULT_PAGE)
        self._size = _number(query, "limit", largest, least=1)
        self._start = _number(query, "offset", 0, least=0)
        self._filters = {name: value for name, value in query.items() if name not in PAGING}
        self.has_pages = call.operation is None or "offset" in self._parameters
        """Whether the operation returns a page at a time."""
        self.missing = ""
        """What ``pages`` did not get, as a sentence."""

    def rows(self) -> Pager:
        """The rows, one by one."""
        total = {"paginated": True} if "paginated" in self._parameters else {}
        return Pager(
            self._context,
            self._request.path,
            {**self._filters, **total},
            page_size=self._size,
            start=self._start,
            rows_name=ROWS_NAMES.get(self._path, "data"),
            has_cursor=self._has_cursor,
        )

    def pages(self) -> Iterator[Any]:
        """The pages as they came, up to the last one that has rows."""
        offset, after, seen = self._start, self._filters.get(CURSOR), set[str]()
        while True:
            place = {CURSOR: after} if self._has_cursor and after else {"offset": offset}
            paging = {"limit": self._size, **place} if self.has_pages else {}
            body = self._context.send(self._request.replace(query={**self._filters, **paging})).body
            ids = [_id_of(row) for row in rows_of(body) or ()]
            is_last = seen.issuperset(ids)
            if not seen or not (is_last and len(ids) in (0, len(seen))):
                yield body
            seen.update(ids)
            offset, after = offset + len(ids), ids[-1] if ids else None
            total = total_of(body)
            if is_last or not self.has_pages or (total is not None and offset >= total):
                break
        if self.has_pages and total is not None and len(seen) < total - self._start:
            self.missing = f"the list is incomplete: {len(seen):,} of {total - self._start:,} read"

    @property
    def _has_cursor(self) -> bool:
        """Whether each page begins after the last row of the one before it."""
        in_order = self._filters.get("order_by") in CURSOR_ORDERS
        return CURSOR in self._parameters and in_order and not self._start


def _query_parameters(operation: APIOperation | None) -> dict[str, Mapping[str, Any]]:
    items = operation.parameters if operation else ()
    return {item.name: item.schema for item in items if item.place == "query"}


def _id_of(row: object) -> str:
    return str(row.get("id", row)) if isinstance(row, dict) else str(row)


def _number(query: Mapping[str, Any], name: str, default: int, *, least: int) -> int:
    text = str(query.get(name, default))
    if not (text.isascii() and text.isdecimal()) or int(text) < least:
        raise UsageError(f'{name} must be a whole number of at least {least}, not "{text}"')
    return int(text)
