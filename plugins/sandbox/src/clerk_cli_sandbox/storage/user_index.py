"""Which users a store has to look at again, because what they are searched by has changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection
from typing import Any

from clerk_cli_sandbox.storage import user_texts

STALE_USERS = 1_000
"""How many users change before what they are searched by is updated within a transaction."""


class UserIndex:
    """Keeps the tables of ``user_texts`` up to date.

    Args:
        database: The connection that writes.
    """

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._stale: set[str] = set()
        self.has_trigrams = user_texts.has_trigrams(database)

    @staticmethod
    def concerns(kind: str) -> bool:
        """Whether users are searched by objects of a kind."""
        return kind in (user_texts.USER, *user_texts.CONTACTS)

    def change(self, kind: str, stored: dict[str, Any]) -> None:
        """Note an object that is about to change; others are brought up to date now and then."""
        if not self.concerns(kind):
            return
        # Before the id is added: what changes is not stored yet.
        if len(self._stale) >= STALE_USERS:
            self.refresh()
        id = stored["id"] if kind == user_texts.USER else stored.get("user_id")
        if id is not None:
            self._stale.add(id)

    def refresh(self) -> None:
        """Bring everything up to date."""
        if self._stale:
            user_texts.refresh(self._database, self._stale)
            self._stale.clear()

    def forget(self) -> None:
        """Leave everything as it is, after a transaction that failed."""
        self._stale.clear()

    def condition(
        self, database: sqlite3.Connection, text: str, columns: Collection[str]
    ) -> tuple[str, list[Any]]:
        """The SQL that a user has a folded text in a column, and the values of its placeholders."""
        return user_texts.condition(database, text, columns, indexed=self.has_trigrams)

    def count(self, database: sqlite3.Connection, text: str, columns: Collection[str]) -> int:
        """How many users have a folded text in one of several columns."""
        return user_texts.count(database, text, columns, indexed=self.has_trigrams)


def sort_keys(
    user: dict[str, Any],
    contacts: dict[str, dict[str, Any]],
    get: Callable[[str, str], dict[str, Any] | None],
) -> dict[str, str | None]:
    """The hidden members that a user is sorted by.

    Args:
        user: The user.
        contacts: Contacts that may not be stored yet, by their ids; those that are found go.
        get: Returns the stored object of a kind with an id.
    """
    keys: dict[str, str | None] = dict.fromkeys(user_texts.SORT_KEYS)
    for name, (kind, field) in user_texts.SORT_KEYS.items():
        if id := user.get(field):
            primary = contacts.pop(id, None) or get(kind, id)
            keys[name] = primary[kind] if primary else None
    return keys
