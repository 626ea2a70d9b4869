"""Reading files that decide which programs are run: nobody else may have written them."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from clerk_cli.config.files import read_with_status
from clerk_cli.config.permissions import WORLD_WRITABLE, WORLD_WRITABLE_FOLDER, distrust, quote
from clerk_cli.errors import ConfigError


def read_program_file(
    path: Path, *, of_anybody: bool = False, pipe_seconds: float = 0.0
) -> str | None:
    """The text of a file that names programs; None if it does not exist.

    Args:
        path: The file.
        of_anybody: Whether it and its folder may belong to another user, as in a repository.
        pipe_seconds: How long a pipe may take to answer, in seconds; 0 refuses pipes.

    Raises:
        ConfigError: It cannot be read, or somebody else can change or replace it.
    """
    content, status = read_with_status(path, of_anybody=of_anybody, pipe_seconds=pipe_seconds)
    if status is not None:
        _refuse_shared(path, status, of_anybody=of_anybody)
    return content


def _refuse_shared(path: Path, status: os.stat_result, *, of_anybody: bool) -> None:
    """Refuse a file whose programs would be run, where somebody else could have named them.

    Raises:
        ConfigError: Somebody else can change or replace it.
    """
    if not stat.S_ISREG(status.st_mode):  # A pipe is in no folder.
        return
    if of_anybody:
        everybody = os.name != "nt" and status.st_mode & stat.S_IWOTH
        reason = WORLD_WRITABLE if everybody else ""
    else:
        reason = distrust(path, status, sticky_is_safe=True)
    if not reason:
        return
    # The path may be a link: what others can change is what it leads to.
    place = Path(os.path.realpath(path))
    place = place if reason == WORLD_WRITABLE else place.parent
    fix = f"Fix it with: chmod go-w {quote(place)}"
    raise ConfigError(
        f"refusing to use {path}: {reason}",
        hint="It decides which programs are run. "
        + (fix if reason.endswith(WORLD_WRITABLE_FOLDER) else "Make yourself the owner."),
    )
