"""JSON objects of all kinds in one SQLite file, safe for several threads and processes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any, TypeAlias

from clerk_cli.api import ClerkError, ConfigError
from clerk_cli_sandbox.storage.files import check_file, create_file, local_error
from clerk_cli_sandbox.storage.folding import fold

JSONObject: TypeAlias = dict[str, Any]

VERSION = 1
SEEDED = 0x636C6572
"""The application id, in the header of the file, of a database whose seed was loaded."""

BUSY_SECONDS = 10.0
CHECKED_PAGES = 4_000
"""Up to how many pages a file is checked for damage when it is opened; that takes 20 ms."""

INDEXED = (
    "created_at", "updated_at", "last_active_at", "last_sign_in_at", "organization_id",
    "user_id", "username", "external_id", "email_address", "phone_number",
)  # fmt: skip
"""Members by which objects are looked up or sorted."""

PUT = (
    "INSERT INTO objects (kind, id, document) VALUES (?, ?, ?) "
    "ON CONFLICT (kind, id) DO UPDATE SET document = excluded.document"
)
"""Unlike REPLACE, this preserves the rowid, which orders objects by creation."""

OLDEST_FIRST, NEWEST_FIRST = "o.rowid ASC", "o.rowid DESC"


class Selection:
    """A query: which objects, in which order, and how many of them.

    Args:
        kind: The kind of object.
        order: SQL expressions, each with ``ASC`` or ``DESC``.
        limit: The maximum number of objects; None for all.
        offset: How many objects to skip.
    """

    def __init__(
        self, kind: str, *, order: Iterable[str] = (), limit: int | None = None, offset: int = 0
    ) -> None:
        self.kind = kind
        self.order = list(order)
        self.limit = limit
        self.offset = offset
        self.conditions: list[tuple[str, list[Any]]] = []

    def where(self, sql: str, *values: Any) -> Selection:
        """Add a condition on the row ``o``, and the values of its placeholders."""
        self.conditions.append((sql, list(values)))
        return self

    def where_equal(self, name: str, value: Any) -> Selection:
        """Add the condition that a member has a value."""
        return self.where(f"{json_field(name)} = ?", value)

    def ids(self) -> tuple[str, list[Any]]:
        """The SQL of a subquery for the ids, and the values of its placeholders."""
        condition, values = _where(self)
        return f"SELECT o.id FROM objects o WHERE {condition}", values  # noqa: S608

    def where_in(self, name: str, values: Collection[Any]) -> Selection:
        """Add the condition that a member has one of several values."""
        return self.where(f"{json_field(name)} IN ({placeholders(values)})", *values)


def placeholders(values: Collection[Any]) -> str:
    """The SQL placeholders for several values."""
    return ", ".join("?" * len(values))


def json_field(name: str, row: str = "o") -> str:
    """The SQL for a member of an object; the name never comes from a client."""
    return f"json_extract({row}.document, '$.{name}')"


class Store:
    """The objects of one instance.

    Args:
        path: The database file; None for one in memory.

    Raises:
        ConfigError: The file is not a database, is damaged, or was created by a newer version.
        LocalError: The disk is full, or the file cannot be opened.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._lock = RLock()
        if path is not None:
            check_file(path)
        try:
            self._database = sqlite3.connect(
                str(path) if path else ":memory:",
                timeout=BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
            )
        except sqlite3.OperationalError as error:
            raise local_error(path, error) from error
        self._database.create_function("fold", 1, fold, deterministic=True)
        try:
            with self._access():
                self._check()
                self._prepare()
        except sqlite3.DatabaseError as error:
            self._database.close()
            raise ConfigError(
                f"cannot open the sandbox database {path}: {error}",
                hint="Start over with: clerk sandbox reset --force",
            ) from error
        except ClerkError:
            self._database.close()
            raise

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the block in a transaction; one at a time."""
        with self._access():
            if self._database.in_transaction:
                yield
                return
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise

    @contextmanager
    def _access(self) -> Iterator[None]:
        """Use the file, one thread at a time.

        Raises:
            LocalError: The disk is full, or the file cannot be written or locked.
        """
        try:
            with self._lock:
                yield
        except sqlite3.OperationalError as error:
            raise local_error(self.path, error) from error

    @property
    def is_new(self) -> bool:
        """Whether no seed has been loaded yet."""
        with self._access():
            return int(self._database.execute("PRAGMA application_id").fetchone()[0]) != SEEDED

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
        with self._access():
            self._database.execute(PUT, _row(kind, stored))

    def put_many(self, kind: str, objects: Iterable[JSONObject]) -> None:
        """Create or replace many objects at once."""
        with self.transaction():
            self._database.executemany(PUT, (_row(kind, stored) for stored in objects))

    def delete(self, kind: str, id: str) -> None:
        """Delete an object, if it exists."""
        with self._access():
            self._database.execute("DELETE FROM objects WHERE kind = ? AND id = ?", [kind, id])

    def delete_all(self, selection: Selection) -> None:
        """Delete the objects of a selection, whatever its limit."""
        condition, values = _where(selection)
        with self._access():
            sql = f"DELETE FROM objects AS o WHERE {condition}"  # noqa: S608
            self._database.execute(sql, values)

    def clear(self) -> None:
        """Delete every object."""
        with self.transaction():
            self._database.execute("DELETE FROM objects")

    def select(self, selection: Selection) -> list[JSONObject]:
        """The objects of a selection."""
        return self._select(selection, limit=selection.limit)

    def count(self, selection: Selection) -> int:
        """How many objects a selection has, whatever its limit."""
        condition, values = _where(selection)
        with self._access():
            sql = f"SELECT COUNT(*) FROM objects o WHERE {condition}"  # noqa: S608
            cursor = self._database.execute(sql, values)
            return int(cursor.fetchone()[0])

    def counts(self) -> dict[str, int]:
        """How many objects there are of each kind."""
        with self._access():
            return dict(self._database.execute("SELECT kind, COUNT(*) FROM objects GROUP BY kind"))

    def copy_to(self, path: Path) -> None:
        """Copy everything to a new file, as it is at one moment.

        Raises:
            LocalError: The copy cannot be written.
        """
        create_file(path)
        copy = sqlite3.connect(str(path))
        try:
            with self._access():
                self._database.backup(copy)
        finally:
            copy.close()

    def replace_by(self, other: Store) -> None:
        """Replace everything by the contents of another store, at one moment.

        Raises:
            LocalError: The file cannot be written or locked.
        """
        with self._access(), other._access():
            other._database.backup(self._database)

    def close(self) -> None:
        """Close the file."""
        with self._access():
            self._database.close()

    def _select(self, selection: Selection, *, limit: int | None) -> list[JSONObject]:
        condition, values = _where(selection)
        order = f" ORDER BY {', '.join(selection.order)}" if selection.order else ""
        sql = f"SELECT o.document FROM objects o WHERE {condition}{order} LIMIT ? OFFSET ?"  # noqa: S608
        with self._access():
            rows = self._database.execute(
                sql, [*values, -1 if limit is None else limit, selection.offset]
            )
            return [json.loads(row[0]) for row in rows]

    def _check(self) -> None:
        """Check the file for damage.

        Raises:
            DatabaseError: A page is damaged.
        """
        if int(self._database.execute("PRAGMA page_count").fetchone()[0]) > CHECKED_PAGES:
            return
        result = self._database.execute("PRAGMA quick_check(1)").fetchone()[0]
        if result != "ok":
            raise sqlite3.DatabaseError(result)

    def _prepare(self) -> None:
        version = int(self._database.execute("PRAGMA user_version").fetchone()[0])
        if version > VERSION:
            raise ConfigError(
                f"the sandbox database {self.path} was created by a newer version",
                hint="Upgrade clerk-cli-sandbox, or start over with: clerk sandbox reset --force",
            )
        if version == VERSION:
            return
        with self.transaction():
            self._database.execute(
                "CREATE TABLE IF NOT EXISTS objects ("
                "kind TEXT NOT NULL, id TEXT NOT NULL, document TEXT NOT NULL, "
                "PRIMARY KEY (kind, id))"
            )
            for name in INDEXED:
                self._database.execute(
                    f"CREATE INDEX IF NOT EXISTS by_{name} ON objects "
                    f"(kind, json_extract(document, '$.{name}'), id)"
                )
            self._database.execute(f"PRAGMA user_version = {VERSION}")


def _where(selection: Selection) -> tuple[str, list[Any]]:
    conditions = ["o.kind = ?", *(sql for sql, _ in selection.conditions)]
    values = [selection.kind, *(value for _, row in selection.conditions for value in row)]
    return " AND ".join(conditions), values


def _row(kind: str, stored: JSONObject) -> tuple[str, str, str]:
    return kind, stored["id"], json.dumps(stored, ensure_ascii=False)
