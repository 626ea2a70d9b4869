"""What is known of the changes that a run makes to the instance, for when it ends early."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class WriteLog:
    """The requests of a run that change the instance, and whether they succeeded."""

    def __init__(self) -> None:
        self.expected = False
        """Whether the command declares that it changes the instance."""
        self.done: list[str] = []
        """The requests that succeeded, such as ``POST /v1/users``."""
        self.uncertain: str | None = None
        """The request that may have succeeded."""
        self._current: str | None = None

    @property
    def is_relevant(self) -> bool:
        """Whether the user has to be told what was changed."""
        return self.expected or bool(self.done) or self.uncertain is not None

    @contextmanager
    def request(self, method: str, path: str) -> Iterator[None]:
        """Follow one request, with all its attempts; a failure ends it without effect or not."""
        self._current, self.uncertain = f"{method} {path}", None
        try:
            yield
        finally:
            self._current = None

    def attempt_begins(self) -> None:
        """From here on, the request may have an effect."""
        self.uncertain = self.uncertain or self._current

    def attempt_had_no_effect(self, before: str | None) -> None:
        """The request did not reach the server, or the server refused it.

        Args:
            before: What was uncertain before the attempt.
        """
        self.uncertain = before

    def succeeded(self) -> None:
        """The request succeeded."""
        if self._current is not None:
            self.done.append(self._current)
        self.uncertain = None

    @property
    def summary(self) -> str:
        """What was changed, as a part of a sentence."""
        number = len(self.done)
        parts = []
        if number == 1:
            parts.append(f"{self.done[0]} was done")
        elif number:
            parts.append(f"{number:,} requests were done, the last one {self.done[-1]}")
        if self.uncertain:
            parts.append(f"{self.uncertain} may have been done; check before retrying")
        return "; ".join(parts) or "nothing was changed"
