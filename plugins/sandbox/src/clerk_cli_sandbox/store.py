"""Objects of all kinds in one SQLite file, safe for several threads and processes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any, TypeAlias

from clerk_cli.api import ConfigError

Document: TypeAlias = dict[str, Any]

VERSION = 1
SEEDED = 0x636C6572
"""Marks a database, in its header, as one that has had its seed."""

BUSY_SECONDS = 10.0

INDEXED = (
    "created_at", "updated_at", "last_active_at", "last_sign_in_at", "organization_id",
    "user_id", "username", "external_id", "email_address", "phone_number",
)  # fmt: skip
"""Members by which objects are looked up or sorted."""


PUT = (
    "INSERT INTO objects (kind, id, document) VALUES (?, ?, ?) "
    "ON CONFLICT (kind, id) DO UPDATE SET document = excluded.document"
)
"""Unlike REPLACE it keeps the row's number, by which objects stand in the order they came."""

OLDEST_FIRST = "o.rowid ASC"


@dataclass
class Selection:
    """Which objects, in which order, and how many of them.

    Args:
        kind: The kind of object.
        conditions: SQL over the row ``o``, each with its values; all must hold.
        order: SQL expressions, each with ``ASC`` or ``DESC``.
        limit: The most objects; None for all.
        offset: How many to pass over.
    """

    kind: str
    conditions: list[tuple[str, list[Any]]] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    limit: int | None = None
    offset: int = 0

    def where(self, sql: str, *values: Any) -> Selection:
        """Add a condition."""
        self.conditions.append((sql, list(values)))
        return self


def member(name: str, row: str = "o") -> str:
    """The SQL for a member of an object; names are ours, never a client's."""
    return f"json_extract({row}.document, '$.{name}')"


class Store:
    """The objects of one instance.

    Args:
        path: The database file; None for one in memory.

    Raises:
        ConfigError: The file is no database, or one of a newer version.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._lock = RLock()
        if path is not None and not path.exists():
            _make_file(path)
        self._database = sqlite3.connect(
            str(path) if path else ":memory:",
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            self._prepare()
        except sqlite3.DatabaseError as error:
            self._database.close()
            raise ConfigError(
                f"the sandbox database {path} cannot be used: {error}",
                hint="Begin a new one with: clerk sandbox reset --force",
            ) from error
        except ConfigError:
            self._database.close()
            raise

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do everything inside or nothing; one at a time."""
        with self._lock:
            if self._database.in_transaction:
                yield
                return
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")

    @property
    def is_new(self) -> bool:
        """Whether nobody has filled the store yet."""
        with self._lock:
            return int(self._database.execute("PRAGMA application_id").fetchone()[0]) != SEEDED

    def mark_seeded(self) -> None:
        """Note that the store was filled, so that it is not filled again."""
        with self._lock:
            self._database.execute(f"PRAGMA application_id = {SEEDED}")

    def get(self, kind: str, id: str) -> Document | None:
        """The object with an id, or None."""
        rows = self._read("SELECT document FROM objects WHERE kind = ? AND id = ?", [kind, id])
        return rows[0] if rows else None

    def put(self, kind: str, document: Document) -> None:
        """Keep an object, in place of the one with its id."""
        text = json.dumps(document, ensure_ascii=False)
        with self._lock:
            self._database.execute(
                PUT,
                [kind, document["id"], text],
            )

    def put_many(self, kind: str, documents: Iterable[Document]) -> None:
        """Keep many objects at once."""
        rows = ((kind, each["id"], json.dumps(each, ensure_ascii=False)) for each in documents)
        with self.transaction():
            self._database.executemany(PUT, rows)

    def delete(self, kind: str, id: str) -> None:
        """Remove an object, if it is there."""
        with self._lock:
            self._database.execute("DELETE FROM objects WHERE kind = ? AND id = ?", [kind, id])

    def clear(self) -> None:
        """Remove every object."""
        with self.transaction():
            self._database.execute("DELETE FROM objects")

    def select(self, selection: Selection) -> list[Document]:
        """The objects of a selection."""
        where, values = _where(selection)
        order = f" ORDER BY {', '.join(selection.order)}" if selection.order else ""
        limit = -1 if selection.limit is None else selection.limit
        return self._read(
            f"SELECT o.document FROM objects o WHERE {where}{order} LIMIT ? OFFSET ?",  # noqa: S608
            [*values, limit, selection.offset],
        )

    def count(self, selection: Selection) -> int:
        """How many objects a selection has, whatever its limit."""
        where, values = _where(selection)
        with self._lock:
            found = self._database.execute(
                f"SELECT COUNT(*) FROM objects o WHERE {where}",  # noqa: S608
                values,
            )
            return int(found.fetchone()[0])

    def counts(self) -> dict[str, int]:
        """How many objects there are of each kind."""
        with self._lock:
            return dict(
                self._database.execute(
                    "SELECT kind, COUNT(*) FROM objects GROUP BY kind"
                ).fetchall()
            )

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    def _read(self, sql: str, values: list[Any]) -> list[Document]:
        with self._lock:
            return [json.loads(row[0]) for row in self._database.execute(sql, values)]

    def _prepare(self) -> None:
        version = int(self._database.execute("PRAGMA user_version").fetchone()[0])
        if version > VERSION:
            raise ConfigError(
                f"the sandbox database {self.path} was made by a newer version",
                hint="Upgrade clerk-cli-sandbox, or start over: clerk sandbox reset --force",
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


def _make_file(path: Path) -> None:
    """Make an empty file that its owner alone can read."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise ConfigError(
            f"cannot make the sandbox database {path}: {error.strerror}",
            hint="Choose another folder with CLERK_CONFIG_DIR.",
        ) from error


def _where(selection: Selection) -> tuple[str, list[Any]]:
    parts = ["o.kind = ?", *(sql for sql, _ in selection.conditions)]
    values = [selection.kind, *(each for _, given in selection.conditions for each in given)]
    return " AND ".join(parts), values
