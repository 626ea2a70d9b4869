"""The database file of a sandbox: created and seeded on first use, measured, reset."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from clerk_cli.api import ConfigError
from clerk_cli_sandbox.application import Sandbox
from clerk_cli_sandbox.http.quirks import Quirks
from clerk_cli_sandbox.local import DEMO
from clerk_cli_sandbox.local.seeds import load_seed
from clerk_cli_sandbox.storage.store import Store

if TYPE_CHECKING:
    from clerk_cli.api import Environment

FILE_NAME = "sandbox.db"
SIDE_FILES = ("", "-journal", "-wal", "-shm")


def default_path(environment: Environment) -> Path:
    """The database file of the ``sandbox`` profile."""
    from clerk_cli.api import Paths

    return Paths.of(environment).directory / FILE_NAME


def open_sandbox(
    path: Path | None,
    *,
    seed: str = DEMO,
    directory: Path | None = None,
    quirks: Quirks | None = None,
) -> Sandbox:
    """Open a sandbox; a new one is seeded, once, however many processes open it.

    Args:
        path: The database file; None for one in memory.
        seed: ``demo``, ``empty``, or the path to a JSON file.
        directory: The directory that a relative path of a seed starts from.
        quirks: How to answer where the API is undocumented.

    Raises:
        ConfigError: The database or the seed cannot be used.
    """
    store = Store(path)
    sandbox = Sandbox(store, quirks=quirks)
    try:
        if store.is_new:
            with store.transaction():
                if store.is_new:  # Another process may have been faster.
                    load_seed(sandbox, seed, directory or Path.cwd())
                    store.mark_seeded()
    except BaseException:
        store.close()
        raise
    return sandbox


def remove(path: Path) -> None:
    """Remove the files of a sandbox."""
    for suffix in SIDE_FILES:
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + suffix).unlink()


def size(path: Path) -> int:
    """The size of a sandbox on disk, in bytes."""
    files = [path.with_name(path.name + suffix) for suffix in SIDE_FILES]
    return sum(file.stat().st_size for file in files if file.exists())


def reset(path: Path, seed: str, directory: Path) -> None:
    """Delete everything in a sandbox and load a seed; an invalid seed changes nothing.

    A file that is not a database, or was created by a newer version, is replaced.

    Raises:
        ConfigError: The seed cannot be used.
    """
    try:
        store = Store(path)
    except ConfigError:
        remove(path)
        store = Store(path)
    try:
        with store.transaction():
            store.clear()
            load_seed(Sandbox(store), seed, directory)
            store.mark_seeded()
    finally:
        store.close()
