"""The run as a whole: kind after kind, until an end."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import NamedTuple

from clerk_cli.api import APIError, ClerkError, Context, Request, Response
from clerk_cli_migrate.journal.steps import DONE, FAILED, ORDER, USER
from clerk_cli_migrate.journal.store import Journal
from clerk_cli_migrate.running.answers import FOR_ALL
from clerk_cli_migrate.running.limits import MostFailures
from clerk_cli_migrate.running.pace import Pace
from clerk_cli_migrate.running.progress import Progress
from clerk_cli_migrate.running.sending import POSTPONED, RunEndsError, Sender, StoppedError
from clerk_cli_migrate.running.workers import Workers


class StopReason(NamedTuple):
    """Why a run ended before everything was sent.

    Args:
        error: The error that ended it; None for a limit of failures.
        reason: One line for people.
    """

    error: ClerkError | None
    reason: str


class Run:
    """Sends the steps of a journal.

    Args:
        context: Sends requests.
        journal: The steps.
        pace: Says when.
        progress: Is told of each outcome.
        most_failures: Says when there are too many.
    """

    def __init__(
        self,
        context: Context,
        journal: Journal,
        pace: Pace,
        progress: Progress,
        most_failures: MostFailures,
    ) -> None:
        self._journal = journal
        self._pace = pace
        self._progress = progress
        self._most_failures = most_failures
        self._sender = Sender(context, journal, pace)
        _ = context.client  # made once, before the threads

    def read(self, request: Request) -> Response:
        """Send a request that reads, at the pace of the run."""
        return self._sender.read(request)

    def send_all(self) -> StopReason | None:
        """Send everything that is ready.

        Returns:
            Why it ended early; None if everything has an outcome.

        Raises:
            KeyboardInterrupt: Ctrl-C or a signal, once what was under way is journaled.
        """
        if self._has_failed_too_often and self._journal.is_open():
            before = self._too_many("failed before it was resumed")
            return StopReason(None, f"{before.reason}; resume it with a higher limit")
        try:
            if (end := self._send_first()) is not None:
                return end
            for kind in ORDER:
                if (end := self._send_kind(kind)) is not None:
                    return end
        except RunEndsError as ends:
            return StopReason(ends.error, ends.error.message)
        except StoppedError:
            return StopReason(None, "it was stopped")
        return None

    def _send_first(self) -> StopReason | None:
        """Send one record alone: what refuses it may refuse them all."""
        counts = self._journal.counts().get(USER, {})
        if counts.get(DONE) or counts.get(FAILED):
            return None
        for step in self._journal.claim(USER, 1):
            state = self._sender.perform(step)
            self._progress.count(state)
            if state != FAILED:
                return None
            failure = next(self._journal.failures([FAILED]))
            if failure.refusal.code in FOR_ALL:
                reason = f"the first record was refused: {failure.refusal.reason}"
                return StopReason(
                    None, f"{reason}; the other records would most likely be refused too"
                )
        return None

    def _send_kind(self, kind: str) -> StopReason | None:
        workers = Workers(self._pace, partial(self._journal.claim, kind), self._sender.perform)
        is_complete = False
        try:
            for state in chain(workers.states(), self._postponed()):
                if state != POSTPONED:
                    self._progress.count(state)
                if self._has_failed_too_often:
                    return self._too_many("failed")
            is_complete = True
        finally:
            if not is_complete:
                for state in workers.finish():
                    if state != POSTPONED:
                        self._progress.count(state)
                self._journal.release([*workers.claimed, *self._sender.postponed])
        return None

    def _postponed(self) -> Iterator[str]:
        """Do what was postponed, each step alone and for the last time; their states."""
        self._sender.postpones = False
        while self._sender.postponed:
            yield self._sender.perform(self._sender.postponed.pop(0))
        self._sender.postpones = True

    @property
    def _has_failed_too_often(self) -> bool:
        return self._most_failures.are_exceeded(self._progress.failed, self._progress.done)

    def _too_many(self, what: str) -> StopReason:
        return StopReason(None, f"{self._progress.failed:,} {what} ({self._most_failures})")


def hint_of(error: ClerkError | None) -> str | None:
    """What an error that ended a run advises."""
    if isinstance(error, APIError) and "user_quota_exceeded" in error.codes:
        return "The instance is full. Use a production instance, or delete users."
    return None if error is None else error.hint
