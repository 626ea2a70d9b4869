"""Rows that wait for others, in a temporary database that is never in memory as a whole."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from clerk_cli_migrate.records import Omission, Place, UserRecord

if TYPE_CHECKING:
    from clerk_cli_migrate.sources.draft import Draft

BATCH = 1000


class AlreadyJoinedError(Exception):
    """Rows belong to somebody else."""


class SideTable:
    """Rows by a key, such as the digests of a file by the ID of the user.

    SQLite keeps a database without a name in a temporary file that it deletes at once, so that
    nothing of it is left, and nobody else can open it.
    """

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute(
            "CREATE TABLE rows (key TEXT, kind TEXT, row TEXT, place TEXT, taken INTEGER)"
        )
        self._waiting: list[tuple[str, str, str, str]] = []
        self._is_indexed = False
        self.is_empty = True

    def put(
        self, key: str, row: Mapping[str, Any], kind: str = "", place: Place | None = None
    ) -> None:
        """Add a row.

        Args:
            key: What it is looked up by.
            row: The row.
            kind: What it is, where there are several kinds.
            place: Where it stands.
        """
        self.is_empty = False
        self._waiting.append((key, kind, json.dumps(row), json.dumps(place)))
        if len(self._waiting) >= BATCH:
            self._flush()

    def take(self, key: str, kind: str = "") -> list[dict[str, Any]]:
        """The rows with a key, in their order, for the first who asks: nobody else gets them.

        Args:
            key: The key.
            kind: What they are.

        Raises:
            AlreadyJoinedError: Somebody else has them.
        """
        if self.is_empty or not key:
            return []
        self._flush()
        if not self._is_indexed:
            self._database.execute("CREATE INDEX keys ON rows (key, kind)")
            self._is_indexed = True
        rows = self._database.execute(
            "SELECT row, taken FROM rows WHERE key = ? AND kind = ? ORDER BY rowid", (key, kind)
        ).fetchall()
        if any(taken for _, taken in rows):
            raise AlreadyJoinedError
        if rows:
            self._database.execute(
                "UPDATE rows SET taken = 1 WHERE key = ? AND kind = ?", (key, kind)
            )
        return [json.loads(row) for row, _ in rows]

    def unused(self, kind: str = "") -> Iterator[tuple[Place, dict[str, Any]]]:
        """The rows that nothing took, with their places.

        Args:
            kind: What they are.
        """
        self._flush()
        rows = self._database.execute(
            "SELECT place, row FROM rows WHERE kind = ? AND taken IS NULL ORDER BY rowid", (kind,)
        )
        for place, row in rows:
            yield json.loads(place), json.loads(row)

    def _flush(self) -> None:
        if self._waiting:
            self._database.execute("BEGIN")
            self._database.executemany("INSERT INTO rows VALUES (?, ?, ?, ?, NULL)", self._waiting)
            self._database.execute("COMMIT")
            self._waiting.clear()


def join(draft: Draft, additions: SideTable, key: str, kind: str = "") -> list[dict[str, Any]]:
    """The rows that belong to a user, who is refused if another user has them already.

    Args:
        draft: The user.
        additions: The rows.
        key: The ID of the user.
        kind: What they are.
    """
    try:
        return additions.take(key, kind)
    except AlreadyJoinedError:
        message = "an earlier record has the same ID, so data in the other files is ambiguous"
        action = "Remove one of the two records."
        draft.refuse("ambiguous_owner", "external_id", message, action)
        return []


def left_over(
    additions: SideTable, kind: str, name: str, owner: str = "user"
) -> Iterator[UserRecord]:
    """What the files have for nobody, once all records are read: it is listed, and not imported.

    Args:
        additions: The rows.
        kind: What they are.
        name: What people call one, with its article.
        owner: What it belongs to.
    """
    for place, _ in additions.unused(kind):
        omission = Omission("no_owner", "", f"{name} whose {owner} is not in the files")
        yield UserRecord(place, {}, omissions=(omission,), skipped=f"{name} without its {owner}")
