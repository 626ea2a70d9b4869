"""Connections to a database: one that writes, and others that read without waiting for it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, local

from clerk_cli_sandbox.storage.folding import fold

BUSY_SECONDS = 10.0
IDLE_READERS = 4
RETRY_SECONDS = 0.01


def connect(path: Path | None) -> sqlite3.Connection:
    """A connection without implicit transactions; to a database in memory without a path."""
    database = sqlite3.connect(
        str(path) if path else ":memory:",
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    database.create_function("fold", 1, fold, deterministic=True)
    return database


def connect_alone_if_necessary(path: Path | None) -> tuple[sqlite3.Connection, bool]:
    """A connection, and whether other connections can be made.

    On a full disk there is no space for the file through which connections see each other. One
    alone can still read.

    Raises:
        DatabaseError: The file is not a database, or cannot be read.
    """
    database = connect(path)
    try:
        database.execute("PRAGMA schema_version").fetchone()
    except sqlite3.DatabaseError as error:
        database.close()
        if "I/O" not in str(error):
            raise
        database = connect(path)
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        return database, False
    return database, True


def use_write_ahead_log(database: sqlite3.Connection) -> None:
    """Let readers and a writer work at the same time; the file keeps the choice.

    SQLite does not wait for another process that changes the mode, so this does.

    Raises:
        OperationalError: Another process kept the file locked.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            database.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
        else:
            return
        time.sleep(RETRY_SECONDS)


class Readers:
    """Connections that read, each of them used by one thread at a time.

    Args:
        path: The database file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._idle: list[sqlite3.Connection] = []
        self._busy: set[sqlite3.Connection] = set()

    @contextmanager
    def reader(self) -> Iterator[sqlite3.Connection]:
        """A connection on which one state of the data is read, whatever is written meanwhile."""
        with self._lock:
            database = self._idle.pop() if self._idle else connect(self._path)
            self._busy.add(database)
        try:
            database.execute("BEGIN")
            try:
                yield database
            finally:
                if database.in_transaction:
                    database.execute("ROLLBACK")
        finally:
            self._release(database)

    def _release(self, database: sqlite3.Connection) -> None:
        with self._lock:
            self._busy.discard(database)
            if len(self._idle) < IDLE_READERS:
                self._idle.append(database)
                return
        database.close()

    def close(self) -> None:
        """Close what no thread uses, and interrupt the others."""
        with self._lock:
            for database in self._busy:
                database.interrupt()
            while self._idle:
                self._idle.pop().close()


class ReadOnlyError(Exception):
    """A block that only reads was about to write."""


class ThreadState(local):
    """What a thread does with a store."""

    reader: sqlite3.Connection | None = None
    """The connection of a block that only reads."""

    writes = False
    """Whether it is in a transaction that may write."""


CACHE_KIBIBYTES, BULK_KIBIBYTES = 2_000, 256_000
"""The memory for pages, as SQLite has it by default, and while a seed is loaded."""


@contextmanager
def large_cache(database: sqlite3.Connection) -> Iterator[None]:
    """Give a connection memory for many pages until the block ends."""
    database.execute(f"PRAGMA cache_size = -{BULK_KIBIBYTES}")
    try:
        yield
    finally:
        database.execute(f"PRAGMA cache_size = -{CACHE_KIBIBYTES}")


def copy_database(database: sqlite3.Connection, path: Path) -> None:
    """Copy everything to an empty file, as it is at one moment."""
    copy = sqlite3.connect(str(path))
    try:
        database.backup(copy)
    finally:
        copy.close()
