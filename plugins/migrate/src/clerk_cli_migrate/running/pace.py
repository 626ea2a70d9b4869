"""The pace of a run: as many requests as the instance takes, and not more.

When the instance counts a request is not known, only that it is before the answer. So a request
takes part of the limit until a window has passed since its answer; where even the fastest request
takes long, a little less. Then no window of the instance, however it lies, has more than the limit,
even if some requests took long to arrive. Within that, requests are spread evenly.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from threading import Event, Lock

from clerk_cli_migrate.instance import DEVELOPMENT_LIMIT, Instance

CATCH_UP_SECONDS = 1.2
"""How far a run that was held up may make up for it, beyond the even pace."""

RETRY_SECONDS = 0.02
"""When all of the limit is under way, how long to wait for an answer."""

ANSWER_SECONDS = 0.2
"""How long before its answer a request may be counted, at most, if all is well."""

DEFAULT_HOLD_SECONDS = 1.0
RECOVERY_SECONDS = 60.0
"""After so long without a refusal, a limit that was lowered grows again."""


class Pace:
    """Lets the threads of a run send requests one after another.

    Args:
        limit: The requests that the instance takes in a window.
        window: The seconds of a window.
        clock: Returns the time in seconds, from any start.
        wait: Waits for some seconds, or less if the run is stopped.
        is_guess: Whether the limit is not documented, so that the first refusal tells it.
    """

    def __init__(
        self,
        limit: int,
        window: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], object] | None = None,
        *,
        is_guess: bool = False,
    ) -> None:
        self.stopped = Event()
        self._wait = wait or self.stopped.wait
        self._clock = clock
        self._window = window
        self._most = limit
        self._is_guess = is_guess
        self._limit = limit
        self._lock = Lock()
        self._answers: deque[float] = deque()
        self._under_way = 0
        self._fastest = float("inf")
        self._next = 0.0
        self._held_until = 0.0
        self._grown_at = 0.0
        self._generation = 0

    @property
    def limit(self) -> int:
        """The limit that is assumed now."""
        return self._limit

    def acquire(self) -> float | None:
        """Wait until a request may be sent; then ``answered`` or ``slow_down`` is to be called.

        Returns:
            The time; None if the run was stopped meanwhile.
        """
        while not self.stopped.is_set():
            with self._lock:
                now = self._clock()
                slot = self._reserve(now)
                generation = self._generation
            if slot is None:
                self._wait(RETRY_SECONDS)
                continue
            if slot > now:
                self._wait(slot - now)
            with self._lock:
                if generation == self._generation and not self.stopped.is_set():
                    return max(slot, self._clock())
                self._under_way -= 1
        return None

    def answered(self, sent_at: float) -> None:
        """Count a request that the instance has counted, or may have.

        Args:
            sent_at: When it was sent, as ``acquire`` returned it.
        """
        with self._lock:
            now = self._clock()
            self._under_way -= 1
            self._answers.append(now)
            self._fastest = min(self._fastest, max(0.0, now - sent_at))

    def slow_down(self, sent_at: float, retry_after: float | None) -> None:
        """Hold the run as a whole, because the instance refused a request.

        Args:
            sent_at: When it was sent, as ``acquire`` returned it.
            retry_after: The seconds that the instance asks to wait.
        """
        with self._lock:
            now = self._clock()
            self._under_way -= 1
            until = now + (DEFAULT_HOLD_SECONDS if retry_after is None else retry_after)
            # Others that are under way may be refused too, for the same reason.
            if sent_at >= self._held_until:
                self._lower(now)
            self._held_until = max(self._held_until, until)
            self._next = max(self._held_until, min(self._next, now))
            self._grown_at = now
            self._generation += 1

    def stop(self) -> None:
        """Let nobody send anything more."""
        self.stopped.set()

    def _lower(self, now: float) -> None:
        """Assume a lower limit, if the instance refuses again soon after a hold.

        Once proves nothing: others may be sending, or an earlier run did. Only a limit that is a
        guess is lowered at once, though not below the lowest one that Clerk documents.
        """
        accepted = sum(1 for answer in self._answers if answer > now - self._window)
        if self._is_guess:
            self._is_guess = False
            self._most = self._limit = min(self._limit, max(accepted, DEVELOPMENT_LIMIT))
        elif now - self._held_until <= self._window * 2:
            self._limit = max(1, min(accepted, self._limit * 97 // 100))

    def _reserve(self, now: float) -> float | None:
        self._grow(now)
        slot = max(now, self._next)
        expired = now - self._window + self._slack
        while self._answers and self._answers[0] <= expired:
            self._answers.popleft()
        excess = self._under_way + len(self._answers) + 1 - self._limit
        if excess > len(self._answers):
            return None
        if excess > 0:
            slot = max(slot, self._answers[excess - 1] - self._slack + self._window)
        self._under_way += 1
        self._next = max(self._next, slot - CATCH_UP_SECONDS) + self._window / self._limit
        return slot

    @property
    def _slack(self) -> float:
        """The seconds before an answer in which certainly nothing is counted."""
        return 0.0 if self._fastest == float("inf") else max(0.0, self._fastest - ANSWER_SECONDS)

    def _grow(self, now: float) -> None:
        if self._limit < self._most and now - self._grown_at > RECOVERY_SECONDS:
            self._limit += max(1, self._limit // 100)
            self._grown_at = now - RECOVERY_SECONDS + self._window


def pace_for(instance: Instance, rate: int | None = None) -> Pace:
    """The pace at which an instance is sent requests.

    Args:
        instance: The instance.
        rate: Requests in ten seconds, as the command line says; None for the instance's limit.
    """
    return Pace(rate or instance.limit, is_guess=rate is None and instance.is_local)
