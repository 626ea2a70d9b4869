"""What identifies records, on disk, so that a million of them need no memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from clerk_cli.api import APIObject
from clerk_cli_migrate.records import UserRecord

EXTERNAL_ID: Final = "external_id"
EMAIL: Final = "email_address"
PHONE: Final = "phone_number"
USERNAME: Final = "username"
WALLET: Final = "web3_wallet"
ORGANIZATION: Final = "organization"
ROLE: Final = "role"
SLUG: Final = "slug"

IDENTIFIERS = (EXTERNAL_ID, EMAIL, PHONE, USERNAME, WALLET)
"""What no two users of an instance share; lists of users filter by each."""

CACHE_KIBIBYTES = 8_192


class Holder(NamedTuple):
    """The record that has a key.

    Args:
        step: Its number in the journal.
        file: Its file.
        line: Its line.
    """

    step: int
    file: str
    line: int


class Keys:
    """The keys of all records that were read, in a temporary file of SQLite's."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute(f"PRAGMA cache_size = -{CACHE_KIBIBYTES}")
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute(
            "CREATE TABLE keys (kind TEXT, value TEXT, step INTEGER, file TEXT, line INTEGER,"
            " PRIMARY KEY (kind, value)) WITHOUT ROWID"
        )
        self._is_indexed = False
        self._database.execute("BEGIN")

    def close(self) -> None:
        """Remove the file."""
        self._database.close()

    def add(self, kind: str, value: str, holder: Holder) -> None:
        """Store a key of a record, unless an earlier record has it."""
        self._database.execute(
            "INSERT OR IGNORE INTO keys VALUES (?, ?, ?, ?, ?)", (kind, value, *holder)
        )

    def find(self, kind: str, value: str) -> Holder | None:
        """The record that has a key."""
        row = self._database.execute(
            "SELECT step, file, line FROM keys WHERE kind = ? AND value = ?", (kind, value)
        ).fetchone()
        return None if row is None else Holder(*row)

    def has_any(self, step: int, kinds: Collection[str]) -> bool:
        """Whether a record has a key of one of some kinds.

        Args:
            step: The number of the record in the journal.
            kinds: The kinds.
        """
        if not self._is_indexed:
            self._database.execute("CREATE INDEX keys_of_steps ON keys (step, kind)")
            self._is_indexed = True
        marks = ", ".join("?" * len(kinds))
        row = self._database.execute(
            f"SELECT 1 FROM keys WHERE step = ? AND kind IN ({marks}) LIMIT 1",  # noqa: S608
            (step, *kinds),
        ).fetchone()
        return row is not None

    def count(self, kind: str) -> int:
        """How many keys of a kind there are."""
        row = self._database.execute("SELECT count(*) FROM keys WHERE kind = ?", (kind,)).fetchone()
        return int(row[0])

    def values(self, kind: str, size: int) -> Iterator[list[str]]:
        """The keys of a kind, a few at a time."""
        last = ""
        while True:
            rows = self._database.execute(
                "SELECT value FROM keys WHERE kind = ? AND value > ? ORDER BY value LIMIT ?",
                (kind, last, size),
            ).fetchall()
            if not rows:
                return
            yield [row[0] for row in rows]
            last = rows[-1][0]


def keys_of_record(record: UserRecord) -> Iterator[tuple[str, str]]:
    """What identifies a user that is to be created: kinds and values, as they are compared."""
    fields = record.fields
    for kind in (EXTERNAL_ID, USERNAME):
        if value := fields.get(kind):
            yield kind, compared(kind, value)
    for kind in (EMAIL, PHONE, WALLET):
        values = fields.get(kind)
        for value in values if isinstance(values, list) else ():
            yield kind, compared(kind, value)
    for contacts, kind in ((record.emails, EMAIL), (record.phones, PHONE)):
        for contact in contacts:
            if value := contact.get(kind):
                yield kind, compared(kind, value)


def keys_of_user(user: APIObject) -> Iterator[tuple[str, str]]:
    """What identifies a user of the instance."""
    for kind in (EXTERNAL_ID, USERNAME):
        if value := user.get(kind):
            yield kind, compared(kind, value)
    members = (("email_addresses", EMAIL), ("phone_numbers", PHONE), ("web3_wallets", WALLET))
    for member, kind in members:
        for contact in user.get(member) or ():
            if value := contact.get(kind):
                yield kind, compared(kind, value)


def compared(kind: str, value: object) -> str:
    """A key as it is compared: email addresses and usernames in lower case."""
    text = str(value)
    return text.lower() if kind in (EMAIL, USERNAME) else text
