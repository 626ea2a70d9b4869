"""Where journals are, and which one a word means."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

from clerk_cli.api import Context, LocalError, UsageError
from clerk_cli_migrate.journal.store import Journal

SUFFIX = ".db"
POINTER_SUFFIX = ".path"
"""How the name of a file ends that says where a journal is which is elsewhere."""

LAST = "last"


def folder(context: Context) -> Path:
    """The folder of journals, below the configuration."""
    return context.paths.directory / "migrations"


def new_path(context: Context, journal: str | None) -> Path:
    """The file of a new journal.

    Args:
        context: The run.
        journal: A path of the command line; None for the folder of journals.
    """
    if journal is not None:
        return context.environment.path(journal)
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(context.environment.now()))
    return folder(context) / f"{stamp}-{os.urandom(2).hex()}{SUFFIX}"


def remember(journal: Path, context: Context) -> None:
    """Write down where a journal is, if it is not in the folder, so that it is found again.

    Args:
        journal: The file of the journal.
        context: The run.

    Raises:
        LocalError: The folder cannot be written.
    """
    path = journal.absolute()
    if path.parent == folder(context).absolute():
        return
    name = f"{path.stem}-{hashlib.sha256(os.fsencode(path)).hexdigest()[:12]}{POINTER_SUFFIX}"
    try:
        folder(context).mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder(context) / name).write_bytes(os.fsencode(path))
    except OSError as error:
        raise LocalError(f"{folder(context)} cannot be written: {error.strerror}") from None


def all_paths(context: Context) -> list[Path]:
    """The journals of the folder and those that it remembers, the latest run first."""
    paths = set(folder(context).absolute().glob(f"*{SUFFIX}"))
    for pointer in folder(context).glob(f"*{POINTER_SUFFIX}"):
        path = Path(os.fsdecode(pointer.read_bytes()))
        if path.is_file():
            paths.add(path)
    return sorted(paths, key=lambda path: (_started_at(path), path.name), reverse=True)


def path_of(run: str, context: Context) -> Path:
    """The journal that a word means: a name, its beginning, ``last``, or a path.

    Raises:
        UsageError: There is none, or there are several.
    """
    paths = all_paths(context)
    if run == LAST:
        if not paths:
            raise UsageError(
                "there are no runs yet", hint="Start one with: clerk migrate import FILE"
            )
        return paths[0]
    path = context.environment.path(run)
    if path.is_file():
        return path
    exact = [path for path in paths if run in (path.stem, path.name)]
    matching = exact or [path for path in paths if run and path.name.startswith(run)]
    if len(matching) == 1:
        return matching[0]
    if matching:
        names = ", ".join(str(path) if exact else path.stem for path in matching)
        kind = "the name" if exact else "a prefix"
        raise UsageError(f'"{run}" is {kind} of several runs: {names}')
    raise UsageError(f'run "{run}" does not exist', hint="See them with: clerk migrate runs")


def _started_at(path: Path) -> float:
    """When a run began, in milliseconds; for a file that tells nothing, when it was changed."""
    try:
        journal = Journal(path, read_only=True)
    except LocalError:
        return path.stat().st_mtime * 1000
    try:
        value = journal.get("created_at")
    finally:
        journal.close()
    return float(value) if isinstance(value, (int, float)) else path.stat().st_mtime * 1000
