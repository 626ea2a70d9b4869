"""Commands that list objects, page by page or all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from clerk_cli.commands.base import Command
from clerk_cli.commands.fields import fields, flag, option
from clerk_cli.commands.request import Request
from clerk_cli.results import Outcome, Result, RowStream

if TYPE_CHECKING:
    from clerk_cli.commands.paging import Count
    from clerk_cli.context import Context

PAGING = ("limit", "offset")


class ListCommand(Command):
    """A command whose response is an array, or ``{"data": […], "total_count": n}``.

    Every list takes ``--all``, so that scripts need not know which of them come in pages.
    """

    rows_name: ClassVar[str] = "data"
    """The member of the response that holds the rows."""

    all_: bool = flag("No effect: this command always lists everything", sends=None)

    def run(self, context: Context) -> Outcome | Result:
        """Send the request and read the list from its response, in either shape."""
        response = context.send(self.build())
        listing = response.listing(self.rows_name)
        if response.has_count:
            if listing.total_count is None:
                context.messages.warn("Could not get the total: the API returned no valid number")
            return listing
        return listing.replace(total_count=self.total_without_count(len(listing.data)))

    def total_without_count(self, count: int) -> int | None:
        """How many objects there are in total if the response does not include that.

        Args:
            count: How many the response has.

        Returns:
            None if there may be more.
        """
        return count


class Page(ListCommand):
    """A list that comes in pages; ``--all`` reads all of them.

    The pages are as large as ``--limit`` can be: a subclass whose operation allows fewer objects
    declares the option again.
    """

    limit: int = option("Maximum number to return", default=10, minimum=1, maximum=500)
    offset: int | None = option("Number to skip", minimum=0)
    all_: bool = flag("List all results, ignoring --limit", sends=None)

    def run(self, context: Context) -> Outcome | Result:
        """Read one page, or stream all of them."""
        return self.all_pages(context) if self.all_ else super().run(context)

    @property
    def has_cursor(self) -> bool:
        """Whether the list is in order of ``created_at``, and its operation takes a cursor."""
        return False

    def total_without_count(self, count: int) -> int | None:
        """How many objects there are in total; a page that is full may not be the last one."""
        offset = self.offset or 0
        return offset + count if count < self.limit and (count or not offset) else None

    def all_pages(
        self, context: Context, total: int | None = None, recount: Count | None = None
    ) -> RowStream:
        """All pages from ``--offset`` on.

        Args:
            context: Sends the requests.
            total: How many objects there are, if the list itself does not include that.
            recount: Counts again, if objects seem to be missing.
        """
        from clerk_cli.commands.paging import LARGEST_PAGE, Pager

        request = self.build()
        (limit,) = (field for field in fields(type(self)) if field.name == "limit")
        return Pager(
            context,
            request.path,
            {name: value for name, value in request.query.items() if name not in PAGING},
            page_size=limit.maximum or LARGEST_PAGE,
            start=self.offset or 0,
            total=total,
            rows_name=self.rows_name,
            recount=recount,
            has_cursor=self.has_cursor,
        )


class CountedPage(Page):
    """A list that comes in pages and includes its total only if asked with ``paginated``."""

    def build(self) -> Request:
        """Request the total as well."""
        request = super().build()
        return Request(request.method, request.path, {**request.query, "paginated": True})
