"""Journals of checks that were killed: nothing was sent, and nothing can be continued."""

from __future__ import annotations

from pathlib import Path

from clerk_cli.api import Context, LocalError, UsageError
from clerk_cli_migrate.journal.database import Lock
from clerk_cli_migrate.journal.folder import all_paths
from clerk_cli_migrate.journal.states import BEFORE_THE_END_OF_THE_CHECK
from clerk_cli_migrate.journal.store import Journal


def discard_abandoned(context: Context) -> None:
    """Remove the journals of checks that were killed, as they have digests.

    Args:
        context: Knows where journals are.
    """
    for path in all_paths(context):
        discard_if_abandoned(path)


def discard_if_abandoned(path: Path) -> bool:
    """Remove a journal if its check was killed, and return whether it was.

    Args:
        path: A file, which need not be a journal.
    """
    if not path.is_file() or not _is_before_the_end_of_the_check(path):
        return False
    try:
        lock = Lock(path)
    except UsageError:  # the check is under way
        return False
    try:
        # Another process may have gone on meanwhile.
        if not _is_before_the_end_of_the_check(path):
            return False
        remove_journal(path)
    finally:
        lock.release()
    return True


def remove_journal(path: Path) -> None:
    """Remove a journal that nothing was sent from.

    Args:
        path: The file.
    """
    for suffix in ("", "-wal", "-shm", ".lock"):
        path.with_name(f"{path.name}{suffix}").unlink(missing_ok=True)


def _is_before_the_end_of_the_check(path: Path) -> bool:
    try:
        journal = Journal(path, read_only=True)
    except LocalError:
        return False
    try:
        return bool(journal.text("format")) and (
            journal.text("state") in BEFORE_THE_END_OF_THE_CHECK
        )
    finally:
        journal.close()
