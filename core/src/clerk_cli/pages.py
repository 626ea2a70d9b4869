"""Lists that are read to their end, page after page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from clerk_cli.command import listing
from clerk_cli.request import Json, Request

if TYPE_CHECKING:
    from clerk_cli.context import Context

LARGEST_PAGE = 500


def every_row(
    context: Context,
    path: str,
    query: Mapping[str, Json] | None = None,
    *,
    size: int = LARGEST_PAGE,
) -> Iterator[Json]:
    """The objects of a list, one by one; a page is asked for when it is needed.

    Args:
        context: Sends the requests.
        path: The path of the list.
        query: Parameters besides ``limit`` and ``offset``.
        size: Objects in a page, at most what the operation allows.
    """
    offset = 0
    while True:
        request = Request("GET", path, {**(query or {}), "limit": size, "offset": offset})
        body = context.send(request).body
        page = listing(body)
        yield from page.data
        offset += len(page.data)
        # A bare array tells no total: a short page is the last one.
        known = page.total_count if isinstance(body, dict) else None
        if not page.data or (offset >= known if known is not None else len(page.data) < size):
            return
