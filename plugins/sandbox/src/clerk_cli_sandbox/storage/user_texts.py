"""What users are searched and sorted by, kept beside the objects.

A text of three characters or more is looked up in an index of trigrams (FTS5). If very many users
have it, or there is no such index, users are compared one by one in the order of the list instead:
then a page fills early, where looking all of them up and sorting them would take long.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from typing import Any

USER = "user"
CONTACTS = ("email_address", "phone_number", "web3_wallet")
COLUMNS = ("id", "username", "name", *CONTACTS)
"""The columns that a search can name, in the order of the table."""

TRIGRAM = 3
HITS = "SELECT rowid FROM user_trigrams WHERE user_trigrams MATCH ?"
MANY = 1_000
"""How many users with a text are looked up; more are met soon in any order."""

SORT_KEYS = {f"_{kind}": (kind, f"primary_{kind}_id") for kind in CONTACTS}
"""Hidden members of users: the value of the primary contact of each kind."""

TABLE = (
    "CREATE TABLE IF NOT EXISTS user_texts (user_rowid INTEGER PRIMARY KEY, "
    f"user_id TEXT NOT NULL UNIQUE, {' TEXT, '.join(COLUMNS)} TEXT)"
)
_NEW, _OLD = (", ".join(f"{row}.{name}" for name in COLUMNS) for row in ("new", "old"))
_NAMES = ", ".join(COLUMNS)
_ADD = (
    f"INSERT INTO user_trigrams (rowid, {_NAMES}) "  # noqa: S608
    f"VALUES (new.user_rowid, {_NEW})"
)
_REMOVE = (
    f"INSERT INTO user_trigrams (user_trigrams, rowid, {_NAMES}) "  # noqa: S608
    f"VALUES ('delete', old.user_rowid, {_OLD})"
)
TRIGRAMS = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS user_trigrams USING fts5({_NAMES}, content='user_texts', "
    "content_rowid='user_rowid', tokenize='trigram case_sensitive 1')",
    f"CREATE TRIGGER IF NOT EXISTS user_text_added AFTER INSERT ON user_texts BEGIN {_ADD}; END",
    "CREATE TRIGGER IF NOT EXISTS user_text_removed AFTER DELETE ON user_texts "
    f"BEGIN {_REMOVE}; END",
)
"""The index. Its triggers need no function of this program, so that any client can write."""


def _contacts(kind: str) -> str:
    return (
        f"(SELECT fold(group_concat(json_extract(c.document, '$.{kind}'), char(10))) "  # noqa: S608
        f"FROM objects c WHERE c.kind = '{kind}' "
        # The + removes the affinity of the column, with which SQLite would not use the index.
        "AND json_extract(c.document, '$.user_id') = +o.id)"
    )


_FULL_NAME = " || ' ' || ".join(
    f"COALESCE(json_extract(o.document, '$.{name}'), '')" for name in ("first_name", "last_name")
)
REMOVE = "DELETE FROM user_texts WHERE user_id IN (SELECT value FROM json_each(?))"
FILL = (
    f"INSERT INTO user_texts (user_rowid, user_id, {_NAMES}) "  # noqa: S608
    "SELECT o.rowid, o.id, fold(o.id), fold(json_extract(o.document, '$.username')), "
    f"fold({_FULL_NAME}), {', '.join(map(_contacts, CONTACTS))} "
    f"FROM objects o WHERE o.kind = '{USER}'"
)
FILL_SOME = " ".join((FILL, "AND o.id IN (SELECT value FROM json_each(?))"))
_SORT_VALUES = ", ".join(
    f"'$.{name}', (SELECT json_extract(c.document, '$.{kind}') FROM objects c "  # noqa: S608
    f"WHERE c.kind = '{kind}' AND c.id = json_extract(objects.document, '$.{field}'))"
    for name, (kind, field) in SORT_KEYS.items()
)
SORT_KEY_UPDATE = (
    f"UPDATE objects SET document = json_set(document, {_SORT_VALUES}) "  # noqa: S608
    f"WHERE kind = '{USER}'"
)


def create(database: sqlite3.Connection) -> None:
    """Create the tables, and fill them from the objects that exist."""
    for table in ("user_trigrams", "user_texts"):  # An older version may have fewer columns.
        database.execute(f"DROP TABLE IF EXISTS {table}")
    database.execute(TABLE)
    try:
        for statement in TRIGRAMS:
            database.execute(statement)
    except sqlite3.OperationalError as error:
        # SQLite before 3.34, or without FTS5, searches without the index.
        if not any(text in str(error) for text in ("no such module", "no such tokenizer")):
            raise
    database.execute(SORT_KEY_UPDATE)
    database.execute(FILL)


def has_trigrams(database: sqlite3.Connection) -> bool:
    """Whether there is an index of trigrams."""
    sql = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'user_trigrams'"
    return bool(database.execute(sql).fetchone()[0])


def refresh(database: sqlite3.Connection, user_ids: Iterable[str]) -> None:
    """Update the search columns of users after changes, and remove deleted users."""
    ids = json.dumps(list(user_ids))
    database.execute(REMOVE, [ids])
    database.execute(FILL_SOME, [ids])


def condition(
    database: sqlite3.Connection, text: str, columns: Collection[str], *, indexed: bool
) -> tuple[str, list[Any]]:
    """The SQL that a user has a text, and the values of its placeholders.

    Args:
        database: Counts the users with the text.
        text: The folded text.
        columns: Some of ``COLUMNS``; one of them has the text.
        indexed: Whether there is an index of trigrams.
    """
    if indexed and _has_trigrams(text):
        match = _match(text, columns)
        limited = f"SELECT COUNT(*) FROM ({HITS} LIMIT {MANY + 1})"  # noqa: S608
        if database.execute(limited, [match]).fetchone()[0] <= MANY:
            return f"o.rowid IN ({HITS})", [match]
    comparisons, values = _comparisons(text, columns)
    sql = f"(SELECT {comparisons} FROM user_texts t WHERE t.user_rowid = o.rowid)"  # noqa: S608
    return sql, values


def count(
    database: sqlite3.Connection, text: str, columns: Collection[str], *, indexed: bool
) -> int:
    """How many users have a text; without a look at the users, which would take long.

    Args:
        database: The database.
        text: The folded text.
        columns: Some of ``COLUMNS``; one of them has the text.
        indexed: Whether there is an index of trigrams.
    """
    if indexed and _has_trigrams(text):
        sql, values = f"SELECT COUNT(*) FROM ({HITS})", [_match(text, columns)]  # noqa: S608
    else:
        comparisons, values = _comparisons(text, columns)
        sql = f"SELECT COUNT(*) FROM user_texts t WHERE {comparisons}"  # noqa: S608
    return int(database.execute(sql, values).fetchone()[0])


def _has_trigrams(text: str) -> bool:
    return len(text) >= TRIGRAM and "\0" not in text


def _match(text: str, columns: Collection[str]) -> str:
    """The query for a text, in the language of FTS5."""
    quoted = text.replace('"', '""')
    return f'{{{" ".join(columns)}}} : "{quoted}"'


def _comparisons(text: str, columns: Collection[str]) -> tuple[str, list[str]]:
    """The SQL that a row ``t`` has a text, and the values of its placeholders."""
    return " OR ".join(f"instr(t.{name}, ?)" for name in columns), [text] * len(columns)
