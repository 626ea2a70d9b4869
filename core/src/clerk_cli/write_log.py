"""What is known of the changes that a run makes to the instance, for when it ends early."""

from __future__ import annotations

from _thread import get_ident
from collections.abc import Iterator
from contextlib import contextmanager


class WriteLog:
    """The requests of a run that change the instance, and whether they succeeded.

    Each thread follows a request of its own.
    """

    def __init__(self) -> None:
        self.expected = False
        """Whether the command declares that it changes the instance."""
        self.overview: str | None = None
        """What a run for many objects did, in place of its requests."""
        self.done: list[str] = []
        """The requests that succeeded, such as ``POST /v1/users``."""
        self._uncertain: dict[int, str] = {}
        self._current: dict[int, str] = {}

    @property
    def uncertain(self) -> str | None:
        """The request that may have succeeded, or one of several."""
        return next(iter(self._uncertain.values()), None)

    @property
    def is_relevant(self) -> bool:
        """Whether the user has to be told what was changed."""
        return self.expected or bool(self.done) or bool(self._uncertain)

    @contextmanager
    def request(self, method: str, path: str) -> Iterator[None]:
        """Follow one request, with all its attempts; a failure ends it without effect or not."""
        thread = get_ident()
        self._current[thread] = f"{method} {path}"
        self._uncertain.pop(thread, None)
        try:
            yield
        finally:
            del self._current[thread]

    def attempt_begins(self) -> str | None:
        """From here on, the request may have an effect; returns what was uncertain before."""
        thread = get_ident()
        before = self._uncertain.get(thread)
        if before is None and thread in self._current:
            self._uncertain[thread] = self._current[thread]
        return before

    def attempt_had_no_effect(self, before: str | None) -> None:
        """The request did not reach the server, or the server refused it.

        Args:
            before: What was uncertain before the attempt.
        """
        if before is None:
            self._uncertain.pop(get_ident(), None)
        else:
            self._uncertain[get_ident()] = before

    def succeeded(self) -> None:
        """The request succeeded."""
        thread = get_ident()
        if thread in self._current:
            self.done.append(self._current[thread])
        self._uncertain.pop(thread, None)

    @property
    def summary(self) -> str:
        """What was changed, as a part of a sentence."""
        number = len(self.done)
        parts = []
        if self.overview is not None:
            parts.append(self.overview)
        elif number == 1:
            parts.append(f"{self.done[0]} was done")
        elif number:
            parts.append(f"{number:,} requests were done, the last one {self.done[-1]}")
        if self._uncertain:
            uncertain, others = self.uncertain, len(self._uncertain) - 1
            more = f" and {others} more" if others else ""
            parts.append(f"{uncertain}{more} may have been done; check before retrying")
        return "; ".join(parts) or "nothing was changed"
