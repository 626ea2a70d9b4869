"""What the check stores about steps; it runs before any request that changes something."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from clerk_cli_migrate.journal.rows import COLUMNS, step_of
from clerk_cli_migrate.journal.steps import (
    EXISTING,
    INVITATION,
    MEMBERSHIP,
    ORGANIZATION,
    READY,
    USER,
    Refusal,
    Step,
)


class CheckedSteps:
    """The part of a journal that the check works on, on one thread."""

    _database: sqlite3.Connection

    def mark(self, step: int, state: str, clerk_id: str, refusal: Refusal | None = None) -> None:
        """Store what the check found out about a record; what hangs on a user follows.

        Args:
            step: The number of its first step.
            state: Its state.
            clerk_id: The ID of the object that the instance has.
            refusal: Why it is refused.
        """
        code, reason, action = refusal or (None, None, None)
        self._database.execute(
            "UPDATE steps SET state = ?, clerk_id = ?, code = ?, reason = ?, action = ?"
            " WHERE id = ?",
            (state, clerk_id, code, reason, action, step),
        )

    def key_of(self, step: int) -> str:
        """The external ID of a user, or the key of an organization.

        Args:
            step: The number of its step.
        """
        row = self._database.execute("SELECT key FROM steps WHERE id = ?", (step,)).fetchone()
        return str(row[0])

    def key_of_object(self, clerk_id: str) -> str | None:
        """The external ID of a user whom the run created or found.

        Args:
            clerk_id: The ID that the instance gave the user; empty for nobody.
        """
        row = self._database.execute(
            "SELECT key FROM steps WHERE clerk_id = ? AND clerk_id != '' AND kind = ?",
            (clerk_id, USER),
        ).fetchone()
        return None if row is None else str(row[0])

    def records(self) -> dict[str, int]:
        """How many records are in each state, without what belongs to another record."""
        rows = self._database.execute(
            "SELECT state, count(*) FROM steps WHERE original IS NOT NULL GROUP BY state"
        )
        return dict(rows.fetchall())

    def drop_dependents(self, kinds: Sequence[str], owner_kind: str) -> None:
        """Remove the steps of what belongs to a record that is refused.

        Args:
            kinds: The kinds of those steps.
            owner_kind: The kind of the steps that they belong to.
        """
        marks = ", ".join("?" * len(kinds))
        self._database.execute(
            f"DELETE FROM steps WHERE kind IN ({marks}) AND original IS NULL"  # noqa: S608
            " AND owner NOT IN (SELECT key FROM steps WHERE kind = ? AND state IN (?, ?))",
            (*kinds, owner_kind, READY, EXISTING),
        )

    def drop_kind(self, kind: str) -> None:
        """Remove the steps of a kind that are to be sent."""
        self._database.execute("DELETE FROM steps WHERE kind = ? AND state = ?", (kind, READY))

    def drop(self, kind: str, key: str, owner: str) -> None:
        """Remove the step of something that an existing user or organization has."""
        self._database.execute(
            "DELETE FROM steps WHERE kind = ? AND key = ? AND owner = ?", (kind, key, owner)
        )

    def sizes_of_organizations(self) -> list[tuple[str, int]]:
        """The keys of organizations with more than one new member, and how many these are."""
        rows = self._database.execute(
            "SELECT owner, count(*) FROM steps WHERE kind = ? AND state = ?"
            " GROUP BY owner HAVING count(*) > 1",
            (MEMBERSHIP, READY),
        )
        return [(str(key), int(size)) for key, size in rows.fetchall()]

    def creators(self) -> list[tuple[Step, str]]:
        """The organizations that are to be created by somebody, and whom their records name."""
        rows = self._database.execute(
            f"SELECT {COLUMNS} FROM steps WHERE kind = ? AND state = ?"  # noqa: S608
            " AND json_extract(body, '$.created_by') IS NOT NULL ORDER BY id",
            (ORGANIZATION, READY),
        )
        return [(step, str(step.body["created_by"])) for step in map(step_of, rows)]

    def drop_creator(self, step: int) -> None:
        """Create an organization in nobody's name.

        Args:
            step: The number of its step.
        """
        self._database.execute(
            "UPDATE steps SET body = json_remove(body, '$.created_by') WHERE id = ?", (step,)
        )

    def unknown_owners(self) -> list[str]:
        """The organizations of memberships that no record of the files describes."""
        rows = self._database.execute(
            "SELECT DISTINCT owner FROM steps WHERE kind = ? AND owner NOT IN"
            " (SELECT key FROM steps WHERE kind = ?)",
            (MEMBERSHIP, ORGANIZATION),
        )
        return [row[0] for row in rows]

    def unknown_members(self) -> list[str]:
        """The users of memberships whom no record of the files describes."""
        rows = self._database.execute(
            "SELECT DISTINCT key FROM steps WHERE kind = ? AND state = ? AND NOT EXISTS"
            " (SELECT 1 FROM steps other WHERE other.kind = ? AND other.alias = steps.key"
            " AND other.alias != '')",
            (MEMBERSHIP, READY, USER),
        )
        return [row[0] for row in rows]

    def roles(self) -> list[str]:
        """The roles that memberships and invitations ask for."""
        rows = self._database.execute(
            "SELECT DISTINCT json_extract(body, '$.role') FROM steps WHERE kind IN (?, ?)"
            " AND state = ?",
            (MEMBERSHIP, INVITATION, READY),
        )
        return [str(row[0]) for row in rows]

    def memberships(self, condition: str, values: Sequence[str]) -> Iterator[Step]:
        """The memberships that are to be created and for which a condition holds.

        Args:
            condition: A condition of ours on the columns.
            values: What it compares with.
        """
        rows = self._database.execute(
            f"SELECT {COLUMNS} FROM steps WHERE kind = ? AND state = ? AND {condition}"  # noqa: S608
            " ORDER BY id",
            (MEMBERSHIP, READY, *values),
        ).fetchall()
        return map(step_of, rows)
