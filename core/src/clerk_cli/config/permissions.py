"""What other users can do with the profiles file."""

from __future__ import annotations

import os
import shlex
import stat
from pathlib import Path

from clerk_cli.config.files import belongs_to_somebody_else

OTHERS_READ = stat.S_IRGRP | stat.S_IROTH
OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


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
        texts.append(f"Other users can change {path}. Fix it with: chmod 600 {quote(file)}")
    elif holds_secret and status.st_mode & OTHERS_READ:
        texts.append(
            f"{path} holds a secret key, and other users can read it. "
            f"Fix it with: chmod 600 {quote(file)}"
        )
    folder = file.parent.stat()
    if belongs_to_somebody_else(folder):
        texts.append(
            f"The folder {file.parent} belongs to another user (uid {folder.st_uid}), who can "
            f"replace {path}. Change its owner to yourself."
        )
    elif folder.st_mode & OTHERS_WRITE:
        texts.append(
            f"Other users can replace {path}. Fix it with: chmod go-w {quote(file.parent)}"
        )
    return texts


def quote(path: Path) -> str:
    """A path as a shell takes it."""
    return shlex.quote(str(path))
