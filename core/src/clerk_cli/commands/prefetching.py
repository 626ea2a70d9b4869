"""Calls that run ahead of their consumer, on threads of their own."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from queue import SimpleQueue
from threading import Thread
from typing import Generic, TypeVar

PREFETCHED_PAGES = 4
"""Pages that are requested before they are needed. Retries wait as long as the server asks."""

T = TypeVar("T")


def prefetch(work: Callable[[int], T], items: range) -> Iterator[T]:
    """The results of a function for each number, in order; a few calls run at once.

    The threads are daemons, so that stopping early waits for none of them.
    """
    tasks: deque[Task[T]] = deque()
    for item in items:
        tasks.append(Task(work, item))
        if len(tasks) >= PREFETCHED_PAGES:
            yield tasks.popleft().result()
    while tasks:
        yield tasks.popleft().result()


class Task(Generic[T]):
    """A call on its own thread.

    Args:
        work: The function.
        item: Its argument.
    """

    def __init__(self, work: Callable[..., T], item: object) -> None:
        self._outcome: SimpleQueue[tuple[T | None, BaseException | None]] = SimpleQueue()
        Thread(target=self._run, args=(work, item), daemon=True).start()

    def _run(self, work: Callable[..., T], item: object) -> None:
        try:
            self._outcome.put((work(item), None))
        except BaseException as error:  # noqa: BLE001 - raised by result()
            self._outcome.put((None, error))

    def result(self) -> T:
        """Return what the call returned, or raise what it raised; works once."""
        value, error = self._outcome.get()
        if error is not None:
            raise error
        return value  # type: ignore[return-value]
