"""The file of a journal: its tables, its permissions, and the lock that lets one run write it."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from clerk_cli.api import LocalError, UsageError

FORMAT = "1"
"""The version of the tables."""

OWNER_ONLY = 0o600

TABLES = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS steps (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    key TEXT NOT NULL,
    alias TEXT NOT NULL DEFAULT '',
    owner TEXT NOT NULL,
    body TEXT NOT NULL,
    original BLOB,
    secrets TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL,
    clerk_id TEXT NOT NULL DEFAULT '',
    version INTEGER NOT NULL DEFAULT 0,
    code TEXT,
    reason TEXT,
    action TEXT,
    changed_at REAL
);
CREATE INDEX IF NOT EXISTS steps_open ON steps (kind, state, id)
    WHERE state IN ('ready', 'sending');
CREATE INDEX IF NOT EXISTS steps_keys ON steps (kind, key);
CREATE INDEX IF NOT EXISTS steps_aliases ON steps (alias) WHERE alias != '';
CREATE INDEX IF NOT EXISTS steps_ids ON steps (clerk_id) WHERE clerk_id != '';
CREATE INDEX IF NOT EXISTS steps_owners ON steps (owner, kind) WHERE owner != '';
"""


def open_database(path: Path, *, new: bool = False, read_only: bool = False) -> sqlite3.Connection:
    """Open a journal.

    Args:
        path: The file.
        new: Whether it is made; then it must not exist.
        read_only: Whether nothing is written.

    Raises:
        LocalError: The file cannot be made or read.
    """
    try:
        if new:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, OWNER_ONLY))
        mode = "ro" if read_only else "rw"
        database = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            check_same_thread=False,
            isolation_level=None,
            timeout=10,
        )
        if not read_only:
            database.execute("PRAGMA secure_delete = ON")
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            database.executescript(TABLES)
        database.execute("SELECT count(*) FROM facts").fetchone()
    except FileExistsError:
        raise LocalError(
            f"the journal {path} already exists", hint="Continue it with --resume, or name another."
        ) from None
    except (OSError, sqlite3.Error) as error:
        raise LocalError(f"the journal {path} cannot be used: {error}") from None
    return database


class Lock:
    """Held while a run writes its journal; the system releases it when the process ends.

    Args:
        journal: The file of the journal.

    Raises:
        UsageError: Another process holds it.
    """

    def __init__(self, journal: Path) -> None:
        path = lock_path(journal)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_RDWR, OWNER_ONLY)):
            pass
        self._database = sqlite3.connect(
            path, timeout=0, isolation_level=None, check_same_thread=False
        )
        try:
            self._database.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            self._database.close()
            raise UsageError(
                f"another clerk process is using the journal {journal}",
                hint="Wait for it to finish, or stop it. Nothing was sent.",
            ) from None

    def release(self) -> None:
        """Let others write the journal. The file stays, as another process may be opening it."""
        self._database.close()


def lock_path(journal: Path) -> Path:
    """The file whose lock a process holds while it writes a journal."""
    return journal.with_name(f"{journal.name}.lock")


def is_locked(journal: Path) -> bool:
    """Whether a process is writing a journal."""
    if not lock_path(journal).exists():
        return False
    try:
        Lock(journal).release()
    except UsageError:
        return True
    return False
