"""How far a run is: on a terminal one line that is written over, at its end a few sentences."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Mapping
from types import MappingProxyType

from clerk_cli.api import Context
from clerk_cli_migrate.journal.steps import FAILED

EVERY_SECONDS = 0.5
RATE_SECONDS = 10.0
"""The rate that is shown is that of the last seconds."""


class Progress:
    """Counts what has an outcome, and shows it.

    Args:
        context: Has the terminal.
        total: How many steps the run has.
        before: How many of them had an outcome when it was continued, by state.
    """

    def __init__(
        self, context: Context, total: int, before: Mapping[str, int] = MappingProxyType({})
    ) -> None:
        self._messages = context.messages
        self._shown = context.environment.is_watched
        self._total = total
        self._shown_at = 0.0
        self._times: deque[tuple[float, int]] = deque([(time.monotonic(), 0)])
        self.started = time.monotonic()
        self.states: Counter[str] = Counter()
        self._before: Counter[str] = Counter(before)

    @property
    def sent(self) -> int:
        """How many steps got an outcome since the run began, or was continued."""
        return self.states.total()

    @property
    def done(self) -> int:
        """How many steps of the run have an outcome."""
        return self.sent + self._before.total()

    @property
    def failed(self) -> int:
        """How many of the run failed."""
        return self.states[FAILED] + self._before[FAILED]

    def begin(self, before: Mapping[str, int]) -> None:
        """Take over what has an outcome before anything is sent.

        Args:
            before: How many steps have one, by state.
        """
        self._before = Counter(before)

    def count(self, state: str) -> None:
        """Count an outcome."""
        self.states[state] += 1
        now = time.monotonic()
        if now - self._shown_at < EVERY_SECONDS:
            return
        self._shown_at = now
        self._times.append((now, self.sent))
        while len(self._times) > 2 and now - self._times[1][0] > RATE_SECONDS:
            self._times.popleft()
        if self._shown:
            self._messages.progress(self._line(now))

    def clear(self) -> None:
        """Remove the line."""
        self._messages.progress("")

    @property
    def rate(self) -> float:
        """Steps a second, lately."""
        (first, before), (last, after) = self._times[0], self._times[-1]
        return (after - before) / (last - first) if last > first else 0.0

    def _line(self, now: float) -> str:
        rate = self.rate
        left = f", {duration((self._total - self.done) / rate)} left" if rate else ""
        failed = f", {self.failed:,} failed" if self.failed else ""
        return f"{self.done:,} of {self._total:,}, {rate:,.0f}/s{left}{failed}"


def duration(seconds: float) -> str:
    """A time in words, such as ``3 min 20 s``."""
    if seconds < 1:
        return "less than 1 s"
    total = round(seconds)
    hours, minutes = total // 3600, total % 3600 // 60
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {total % 60} s" if minutes else f"{total} s"
