"""The file of a database: created for its owner only, and what prevents its use."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path

from clerk_cli.api import LocalError


def start_over(path: Path | None) -> str:
    """How to replace a database that cannot be used, and no other one."""
    from shlex import quote

    return f"Start over with: clerk sandbox reset --force --db {quote(str(path))}"


def local_error(path: Path | None, error: sqlite3.OperationalError) -> LocalError:
    """What prevents the use of a database, which is as it was before."""
    if "full" in str(error):
        hint = "Free some space, or set CLERK_CONFIG_DIR to a folder on another disk."
        return LocalError(f"no space left for the sandbox database {path}", hint=hint)
    if "locked" in str(error):
        hint = "Another process is using it; try again."
    else:
        hint = "Check the disk and the permissions of the file and its folder."
    return LocalError(f"cannot use the sandbox database {path}: {error}", hint=hint)


def check_file(path: Path) -> None:
    """Create the file if there is none.

    Raises:
        LocalError: It cannot be created, or something else is in its place.
    """
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        create_file(path)
        return
    except OSError as error:
        raise LocalError(f"cannot use the sandbox database {path}: {error.strerror}") from error
    user = getattr(os, "geteuid", None)
    if not stat.S_ISREG(status.st_mode):
        kind = "a folder" if stat.S_ISDIR(status.st_mode) else "a pipe or a device"
        reason = f"it is {kind}, not a file"
    elif user is not None and status.st_uid not in (user(), 0):
        reason = f"it belongs to another user (uid {status.st_uid})"
    else:
        return
    raise LocalError(f"cannot use the sandbox database {path}: {reason}", hint="Move or remove it.")


def create_file(path: Path) -> None:
    """Create an empty file that only its owner can read."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise LocalError(
            f"cannot create the sandbox database {path}: {error.strerror}",
            hint="Set CLERK_CONFIG_DIR to another directory.",
        ) from error
