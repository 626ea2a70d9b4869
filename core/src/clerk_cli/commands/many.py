"""Work on many objects: a few at a time, at the server's pace, with a result for each."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING, TypeVar

from clerk_cli.errors import NetworkError
from clerk_cli.results import ItemResult

if TYPE_CHECKING:
    from clerk_cli.context import Context

WORKERS = 4
"""Objects that are worked on at once."""

MAX_UNREACHABLE = 5
"""Objects in a row for which the API did not answer; then it is not asked for more."""

T = TypeVar("T")


def run_many(
    context: Context, items: Sequence[T], work: Callable[[T], object], *, workers: int = WORKERS
) -> Generator[ItemResult, None, None]:
    """Do something with each item, and yield the results as they come.

    An item whose work raises ``ClerkError`` is a failure, and the others continue. While the API
    asks to wait (HTTP 429), all workers wait. Ctrl-C starts no more work, and is raised after the
    results of what was under way.

    Args:
        context: Its client is made first, so that a missing key is one error.
        items: The items.
        work: Called with an item, on one of several threads.
        workers: How many items are worked on at once.

    Raises:
        AuthenticationError: No secret key is configured.
        ClerkError: Nothing else can succeed: the API refused the key, or cannot be reached.
        KeyboardInterrupt: Ctrl-C or a signal.
    """
    from clerk_cli.commands.worker_pool import WorkerPool, is_fatal

    _ = context.client
    pool = WorkerPool(items, work)
    unreachable = 0
    try:
        # A dry run shows the requests in the order of the items.
        pool.start(1 if context.is_dry_run else min(workers, len(items)))
        for _ in items:
            result = pool.next_result()
            yield result
            unreachable = unreachable + 1 if isinstance(result.error, NetworkError) else 0
            if result.error is not None and (
                unreachable == MAX_UNREACHABLE or is_fatal(result.error)
            ):
                pool.stop()
                yield from pool.remaining_results()
                raise result.error
    except KeyboardInterrupt:
        pool.stop()
        yield from pool.remaining_results()
        raise
    finally:
        pool.stop()
        for _ in pool.remaining_results():  # where the caller stopped early
            pass
