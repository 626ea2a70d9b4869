"""Running a command for many objects: one question, progress, and what was done in the end."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from time import monotonic
from typing import TYPE_CHECKING

from clerk_cli.commands.batch import Batch, BatchRun
from clerk_cli.commands.lookups import resolve_references
from clerk_cli.console.confirmation import ask, describe_subject, question_about_many
from clerk_cli.console.failures_file import FailuresFile
from clerk_cli.environment import is_terminal
from clerk_cli.errors import ExitStatus
from clerk_cli.output.streams import PROGRESS_DELAY, PROGRESS_INTERVAL, progress_bar
from clerk_cli.results import APIObject, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from clerk_cli.commands.base import Command
    from clerk_cli.context import Context

NAMES_IN_QUESTION = 3


def run_batch(
    command: Command, batch: Batch, context: Context, show: Callable[[Outcome], None]
) -> Outcome | None:
    """Ask once, and run a command for each object.

    Args:
        command: The command, with one of the objects in its field.
        batch: The objects.
        context: Asks, and sends the requests.
        show: Shows the results so far, if the run ends early.

    Returns:
        None if the user declines.

    Raises:
        UsageError: There is no terminal to ask on, or a file cannot be written.
        ClerkError: Nothing else can succeed.
        KeyboardInterrupt: Ctrl-C or a signal.
    """
    shared = command.copy_with(**{batch.field: ""})
    run = BatchRun(shared, batch, context)
    file = None if batch.failures is None else FailuresFile(batch.failures)
    if file is not None:
        file.check()
    question = question_about_many(command, batch, context)
    if question and not context.environment.interactive:
        shown = shared.copy_with(**{batch.field: _names(list(batch.values))})
        ask(question, shown, context, reads=False)
    resolve_references(shared, context)
    if question and not _is_confirmed_on_terminal(question, shared, batch, run, context):
        return None
    finished = False
    try:
        _run(run, context)
        finished = True
    finally:
        if file is not None:
            run.unwritten = file.write(run.remaining)
        if not finished:
            if run.unwritten:
                context.messages.warn(run.unwritten)
            context.write_log.overview = run.overview
            show(run.outcome().replace(notes=(), status=ExitStatus.OK))
    return run.outcome()


def _run(run: BatchRun, context: Context) -> None:
    total, shows_progress = len(run.entries), is_terminal(context.environment.stderr)
    start = last_update = monotonic()
    try:
        # Closing it stops the threads, so that nothing is done after the results are shown.
        with closing(run.run()) as finished:
            for number, _ in enumerate(finished, 1):
                now = monotonic()
                if not shows_progress or now - start < PROGRESS_DELAY:
                    continue
                if now - last_update >= PROGRESS_INTERVAL:
                    last_update = now
                    context.messages.progress(progress_bar(number, total))
    finally:
        context.messages.progress("")


def _is_confirmed_on_terminal(
    question: str, command: Command, batch: Batch, run: BatchRun, context: Context
) -> bool:
    """Ask one question, which names the first objects as well as they can be read."""
    names: list[str] = []
    for entry in run.entries[:NAMES_IN_QUESTION]:
        objects: Mapping[str, APIObject] = run.resolve(entry) if entry.id is None else {}
        single = command.copy_with(**{batch.field: entry.value})
        names.append(describe_subject(question, single, batch.field, context, objects))
    names += batch.values[NAMES_IN_QUESTION:]
    shown = command.copy_with(**{batch.field: _names(names)})
    return ask(question, shown, context, reads=False)


def _names(names: list[str]) -> str:
    """The first names, and how many there are."""
    first = ", ".join(names[:NAMES_IN_QUESTION])
    rest = len(names) - NAMES_IN_QUESTION
    return (
        f"{first} and {rest:,} more ({len(names):,} in all)"
        if rest > 0
        else (f"{first} ({len(names):,} in all)")
    )
