"""Snapshots: copies of a sandbox under a name, to go back to."""

from __future__ import annotations

import os
import re
from pathlib import Path

from clerk_cli.api import ConfigError, Environment, LocalError, UsageError
from clerk_cli_sandbox.local.instance import open_sandbox, remove
from clerk_cli_sandbox.storage.store import Store

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
SUFFIX = ".db"


def snapshot_path(database: Path, name: str) -> Path:
    """The file of a snapshot, in a folder beside the database.

    Raises:
        UsageError: The name is not the name of a file everywhere.
    """
    if not NAME.fullmatch(name):
        raise UsageError(
            f'"{name}" is not a valid name of a snapshot',
            hint="Use up to 64 letters, digits, dots, dashes, and underscores.",
        )
    return _folder(database) / f"{name}{SUFFIX}"


def snapshot_names(database: Path) -> list[str]:
    """The snapshots of a sandbox, sorted."""
    return sorted(path.stem for path in _folder(database).glob(f"*{SUFFIX}"))


def take_snapshot(environment: Environment, database: Path, name: str, *, replace: bool) -> Path:
    """Copy a sandbox as it is; a server may be using it meanwhile.

    Args:
        environment: Replaces the file.
        database: The database of the sandbox.
        name: The name of the snapshot.
        replace: Whether to replace a snapshot of that name.

    Raises:
        ClerkError: The sandbox cannot be read, or the snapshot exists.
        LocalError: The copy cannot be written.
    """
    path = snapshot_path(database, name)
    if path.exists() and not replace:
        raise ConfigError(
            f'the snapshot "{name}" already exists',
            hint="Replace it with --replace, or choose another name.",
        )
    incomplete = path.with_name(f".{name}.{os.getpid()}")
    store = open_sandbox(database).store
    try:
        store.copy_to(incomplete)
        environment.replace_file(incomplete, path)
    except OSError as error:
        raise LocalError(f"cannot write the snapshot {path}: {error.strerror}") from error
    finally:
        store.close()
        remove(incomplete)
    return path


def existing_snapshot(database: Path, name: str) -> Path:
    """The file of a snapshot that was saved.

    Raises:
        ClerkError: The snapshot does not exist.
    """
    path = snapshot_path(database, name)
    if not path.is_file():
        names = ", ".join(snapshot_names(database))
        hint = f"Snapshots: {names}" if names else "Save one with: clerk sandbox snapshot NAME"
        raise ConfigError(f'the snapshot "{name}" does not exist', hint=hint)
    return path


def restore_snapshot(database: Path, name: str) -> None:
    """Replace the contents of a sandbox by those of a snapshot; a server may be using it.

    Raises:
        ClerkError: The snapshot does not exist, or the sandbox cannot be written.
    """
    snapshot = Store(existing_snapshot(database, name))
    try:
        store = Store(database)
        try:
            store.replace_by(snapshot)
        finally:
            store.close()
    finally:
        snapshot.close()


def _folder(database: Path) -> Path:
    return database.with_name(f"{database.stem}-snapshots")
