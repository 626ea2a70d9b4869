"""The check as a whole: it reads the files into a journal, and sends nothing that changes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from clerk_cli.api import APIObject, Context, Environment
from clerk_cli_migrate.checking.comparing import InstanceCheck
from clerk_cli_migrate.checking.keys import Keys
from clerk_cli_migrate.checking.reading import RecordCheck
from clerk_cli_migrate.checking.report import REFUSED, Finding, Report
from clerk_cli_migrate.files.inputs import STDIN, InputFile
from clerk_cli_migrate.instance import (
    DEVELOPMENT_USERS,
    EARLIER_DEVELOPMENT_USERS,
    Instance,
    reader_of,
)
from clerk_cli_migrate.journal.store import Journal
from clerk_cli_migrate.reading import Reading
from clerk_cli_migrate.records import Place

UNREADABLE_SETTINGS = (
    "which identifiers, names, and passwords the instance requires of a user: the API does not say."
    " List them with --require; the first record is sent alone, and the run ends if it is refused"
)


def check_records(
    reading: Reading,
    journal: Journal,
    report: Report,
    instance: Instance,
    context: Context,
    required: Sequence[str],
) -> int:
    """Read all records into a journal, and find what cannot be imported.

    Args:
        reading: The records.
        journal: Gets the steps.
        report: Gets what is found.
        instance: The instance, as it is.
        context: Sends requests that read.
        required: Fields that every user must have.

    Returns:
        How many records there are.
    """
    shown = context.environment.is_watched

    def progress(text: str) -> None:
        if shown:
            context.messages.progress(text)

    with closing(Keys()) as keys:
        records = RecordCheck(
            journal,
            keys,
            report,
            required=required,
            run=journal.path.stem,
            progress=lambda number: progress(f"Checked {number:,} records"),
        )
        records.check_all(reading.records)
        send = reader_of(context)
        InstanceCheck(journal, keys, report, send, progress, reading.ids).compare(instance)
    progress("")
    if not required:
        report.unknown.append(UNREADABLE_SETTINGS)
    _check_quota(journal, report, instance)
    return records.total


def _check_quota(journal: Journal, report: Report, instance: Instance) -> None:
    """A development instance of Clerk's holds few users; how many, the API does not tell."""
    new = journal.counts().get("user", {}).get("ready", 0)
    total = instance.users + new
    if not new or instance.environment == "production" or total <= DEVELOPMENT_USERS:
        return
    message = (
        f"the {instance.environment} instance would have {total:,} users, but can "
        f"have {DEVELOPMENT_USERS} (earlier ones {EARLIER_DEVELOPMENT_USERS})"
    )
    if total > EARLIER_DEVELOPMENT_USERS and not instance.is_local:
        action = "Import into a production instance, or import fewer users."
        finding = Finding(REFUSED, "user_quota_exceeded", "", message, action)
        report.add(Place(file="", line=0), finding)
    elif total > EARLIER_DEVELOPMENT_USERS:
        report.unknown.append(
            f"whether this server accepts more users than Clerk's servers do: {message}"
        )
    else:
        report.unknown.append(f"whether there is room for all users: {message}")


def describe_files(files: Sequence[InputFile], environment: Environment) -> list[APIObject]:
    """The names, paths and hashes of files, by which a journal recognizes them.

    Raises:
        UsageError: One cannot be read, or has changed.
    """
    return [
        {
            "name": file.name,
            "path": None if file.name == STDIN else str(environment.path(file.name).absolute()),
            "sha256": file.fingerprint,
        }
        for file in files
    ]
