"""Where journals are, and which one a word means."""

from __future__ import annotations

import os
import time
from pathlib import Path

from clerk_cli.api import Context, UsageError

SUFFIX = ".db"
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


def all_paths(context: Context) -> list[Path]:
    """The journals of the folder, the latest first."""
    journals = folder(context).glob(f"*{SUFFIX}")
    return sorted(journals, key=lambda path: path.name, reverse=True)


def path_of(run: str, context: Context) -> Path:
    """The journal that a word means: a name, its beginning, ``last``, or a path.

    Raises:
        UsageError: There is none, or there are several.
    """
    paths = all_paths(context)
    if run == LAST:
        if not paths:
            raise UsageError("there is no run yet", hint="Begin one: clerk migrate import FILE")
        return paths[0]
    path = context.environment.path(run)
    if path.is_file():
        return path
    exact = [path for path in paths if path.name == f"{run}{SUFFIX}"]
    matching = exact or [path for path in paths if run and path.name.startswith(run)]
    if len(matching) == 1:
        return matching[0]
    if matching:
        names = ", ".join(path.stem for path in matching)
        raise UsageError(f'"{run}" is the beginning of several runs: {names}')
    raise UsageError(f'there is no run "{run}"', hint="See them with: clerk migrate runs")
