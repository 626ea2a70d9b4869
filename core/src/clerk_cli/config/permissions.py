"""What other users can do with files of configuration."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from clerk_cli.config.files import OTHERS_WRITE, belongs_to_somebody_else

OTHERS_READ = stat.S_IRGRP | stat.S_IROTH
WORLD_WRITABLE = "it is world-writable"
WORLD_WRITABLE_FOLDER = "is world-writable"


def warnings(path: Path, status: os.stat_result, *, holds_secret: bool) -> list[str]:
    """What is wrong with the permissions of a file, each with the command that fixes it.

    Args:
        path: The file.
        status: Its owner and mode.
        holds_secret: Whether it matters who can read it.
    """
    if os.name == "nt":  # Its permissions are not in the mode.
        return []
    texts = []
    file = Path(os.path.realpath(path))
    if status.st_mode & OTHERS_WRITE:
        texts.append(warning_of_file(path))
    elif holds_secret and status.st_mode & OTHERS_READ:
        texts.append(
            f"{path} holds a secret key, and other users can read it. "
            f"Fix it with: chmod 600 {quote(file)}"
        )
    return [*texts, *warnings_of_folder(path)]


def warning_of_file(path: Path) -> str:
    """The warning that others can write a file."""
    file = Path(os.path.realpath(path))
    return f"Other users can change {path}. Fix it with: chmod 600 {quote(file)}"


def warnings_of_folder(path: Path) -> list[str]:
    """What is wrong with the folder of a file, whether that exists or not."""
    folder = Path(os.path.realpath(path)).parent
    status = folder.stat()
    if belongs_to_somebody_else(status):
        return [
            f"The folder {folder} belongs to another user (uid {status.st_uid}), who can "
            f"replace {path}. Make yourself its owner."
        ]
    if stat.S_ISDIR(status.st_mode) and status.st_mode & OTHERS_WRITE:
        return [f"Other users can replace {path}. Fix it with: chmod go-w {quote(folder)}"]
    return []


def distrust(path: Path, status: os.stat_result, *, sticky_is_safe: bool = False) -> str:
    """Why somebody else could have chosen the content of a file; empty where nobody could.

    Args:
        path: The file.
        status: Its owner and mode.
        sticky_is_safe: Whether a folder such as ``/tmp``, where everybody adds files but nobody
            replaces those of others, may hold it.
    """
    if os.name == "nt":  # Owners and permissions are not in the status.
        return ""
    if belongs_to_somebody_else(status):
        return "it belongs to another user"
    if status.st_mode & stat.S_IWOTH:
        return WORLD_WRITABLE
    for folder in {path.parent, Path(os.path.realpath(path)).parent}:
        folder_status = folder.stat()
        if belongs_to_somebody_else(folder_status):
            return f"{folder} belongs to another user"
        is_sticky = sticky_is_safe and folder_status.st_mode & stat.S_ISVTX
        if folder_status.st_mode & stat.S_IWOTH and not is_sticky:
            return f"{folder} {WORLD_WRITABLE_FOLDER}"
    return ""


def distrust_of(path: str) -> str:
    """Why somebody else could have chosen the content of a file; empty where nobody could.

    Args:
        path: The file; its folder may be one such as ``/tmp``.

    Raises:
        OSError: It does not exist.
    """
    return distrust(Path(path), Path(path).stat(), sticky_is_safe=True)


def quote(path: Path) -> str:
    """A path as a shell takes it."""
    import shlex

    return shlex.quote(str(path))
