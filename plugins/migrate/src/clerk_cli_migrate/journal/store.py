"""What a journal stores, and how a run reads and writes it."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from threading import RLock
from typing import NamedTuple

from clerk_cli_migrate.journal.checks import CheckedSteps
from clerk_cli_migrate.journal.database import FORMAT, Lock, open_database
from clerk_cli_migrate.journal.rows import COLUMNS, dump, pack, step_of, unpack
from clerk_cli_migrate.journal.steps import (
    DONE,
    MEMBERSHIP,
    OPEN,
    ORGANIZATION,
    READY,
    SENDING,
    UNCERTAIN,
    USER,
    Refusal,
    Step,
)

SECRETS = ("password", "password_digest", "password_hasher", "totp_secret", "backup_codes")
"""What the body of a user has that no journal keeps after the run."""

INSERT = """
INSERT INTO steps (kind, file, line, key, owner, body, original, alias, secrets, state, clerk_id,
    code, reason, action) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


class Failure(NamedTuple):
    """A step that did not succeed.

    Args:
        step: The step.
        refusal: Why.
        original: The record as the source has it.
    """

    step: Step
    refusal: Refusal
    original: object


class Journal(CheckedSteps):
    """The journal of one run; its methods may be called from several threads.

    Args:
        path: The file.
        new: Whether it is made.
        read_only: Whether it is only read, while another process may write it.

    Raises:
        LocalError: The file cannot be used.
        UsageError: Another process writes it.
    """

    def __init__(self, path: Path, *, new: bool = False, read_only: bool = False) -> None:
        self.path = path
        self._lock = None if read_only else _lock_of(path)
        self._database = open_database(path, new=new, read_only=read_only)
        self._guard = RLock()
        if new:
            self.set(format=FORMAT)

    def close(self) -> None:
        """Close the file."""
        self._database.close()
        if self._lock is not None:
            self._lock.release()

    def get(self, name: str, default: object = None) -> object:
        """A fact about the run."""
        with self._guard:
            row = self._database.execute("SELECT value FROM facts WHERE name = ?", (name,))
            value = row.fetchone()
        return default if value is None else json.loads(value[0])

    def text(self, name: str) -> str:
        """A fact that is text; empty if it is not known."""
        return str(self.get(name) or "")

    def set(self, **values: object) -> None:
        """Store facts about the run."""
        rows = [(name, json.dumps(value)) for name, value in values.items()]
        with self._guard, self._transaction():
            self._database.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", rows)

    def begin(self) -> None:
        """Begin to add steps: they are stored together, when ``commit`` is called."""
        self._database.execute("BEGIN")

    def commit(self) -> None:
        """Store what was added."""
        if self._database.in_transaction:
            self._database.execute("COMMIT")

    def add(self, step: Step, original: object = None, refusal: Refusal | None = None) -> int:
        """Add a step, and return its number.

        Args:
            step: The step; its number is not used.
            original: The record as the source has it, perhaps packed already.
            refusal: Why it cannot be sent.
        """
        refused = refusal or Refusal("", "")
        values = (
            *step[1:6],
            dump(step.body),
            None if original is None else pack(original),
            step.alias,
            ",".join(name for name in SECRETS if step.body.get(name)),
            step.state,
            step.clerk_id,
            *refused,
        )
        cursor = self._database.execute(INSERT, values)
        return cursor.lastrowid or 0

    def claim(self, kind: str, number: int) -> list[Step]:
        """Take steps that are ready, which are marked as about to be sent.

        Args:
            kind: Their kind.
            number: At most how many.
        """
        with self._guard, self._transaction():
            # The state is a part of the text, or the planner would not use the partial index.
            rows = self._database.execute(
                f"SELECT {COLUMNS} FROM steps WHERE kind = ? AND state = '{READY}'"  # noqa: S608
                " ORDER BY id LIMIT ?",
                (kind, number),
            ).fetchall()
            claimed = [step_of(row) for row in rows]
            self._database.executemany(
                "UPDATE steps SET state = ?, changed_at = ? WHERE id = ?",
                [(SENDING, time.time(), step.id) for step in claimed],
            )
        return claimed

    def release(self, steps: Iterable[Step], *, uncertain: bool = False) -> None:
        """Mark steps as ready.

        Args:
            steps: The steps.
            uncertain: Whether they may have had an effect that is not visible yet.
        """
        rows = [(READY, UNCERTAIN if uncertain else step.version, step.id) for step in steps]
        with self._guard, self._transaction():
            self._database.executemany("UPDATE steps SET state = ?, version = ? WHERE id = ?", rows)

    def finish(
        self,
        step: Step,
        state: str,
        *,
        clerk_id: str = "",
        version: int = 0,
        refusal: Refusal | None = None,
    ) -> None:
        """Store the outcome of a step.

        Args:
            step: The step.
            state: Its state.
            clerk_id: The ID of the object.
            version: ``updated_at`` of the object.
            refusal: Why it failed.
        """
        with self._guard:
            self._database.execute(
                "UPDATE steps SET state = ?, clerk_id = ?, version = ?, code = ?, reason = ?,"
                " action = ?, changed_at = ? WHERE id = ?",
                (state, clerk_id or step.clerk_id, version or step.version,
                 *(refusal or (None, None, None)), time.time(), step.id),
            )  # fmt: skip

    def steps(self, kind: str, states: Sequence[str]) -> Iterator[Step]:
        """The steps of a kind in some states, in order and in constant memory."""
        last = 0
        marks = ", ".join("?" * len(states))
        while True:
            with self._guard:
                rows = self._database.execute(
                    f"SELECT {COLUMNS} FROM steps WHERE kind = ? AND state IN ({marks})"  # noqa: S608
                    " AND id > ? ORDER BY id LIMIT 500",
                    (kind, *states, last),
                ).fetchall()
            if not rows:
                return
            yield from map(step_of, rows)
            last = rows[-1][0]

    def find(self, kind: str, key: str) -> Step | None:
        """The user or organization with a key, preferably one that the instance has."""
        with self._guard:
            row = self._database.execute(
                f"SELECT {COLUMNS} FROM steps WHERE kind = ? AND key = ?"  # noqa: S608
                " ORDER BY clerk_id = '', id LIMIT 1",
                (kind, key),
            ).fetchone()
        return None if row is None else step_of(row)

    def original(self, kind: str, key: str) -> object:
        """The record that a user or organization came from, as the source has it."""
        with self._guard:
            row = self._database.execute(
                "SELECT original FROM steps WHERE kind = ? AND key = ? AND original IS NOT NULL"
                " LIMIT 1",
                (kind, key),
            ).fetchone()
        return None if row is None else unpack(row[0])

    def owned(self, kinds: Sequence[str], owner: str, *states: str) -> list[Step]:
        """The steps of what belongs to a user or organization, in some states."""
        marks, others = (", ".join("?" * len(values)) for values in (kinds, states))
        with self._guard:
            rows = self._database.execute(
                f"SELECT {COLUMNS} FROM steps WHERE owner = ? AND owner != '' AND kind IN ({marks})"  # noqa: S608
                f" AND state IN ({others}) ORDER BY id",
                (owner, *kinds, *states),
            ).fetchall()
        return [step_of(row) for row in rows]

    def has_created(self, clerk_id: str) -> bool:
        """Whether a step has an ID."""
        with self._guard:
            row = self._database.execute(
                "SELECT 1 FROM steps WHERE clerk_id = ? AND clerk_id != '' LIMIT 1", (clerk_id,)
            ).fetchone()
        return row is not None

    def created(self, kind: str, clerk_id: str) -> Step | None:
        """The step of a kind that created an object."""
        with self._guard:
            row = self._database.execute(
                f"SELECT {COLUMNS} FROM steps WHERE clerk_id = ? AND clerk_id != ''"  # noqa: S608
                " AND kind = ? AND state = ? LIMIT 1",
                (clerk_id, kind, DONE),
            ).fetchone()
        return None if row is None else step_of(row)

    def owners(self, kind: str) -> list[str]:
        """The IDs of the organizations of what was created of a kind."""
        with self._guard:
            rows = self._database.execute(
                "SELECT DISTINCT clerk_id FROM steps WHERE kind = ? AND clerk_id != '' AND key IN"
                " (SELECT DISTINCT owner FROM steps WHERE kind = ? AND state = ?)",
                (ORGANIZATION, kind, DONE),
            ).fetchall()
        return [row[0] for row in rows]

    def find_user(self, alias: str) -> Step | None:
        """The user that other records call so, preferably one that the instance has."""
        with self._guard:
            row = self._database.execute(
                f"SELECT {COLUMNS} FROM steps WHERE alias = ? AND alias != ''"  # noqa: S608
                " ORDER BY clerk_id = '', id LIMIT 1",
                (alias,),
            ).fetchone()
        return self.find(USER, alias) if row is None else step_of(row)

    def failures(self, states: Sequence[str]) -> Iterator[Failure]:
        """The steps that did not succeed, in order."""
        marks = ", ".join("?" * len(states))
        rows = self._database.execute(
            f"SELECT {COLUMNS}, code, reason, action, original FROM steps"  # noqa: S608
            f" WHERE state IN ({marks}) ORDER BY id",
            tuple(states),
        )
        for row in rows:
            refusal = Refusal(*(str(value or "") for value in row[12:15]))
            yield Failure(step_of(row[:12]), refusal, unpack(row[15]))

    def counts(self) -> dict[str, dict[str, int]]:
        """How many steps of each kind are in each state."""
        with self._guard:
            rows = self._database.execute(
                "SELECT kind, state, count(*) FROM steps GROUP BY kind, state"
            ).fetchall()
        result: dict[str, dict[str, int]] = {}
        for kind, state, number in rows:
            result.setdefault(kind, {})[state] = number
        return result

    def is_open(self) -> bool:
        """Whether there is something left to send."""
        with self._guard:
            row = self._database.execute(
                f"SELECT 1 FROM steps WHERE state IN {OPEN} LIMIT 1"  # noqa: S608
            ).fetchone()
        return row is not None

    def has_admin(self, organization: str, user: str) -> bool:
        """Whether the run made a user an administrator."""
        sql = "SELECT 1 FROM steps WHERE kind = ? AND key = ? AND owner = ? AND clerk_id != ''"
        sql += " AND json_extract(body, '$.role') = 'org:admin'"
        with self._guard:
            return (
                self._database.execute(sql, (MEMBERSHIP, user, organization)).fetchone() is not None
            )

    def remove_secrets(self) -> None:
        """Remove passwords, digests and second factors from the file, also from its free pages."""
        paths = ", ".join(f"'$.{name}'" for name in SECRETS)
        with self._guard:
            self._database.execute(
                f"UPDATE steps SET body = json_remove(body, {paths}), original = NULL"  # noqa: S608
                " WHERE original IS NOT NULL OR kind = 'user'"
            )
            # secure_delete leaves copies of rows that SQLite moved from page to page.
            self._database.execute("VACUUM")
            self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _transaction(self) -> sqlite3.Connection:
        if not self._database.in_transaction:
            self._database.execute("BEGIN IMMEDIATE")
        return self._database


def _lock_of(path: Path) -> Lock:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Lock(path)
