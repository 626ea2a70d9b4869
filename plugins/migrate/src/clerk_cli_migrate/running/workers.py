"""The threads of a run."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic

from clerk_cli_migrate.journal.steps import Step
from clerk_cli_migrate.running.pace import Pace
from clerk_cli_migrate.running.sending import StoppedError

MAX_WORKERS, MIN_WORKERS = 24, 4
SECONDS_UNDER_WAY = 0.6
"""How long a request may take before the limit is not reached for want of threads."""

CLAIMED_AT_ONCE = 16
SECONDS_TO_FINISH = 5.0


class Workers:
    """Work on steps until there are none.

    Args:
        pace: Says how many threads the limit needs, and whether to stop.
        claim: Takes at most so many steps.
        perform: Does one step, and returns its state.
    """

    def __init__(
        self,
        pace: Pace,
        claim: Callable[[int], Sequence[Step]],
        perform: Callable[[Step], str],
    ) -> None:
        self._pace = pace
        self._claim = claim
        self._perform = perform
        self.claimed: deque[Step] = deque()
        """What was claimed and not begun."""
        self._lock = Lock()
        self._active = 0
        self._started = self._most = 0
        self._results: SimpleQueue[str | BaseException | None] = SimpleQueue()

    def states(self) -> Iterator[str]:
        """Start, and wait for the state of each step; what a thread raises is raised here."""
        rate = self._pace.limit / 10
        self._most = min(MAX_WORKERS, max(MIN_WORKERS, round(rate * SECONDS_UNDER_WAY)))
        self._start_another()
        ended = 0
        while ended < self._started:  # only a thread that has not ended starts another
            result = self._results.get()
            if result is None:
                ended += 1
            elif isinstance(result, BaseException):
                raise result
            else:
                yield result

    def finish(self) -> Iterator[str]:
        """Begin nothing more, and wait a little for the states of what is under way."""
        self._pace.stop()
        end = monotonic() + SECONDS_TO_FINISH
        while (self._active or not self._results.empty()) and monotonic() < end:
            try:
                result = self._results.get(timeout=0.1)
            except Empty:
                continue
            if isinstance(result, str):
                yield result

    def _start_another(self) -> None:
        """Start a thread if there may be more; most kinds have fewer steps than that."""
        with self._lock:
            if self._started == self._most:
                return
            self._started += 1
        Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        try:
            while (step := self._next()) is not None:
                try:
                    self._start_another()
                    self._results.put(self._perform(step))
                finally:
                    with self._lock:
                        self._active -= 1
        except StoppedError:
            pass
        except BaseException as error:  # noqa: BLE001 - raised by the thread that waits
            self._results.put(error)
        finally:
            self._results.put(None)

    def _next(self) -> Step | None:
        with self._lock:
            if self._pace.stopped.is_set():
                return None
            if not self.claimed:
                self.claimed.extend(self._claim(CLAIMED_AT_ONCE))
            if not self.claimed:
                return None
            self._active += 1
            return self.claimed.popleft()
