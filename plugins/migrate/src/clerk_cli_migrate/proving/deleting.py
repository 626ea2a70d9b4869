"""The deletions of an undo, on several threads and at the pace of the instance."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from threading import Lock

from clerk_cli.api import Context
from clerk_cli_migrate.journal.states import UNDOING
from clerk_cli_migrate.journal.steps import DELETED, ORGANIZATION, Step
from clerk_cli_migrate.journal.store import Journal
from clerk_cli_migrate.proving.undoing import ORDER, Decision, Undo, delete
from clerk_cli_migrate.running.failures import write_failures
from clerk_cli_migrate.running.pace import Pace
from clerk_cli_migrate.running.sending import Sender
from clerk_cli_migrate.running.terms import terms_of
from clerk_cli_migrate.running.workers import Workers


def begin_undo(journal: Journal) -> None:
    """Mark a run as one that is not continued; it no longer needs its digests.

    Args:
        journal: The journal of the run.
    """
    terms = terms_of(journal)
    journal.set(state=UNDOING)
    if terms.keeps_secrets or journal.get("loses_secrets"):
        return
    write_failures(journal, terms.failures)
    journal.set(loses_secrets=True)
    journal.remove_secrets()


class Deletion:
    """Deletes what an undo decides.

    Args:
        journal: The journal of the run.
        context: Sends requests.
        pace: Says when.
    """

    def __init__(self, journal: Journal, context: Context, pace: Pace) -> None:
        self._journal = journal
        self._context = context
        self._pace = pace
        self._send = Sender(context, journal, self._pace).read
        self._shown = context.environment.is_watched

    def run(self, *, dry: bool) -> Iterator[tuple[Decision, str]]:
        """Delete kind after kind, each after what belongs to it.

        Args:
            dry: Whether it is only counted.

        Yields:
            Each decision, with the state of its step afterward.
        """
        undo = Undo(self._journal, self._send, dry=dry)
        total = 0
        for kind in ORDER:
            decisions = undo.decisions(kind)
            # A part at a time, since what is decided is deleted soon after.
            while part := list(islice(decisions, 500)):
                total += len(part)
                for decision in part:
                    if decision.is_gone and not dry:
                        self._journal.finish(decision.step, DELETED)
                    if decision.is_gone or decision.reason or dry:
                        yield decision, "" if decision.reason else DELETED
                if not dry:
                    there = [item for item in part if not (item.is_gone or item.reason)]
                    for decision, state in self._delete(there):
                        if state != DELETED and kind == ORGANIZATION:
                            undo.retain_members(decision.step)
                        yield decision, state
                if self._shown:
                    self._context.messages.progress(f"{total:,} done")
        self._context.messages.progress("")

    def _delete(self, decisions: list[Decision]) -> Iterator[tuple[Decision, str]]:
        steps = iter([decision.step for decision in decisions])
        states: dict[int, str] = {}
        guard = Lock()

        def claim(number: int) -> list[Step]:
            return list(islice(steps, number))

        def perform(step: Step) -> str:
            state = delete(step, self._journal, self._send)
            with guard:
                states[step.id] = state
            return state

        workers = Workers(self._pace, claim, perform)
        is_complete = False
        try:
            for _ in workers.states():
                pass
            is_complete = True
        finally:
            if not is_complete:
                for _ in workers.finish():
                    pass
        for decision in decisions:
            yield decision, states.get(decision.step.id, "")
