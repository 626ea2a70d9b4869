"""JSON objects of all kinds in one SQLite file, safe for several threads and processes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any, TypeAlias

from clerk_cli.api import ConfigError
from clerk_cli_sandbox.storage import schema
from clerk_cli_sandbox.storage.connections import (
    Readers,
    ReadOnlyError,
    ThreadState,
    connect_alone_if_necessary,
    copy_database,
    large_cache,
)
from clerk_cli_sandbox.storage.files import check_file, create_file, local_error, start_over
from clerk_cli_sandbox.storage.images import Images
from clerk_cli_sandbox.storage.schema import SEEDED
from clerk_cli_sandbox.storage.selection import (
    NEWEST_FIRST,
    OLDEST_FIRST,
    Selection,
    json_field,
    placeholders,
)
from clerk_cli_sandbox.storage.user_index import UserIndex, sort_keys
from clerk_cli_sandbox.storage.user_texts import USER

__all__ = [
    "NEWEST_FIRST",
    "OLDEST_FIRST",
    "JSONObject",
    "ReadOnlyError",
    "Selection",
    "Store",
    "json_field",
    "placeholders",
]

JSONObject: TypeAlias = dict[str, Any]

CLOSE_SECONDS = 0.5
PUT = (
    "INSERT INTO objects (kind, id, document) VALUES (?, ?, ?) "
    "ON CONFLICT (kind, id) DO UPDATE SET document = excluded.document"
)
"""Unlike REPLACE, this preserves the rowid, which orders objects by creation."""


class Store:
    """The objects of one instance.

    Args:
        path: The database file; None for one in memory.

    Raises:
        ConfigError: The file is not a database, is damaged, or was created by a newer version.
        LocalError: The disk is full, the file cannot be opened, or is another program's database.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._lock = RLock()
        self._thread = ThreadState()
        if path is not None:
            check_file(path)
        self._readers: Readers | None = None
        try:
            self._database, shared = connect_alone_if_necessary(path)
            if path is not None and shared:
                self._readers = Readers(path)
            self._prepare()
        except sqlite3.OperationalError as error:
            raise local_error(path, error) from error
        except sqlite3.DatabaseError as error:
            raise ConfigError(
                f"cannot open the sandbox database {path}: {error}", hint=start_over(path)
            ) from error

    def _prepare(self) -> None:
        try:
            schema.prepare(self._database, self.path)
            self._users = UserIndex(self._database)
            self.images = Images(self._access)
        except BaseException:
            self._database.close()
            raise

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the block in a transaction that may write; one at a time.

        Raises:
            ReadOnlyError: The block is inside one that only reads.
        """
        if self._thread.reader is not None:
            raise ReadOnlyError
        with self._access():
            if self._database.in_transaction:
                yield
                return
            self._database.execute("BEGIN IMMEDIATE")
            self._thread.writes = True
            try:
                yield
                self._users.refresh()
                self._database.execute("COMMIT")
            except BaseException:
                self._users.forget()
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise
            finally:
                self._thread.writes = False

    @contextmanager
    def bulk_transaction(self) -> Iterator[None]:
        """Run the block in a transaction that writes much, with memory for what it changes."""
        with self._access() as database, large_cache(database), self.transaction():
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Run the block on one state of the data, without waiting for writes.

        In memory, and inside a transaction, it uses the one connection that there is.

        Raises:
            ReadOnlyError: The block writes.
        """
        if self._readers is None or self._thread.writes or self._thread.reader is not None:
            with self._access():
                yield
            return
        try:
            with self._readers.reader() as database:
                self._thread.reader = database
                try:
                    yield
                finally:
                    self._thread.reader = None
        except sqlite3.OperationalError as error:
            raise local_error(self.path, error) from error

    @contextmanager
    def _access(self) -> Iterator[sqlite3.Connection]:
        """Use the connection of the thread, or the one that writes, one thread at a time.

        Raises:
            LocalError: The disk is full, or the file cannot be written or locked.
        """
        try:
            if self._thread.reader is not None:
                yield self._thread.reader
                return
            with self._lock:
                yield self._database
        except sqlite3.OperationalError as error:
            raise local_error(self.path, error) from error

    @property
    def is_new(self) -> bool:
        """Whether no seed has been loaded yet."""
        with self._access() as database:
            return int(database.execute("PRAGMA application_id").fetchone()[0]) != SEEDED

    def mark_seeded(self) -> None:
        """Record that a seed was loaded, so that no other one is."""
        with self._access():
            self._database.execute(f"PRAGMA application_id = {SEEDED}")

    def get(self, kind: str, id: str) -> JSONObject | None:
        """The object with an id, or None."""
        return self.first(Selection(kind).where("o.id = ?", id))

    def first(self, selection: Selection) -> JSONObject | None:
        """The first object of a selection, or None."""
        objects = self._select(selection, limit=1)
        return objects[0] if objects else None

    def put(self, kind: str, stored: JSONObject) -> None:
        """Create an object, or replace the one with the same id."""
        with self.transaction():
            self._database.execute(PUT, self._row(kind, stored))

    def put_many(self, kind: str, objects: Iterable[JSONObject]) -> None:
        """Create or replace many objects of one kind at once."""
        self.put_all((kind, stored) for stored in objects)

    def put_all(self, objects: Iterable[tuple[str, JSONObject]]) -> None:
        """Create or replace many objects at once.

        Args:
            objects: The kinds and the objects; contacts before the users to whom they belong.
        """
        contacts: dict[str, JSONObject] = {}
        with self.transaction():
            rows = (self._row(kind, stored, contacts) for kind, stored in objects)
            self._database.executemany(PUT, rows)

    def delete(self, kind: str, id: str) -> None:
        """Delete an object, if it exists."""
        self.delete_all(Selection(kind).where("o.id = ?", id))

    def delete_all(self, selection: Selection) -> None:
        """Delete the objects of a selection, whatever its limit."""
        condition, values = selection.condition()
        with self.transaction():
            if self._users.concerns(selection.kind):
                for stored in self._select(selection, limit=None):
                    self._users.change(selection.kind, stored)
            sql = f"DELETE FROM objects AS o WHERE {condition}"  # noqa: S608
            self._database.execute(sql, values)

    def clear(self) -> None:
        """Delete every object."""
        with self.transaction():
            self._users.forget()
            for table in ("objects", "user_texts", "images"):
                self._database.execute(f"DELETE FROM {table}")  # noqa: S608

    def text_condition(self, text: str, columns: Collection[str]) -> tuple[str, list[Any]]:
        """The SQL that a user has a folded text in one of several columns of ``user_texts``."""
        with self._user_texts() as database:
            return self._users.condition(database, text, columns)

    def count_by_text(self, text: str, columns: Collection[str]) -> int:
        """How many users have a folded text in one of several columns of ``user_texts``."""
        with self._user_texts() as database:
            return self._users.count(database, text, columns)

    def select(self, selection: Selection) -> list[JSONObject]:
        """The objects of a selection."""
        return self._select(selection, limit=selection.limit)

    def count(self, selection: Selection) -> int:
        """How many objects a selection has, whatever its limit."""
        condition, values = selection.condition()
        with self._access() as database:
            sql = f"SELECT COUNT(*) FROM objects o WHERE {condition}"  # noqa: S608
            cursor = database.execute(sql, values)
            return int(cursor.fetchone()[0])

    def counts(self) -> dict[str, int]:
        """How many objects there are of each kind."""
        with self._access() as database:
            return dict(database.execute("SELECT kind, COUNT(*) FROM objects GROUP BY kind"))

    def copy_to(self, path: Path) -> None:
        """Copy everything to a new file, as it is at one moment.

        Raises:
            LocalError: The copy cannot be written.
        """
        create_file(path)
        with self._access() as database:
            copy_database(database, path)

    def replace_by(self, other: Store) -> None:
        """Replace everything by the contents of another store, at one moment.

        Raises:
            LocalError: The file cannot be written or locked.
        """
        with self._access() as database, other._access() as source:
            source.backup(database)
            schema.upgrade(database, self.path)

    def close(self) -> None:
        """Close the file; what other threads are reading or writing is interrupted."""
        if self._readers is not None:
            self._readers.close()
        if not self._lock.acquire(blocking=False):
            self._database.interrupt()
            if not self._lock.acquire(timeout=CLOSE_SECONDS):
                return
        try:
            self._database.close()
        finally:
            self._lock.release()

    def _select(self, selection: Selection, *, limit: int | None) -> list[JSONObject]:
        condition, values = selection.condition()
        order = f" ORDER BY {', '.join(selection.order)}" if selection.order else ""
        sql = f"SELECT o.document FROM objects o WHERE {condition}{order} LIMIT ? OFFSET ?"  # noqa: S608
        with self._access() as database:
            rows = database.execute(
                sql, [*values, -1 if limit is None else limit, selection.offset]
            )
            return [json.loads(row[0]) for row in rows]

    def _row(
        self, kind: str, stored: JSONObject, contacts: dict[str, JSONObject] | None = None
    ) -> tuple[str, str, str]:
        """The columns of an object; users get the hidden members that they are sorted by.

        Args:
            kind: The kind of object.
            stored: The object.
            contacts: Contacts that may not be stored yet, by their ids; gets more.
        """
        self._users.change(kind, stored)
        if kind == USER:
            stored = stored | sort_keys(stored, contacts or {}, self.get)
        elif contacts is not None:
            contacts[stored["id"]] = stored
        return kind, stored["id"], json.dumps(stored, ensure_ascii=False)

    @contextmanager
    def _user_texts(self) -> Iterator[sqlite3.Connection]:
        """Use the connection of the thread; a transaction finds what it has changed."""
        with self._access() as database:
            if self._thread.reader is None:
                self._users.refresh()
            yield database
