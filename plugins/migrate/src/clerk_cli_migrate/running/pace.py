"""The pace of a run: as many requests as the instance takes, and not more.

A request is sent when fewer than the limit were sent in the seconds before it, so that no window of
the instance, however it lies, has more than the limit. Within that, requests are spread evenly.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from threading import Event, Lock

SHARE = 0.99
"""The part of the limit that is used: the way to the instance takes some requests longer."""

MARGIN_SECONDS = 0.04
CATCH_UP_SECONDS = 0.5
"""How far a run that was held up may make up for it, beyond the even pace."""

RECOVERY_SECONDS = 60.0
"""After so long without a refusal, a limit that was lowered grows again."""


class Pace:
    """Lets the threads of a run send requests one after another.

    Args:
        limit: The requests that the instance takes in a window.
        window: The seconds of a window.
        clock: Returns the time in seconds, from any start.
        wait: Waits for some seconds, or less if the run is stopped.
    """

    def __init__(
        self,
        limit: int,
        window: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        self.stopped = Event()
        self._wait = wait or self.stopped.wait
        self._clock = clock
        self._window = window + MARGIN_SECONDS
        self._most = limit
        self._limit = limit
        self._lock = Lock()
        self._sent: deque[float] = deque()
        self._next = 0.0
        self._refused_at = 0.0
        self._generation = 0

    @property
    def limit(self) -> int:
        """The limit that is assumed now."""
        return self._limit

    def acquire(self) -> float | None:
        """Wait until a request may be sent.

        Returns:
            The time; None if the run was stopped meanwhile.
        """
        while not self.stopped.is_set():
            with self._lock:
                now = self._clock()
                slot = self._reserve(now)
                generation = self._generation
            if slot > now:
                self._wait(slot - now)
            with self._lock:
                if generation == self._generation:
                    return None if self.stopped.is_set() else slot
        return None

    def slow_down(self, sent_at: float, retry_after: float | None) -> None:
        """Hold the run as a whole, because the instance refused a request.

        Args:
            sent_at: When the request was sent, as ``acquire`` returned it.
            retry_after: The seconds that the instance asks to wait.
        """
        with self._lock:
            now = self._clock()
            until = now + (1.0 if retry_after is None else retry_after)
            while self._sent and self._sent[-1] > now:
                self._sent.pop()
            if sent_at > self._refused_at:
                # The others that are under way may be refused too, for the same reason.
                self._refused_at = now
                accepted = sum(1 for time in self._sent if time > now - self._window) - 1
                lower = min(accepted, self._limit * 97 // 100)
                self._limit = max(1, min(self._limit, lower))
            self._next = max(self._next if self._next <= now else now, until)
            self._generation += 1

    def stop(self) -> None:
        """Let nobody send anything more."""
        self.stopped.set()

    def _reserve(self, now: float) -> float:
        if self._limit < self._most and now - self._refused_at > RECOVERY_SECONDS:
            self._limit += 1
            self._refused_at = now - RECOVERY_SECONDS + self._window
        allowed = max(1, int(self._limit * SHARE))
        interval = self._window / allowed
        slot = max(now, self._next)
        while self._sent and self._sent[0] <= slot - self._window:
            self._sent.popleft()
        if len(self._sent) >= allowed:
            slot = max(slot, self._sent[-allowed] + self._window)
        self._sent.append(slot)
        self._next = max(self._next, slot - CATCH_UP_SECONDS) + interval
        return slot
