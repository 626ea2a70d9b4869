"""The threads that work on many objects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic
from typing import Generic, TypeVar

from clerk_cli.errors import ClerkError, ExitStatus, UsageError
from clerk_cli.results import ItemResult

SECONDS_TO_FINISH = 2.0
"""After Ctrl-C, how long the requests that were sent may take to tell whether they succeeded."""

T = TypeVar("T")
R = TypeVar("R")
_END = object()


def is_fatal(error: ClerkError) -> bool:
    """Whether every other request would fail in the same way."""
    return error.status == ExitStatus.AUTHENTICATION or isinstance(error, UsageError)


class WorkerPool(Generic[T, R]):
    """The threads that work on a list of items.

    Args:
        items: The items.
        work: Called with an item.
    """

    def __init__(self, items: Sequence[T], work: Callable[[T], R]) -> None:
        self._items = iter(items)
        self._work = work
        self._lock = Lock()
        self._active = 0
        self._stopped = False
        self._results: SimpleQueue[tuple[ItemResult, BaseException | None]] = SimpleQueue()

    def start(self, workers: int) -> None:
        """Start to work.

        Args:
            workers: The number of threads.
        """
        for _ in range(workers):
            Thread(target=self._run, daemon=True).start()

    def stop(self) -> None:
        """Start no more work."""
        with self._lock:
            self._stopped = True

    def next_result(self) -> ItemResult:
        """Wait for a result; an unexpected exception is raised here."""
        return self._checked(*self._results.get())

    def remaining_results(self) -> Iterator[ItemResult]:
        """The results of what is under way, as far as they come in time."""
        end = monotonic() + SECONDS_TO_FINISH
        while self._active or not self._results.empty():
            try:
                yield self._checked(*self._results.get(timeout=max(0.0, end - monotonic())))
            except Empty:
                return

    def _checked(self, result: ItemResult, unexpected: BaseException | None) -> ItemResult:
        if unexpected is not None:
            raise unexpected
        return result

    def _run(self) -> None:
        for item in iter(self._next_item, _END):
            result = ItemResult(item)
            unexpected: BaseException | None = None
            try:
                result = result.replace(value=self._work(result.item))
            except ClerkError as error:
                result = result.replace(error=error)
                if is_fatal(error):
                    self.stop()
            except BaseException as error:  # noqa: BLE001 - raised by next_result()
                unexpected = error
            self._results.put((result, unexpected))
            with self._lock:
                self._active -= 1

    def _next_item(self) -> T | object:
        with self._lock:
            item = _END if self._stopped else next(self._items, _END)
            self._active += item is not _END
            return item
