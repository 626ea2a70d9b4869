"""The tables of a database: checked, and created or upgraded, when it is opened."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from clerk_cli.api import ConfigError, LocalError
from clerk_cli_sandbox.storage import images, user_texts
from clerk_cli_sandbox.storage.connections import use_write_ahead_log
from clerk_cli_sandbox.storage.files import start_over

VERSION = 4

SEEDED = 0x636C6572
"""The application id, in the header of the file, of a database whose seed was loaded."""

CHECKED_PAGES = 4_000
"""Up to how many pages a file is checked for damage when it is opened; that takes 20 ms."""

USER_MEMBERS = (
    "updated_at", "last_active_at", "last_sign_in_at", "username", "external_id", "first_name",
    "last_name", "banned", *user_texts.SORT_KEYS,
)  # fmt: skip
"""Members by which users alone are looked up or sorted."""

REFERENCES = ("organization_id", "user_id", *user_texts.CONTACTS)
"""Members by which objects of several kinds are looked up, though most have only some of them."""

COLUMNS = {"kind", "id", "document"}
TABLE = (
    "CREATE TABLE IF NOT EXISTS objects (kind TEXT NOT NULL, id TEXT NOT NULL, "
    "document TEXT NOT NULL, PRIMARY KEY (kind, id))"
)


def prepare(database: sqlite3.Connection, path: Path | None) -> None:
    """Check a database, and create or upgrade its tables.

    Args:
        database: The database.
        path: Its file, for messages.

    Raises:
        ConfigError: It was created by a newer version.
        DatabaseError: A page is damaged.
        LocalError: It has the tables of another program.
    """
    # A process that is killed loses nothing that was committed; a power failure could.
    database.execute("PRAGMA synchronous = NORMAL")
    if int(database.execute("PRAGMA page_count").fetchone()[0]) <= CHECKED_PAGES:
        result = database.execute("PRAGMA quick_check(1)").fetchone()[0]
        if result != "ok":
            raise sqlite3.DatabaseError(" ".join(result.split()))
    _require_own(database, path)
    upgrade(database, path)


def _require_own(database: sqlite3.Connection, path: Path | None) -> None:
    """Check that the tables are those of a sandbox, or that there are none yet.

    Raises:
        LocalError: It is the database of another program, which must stay as it is.
    """
    if int(database.execute("PRAGMA application_id").fetchone()[0]) == SEEDED:
        return
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    tables = {name for (name,) in database.execute(names)}
    columns = {row[1] for row in database.execute("PRAGMA table_info(objects)")}
    if tables and not COLUMNS.issubset(columns):
        reason = "it is the database of another program"
        raise LocalError(
            f"cannot use the sandbox database {path}: {reason}", hint="Choose another file."
        )


def upgrade(database: sqlite3.Connection, path: Path | None) -> None:
    """Create the tables, or bring those of an older version up to date.

    Raises:
        ConfigError: The database was created by a newer version.
    """
    version = _version(database)
    if version > VERSION:
        raise ConfigError(
            f"the sandbox database {path} was created by a newer version",
            hint=f"Upgrade clerk-cli-sandbox. {start_over(path)}",
        )
    if version == VERSION:
        return
    use_write_ahead_log(database)
    database.execute("BEGIN IMMEDIATE")
    try:
        if _version(database) != VERSION:  # Another process may have been faster.
            _create(database)
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def _create(database: sqlite3.Connection) -> None:
    database.execute(TABLE)
    database.execute(images.TABLE)
    names = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    for (name,) in database.execute(names).fetchall():
        database.execute(f"DROP INDEX {name}")
    for name, member, condition in _indexes():
        database.execute(
            f"CREATE INDEX by_{name} ON objects (kind, json_extract(document, '$.{member}'), id)"
            f"{condition}"
        )
    user_texts.create(database)
    database.execute(f"PRAGMA user_version = {VERSION}")


def _indexes() -> Iterator[tuple[str, str, str]]:
    """The name of each index, its member, and which objects it has: the fewer, the faster."""
    yield "created_at", "created_at", ""
    for name in USER_MEMBERS:
        yield f"user_{name}", name, " WHERE kind = 'user'"
    for name in REFERENCES:
        yield name, name, f" WHERE json_extract(document, '$.{name}') IS NOT NULL"
