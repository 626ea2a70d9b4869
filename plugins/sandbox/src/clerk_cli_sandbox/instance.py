"""The sandbox behind the built-in profile: its file, made and seeded when first needed."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from clerk_cli.api import ConfigError
from clerk_cli_sandbox.application import Sandbox
from clerk_cli_sandbox.quirks import Quirks
from clerk_cli_sandbox.seeds import DEMO, plant
from clerk_cli_sandbox.store import Store

if TYPE_CHECKING:
    from clerk_cli.api import Environment

FILE_NAME = "sandbox.db"
SIDE_FILES = ("", "-journal")


def default_path(environment: Environment) -> Path:
    """The file beside the profiles."""
    from clerk_cli.api import Paths

    return Paths.of(environment).directory / FILE_NAME


def open_sandbox(
    path: Path | None,
    *,
    seed: str = DEMO,
    directory: Path | None = None,
    quirks: Quirks | None = None,
) -> Sandbox:
    """Open a sandbox; one that is new gets its seed, once, whoever else opens it.

    Args:
        path: The database file; None for one in memory.
        seed: ``demo``, ``empty``, or the path of a JSON file.
        directory: The folder that the path of a seed begins in.
        quirks: How it answers where the contract is open.

    Raises:
        ConfigError: The database or the seed cannot be used.
    """
    store = Store(path)
    sandbox = Sandbox(store, quirks=quirks)
    try:
        with store.transaction():
            if store.is_new:
                plant(sandbox, seed, directory or Path.cwd())
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
    """Bytes that a sandbox takes on disk."""
    files = [path.with_name(path.name + suffix) for suffix in SIDE_FILES]
    return sum(file.stat().st_size for file in files if file.exists())


def reset(path: Path, seed: str, directory: Path) -> None:
    """Empty a sandbox and give it a seed; a seed that cannot be used changes nothing.

    A file that is no database, or one of a newer version, is replaced.

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
            plant(Sandbox(store), seed, directory)
            store.mark_seeded()
    finally:
        store.close()
