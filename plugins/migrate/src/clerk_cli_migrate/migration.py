"""An import from its files to its end."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from clerk_cli.api import APIObject, Context, UsageError
from clerk_cli_migrate.checking.check import check_records, describe_files
from clerk_cli_migrate.checking.report import Report
from clerk_cli_migrate.files.inputs import InputFile, open_inputs
from clerk_cli_migrate.instance import Instance, read_instance
from clerk_cli_migrate.journal.abandoned import discard_if_abandoned
from clerk_cli_migrate.journal.states import (
    AFTER_AN_UNDO,
    CHECKING,
    FINISHED,
    READY,
    RUNNING,
    STOPPED,
)
from clerk_cli_migrate.journal.steps import DONE, EXISTING, FAILED, OPEN, REFUSED, SENDING
from clerk_cli_migrate.journal.store import Journal
from clerk_cli_migrate.reading import Wanted, open_reading
from clerk_cli_migrate.running.failures import write_failures
from clerk_cli_migrate.running.lookups import settle_unknown
from clerk_cli_migrate.running.pace import pace_for
from clerk_cli_migrate.running.progress import Progress, duration
from clerk_cli_migrate.running.run import Run, StopReason
from clerk_cli_migrate.running.terms import Terms


class Checked(NamedTuple):
    """The result of a check.

    Args:
        instance: The instance.
        source: The source of the files.
        title: What people call it.
        records: How many records there are.
    """

    instance: Instance
    source: str
    title: str
    records: int


def check_import(
    wanted: Wanted, journal: Journal, report: Report, context: Context, required: Sequence[str]
) -> Checked:
    """Read the files into a new journal, and check everything.

    Args:
        wanted: The files.
        journal: The new journal.
        report: Gets what is found.
        context: Sends requests that read.
        required: Fields that every user must have.

    Raises:
        UsageError: A file cannot be read, or changes while it is.
    """
    reading = open_reading(wanted, context.environment)
    if reading.recognized:
        context.messages.info(f"Recognized {reading.title}; --source NAME overrides this.")
    instance = read_instance(context)
    journal.set(
        state=CHECKING,
        created_at=int(context.environment.now() * 1000),
        source=reading.source,
        instance_id=instance.id,
        api_url=instance.url,
        environment_type=instance.environment,
    )
    total = check_records(reading, journal, report, instance, context, required)
    report.skipped.update(reading.skipped)
    files = describe_files(reading.files, context.environment)
    journal.set(state=READY, records=total, files=files)
    return Checked(instance, reading.source, reading.title, total)


def require_same_files(files: object, when: str) -> None:
    """Make sure that files are as they were.

    Args:
        files: What ``describe_files`` returned. A file that is gone is no longer needed.
        when: When they may have changed, for the message.

    Raises:
        UsageError: One has changed.
    """
    for file in files if isinstance(files, list) else ():
        path = Path(file["path"]) if file.get("path") else None
        if path is None or not path.is_file():
            continue
        if InputFile(file["name"], path).fingerprint != file["sha256"]:
            raise UsageError(
                f"{file['name']} has changed {when}; nothing was sent",
                hint="Restore the file, or start a new run, which recognizes existing users.",
            )


def require_resumable(journal: Journal, files: Sequence[str], context: Context) -> Instance:
    """Make sure that a journal is of this instance and of these files, and has something to do.

    Args:
        journal: The journal.
        files: The files of the command line, if there are any.
        context: Sends requests that read.

    Raises:
        UsageError: It is not.
    """
    name, state = journal.path.stem, journal.text("state")
    if state in AFTER_AN_UNDO:
        raise UsageError(
            f"run {name} cannot be continued: what it created was deleted by clerk migrate undo",
            hint="Start a new run: clerk migrate import FILE",
        )
    if state == FINISHED and not journal.is_open():
        raise UsageError(f"run {name} is {state}; there is nothing left to send")
    stored = journal.get("files", [])
    hashes = {file["sha256"] for file in stored} if isinstance(stored, list) else set()
    for file in open_inputs(list(files), context.environment):
        if file.fingerprint not in hashes:
            raise UsageError(
                f"{file.title} is not a file of run {name}, or has changed since it began",
                hint="Omit the file, because the journal has all records, or start a new run.",
            )
    require_same_files(stored, f"since run {name} began")
    instance = read_instance(context)
    require_instance(journal, instance)
    return instance


def require_checked(path: Path) -> None:
    """Make sure that the check of a run came to its end; the journal of one that did not has
    digests and is of no use, and is removed.

    Args:
        path: The file of the journal.

    Raises:
        UsageError: It did not.
    """
    if discard_if_abandoned(path):
        raise UsageError(
            f"run {path.stem} was interrupted during its check; nothing was sent",
            hint="Its journal was removed. Start again: clerk migrate import FILE",
        )


def require_instance(journal: Journal, instance: Instance) -> None:
    """Make sure that a journal is of an instance.

    Raises:
        UsageError: It is of another one.
    """
    expected = journal.text("instance_id")
    if instance.id != expected:
        raise UsageError(
            f"run {journal.path.stem} is for instance {expected}, but the key is that of "
            f"{instance.id}; nothing was sent",
            hint="Choose the profile of that instance with -p.",
        )
    # Every sandbox has the same ID.
    url = journal.text("api_url")
    if instance.is_local and url and url != instance.url:
        raise UsageError(
            f"run {journal.path.stem} is for the server at {url}, but this is the one at "
            f"{instance.url}; nothing was sent",
            hint=f"Set CLERK_API_URL={url}.",
        )


def run_import(
    journal: Journal, instance: Instance, terms: Terms, context: Context
) -> tuple[StopReason | None, APIObject]:
    """Send everything that is ready, and write down its outcome.

    Args:
        journal: The journal.
        instance: The instance.
        terms: How it is run.
        context: Sends requests.

    Returns:
        Why it ended early, and a summary.
    """
    pace = pace_for(instance, terms.rate)
    before = _outcomes(journal)
    total = before.total() + _in_state(journal, *OPEN)
    progress = Progress(context, total, before)
    run = Run(context, journal, pace, progress, terms.most_failures)
    journal.set(state=RUNNING)
    state: str = STOPPED
    end: StopReason | None = None
    try:
        if unknown := settle_unknown(journal, run.read):
            noun = "request" if unknown == 1 else "requests"
            context.messages.info(f"Looked up {unknown:,} {noun} whose outcome was unknown.")
            progress.begin(_outcomes(journal))
        end = run.send_all()
        state = STOPPED if end and journal.is_open() else FINISHED
    finally:
        progress.clear()
        seconds = time.monotonic() - progress.started
        summary = summary_of(journal, terms, seconds, progress.sent)
        if state == FINISHED and not terms.keeps_secrets:
            # From now on the originals of failures are only in their file.
            journal.set(loses_secrets=True)
            journal.remove_secrets()
        elif state == STOPPED:
            how = f"clerk migrate import --resume {journal.path.stem}"
            done = f"{progress.done:,} of {total:,} done"
            if uncertain := _in_state(journal, SENDING):
                done += f"; {uncertain:,} may have been done, and will be looked up"
            context.messages.info(f"{done}. Continue with: {how}")
        journal.set(state=state)
        summary["state"] = state
    return end, summary


def _outcomes(journal: Journal) -> Counter[str]:
    """How many steps of a run succeeded, and how many failed."""
    total: Counter[str] = Counter()
    for states in journal.counts().values():
        total.update({state: states.get(state, 0) for state in (DONE, FAILED)})
    return total


def _in_state(journal: Journal, *wanted: str) -> int:
    """How many steps of a run are in some states."""
    return sum(states.get(state, 0) for states in journal.counts().values() for state in wanted)


def summary_of(journal: Journal, terms: Terms, seconds: float, sent: int) -> APIObject:
    """What a run came to.

    Args:
        journal: The journal.
        terms: Where failures are written.
        seconds: How long it took.
        sent: How many steps got an outcome in that time.
    """
    counts = journal.counts()
    has_failures = terms.failures.exists()
    if not journal.get("loses_secrets"):
        has_failures = write_failures(journal, terms.failures) > 0
    kinds: Mapping[str, Mapping[str, int]] = counts
    return {
        "run": journal.path.stem,
        "state": journal.text("state"),
        "created": {kind: states[DONE] for kind, states in kinds.items() if states.get(DONE)},
        "existing": sum(states.get(EXISTING, 0) for states in kinds.values()),
        "failed": sum(states.get(FAILED, 0) for states in kinds.values()),
        "refused": sum(states.get(REFUSED, 0) for states in kinds.values()),
        "open": sum(states.get(state, 0) for states in kinds.values() for state in OPEN),
        "seconds": round(seconds, 1),
        "duration": duration(seconds),
        "per_second": round(sent / seconds, 1) if seconds > 0 else 0,
        "failures": str(terms.failures) if has_failures else None,
        "journal": str(journal.path),
    }
