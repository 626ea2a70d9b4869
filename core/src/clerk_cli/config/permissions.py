"""What other users can do with files of configuration."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from clerk_cli.config.files import belongs_to_somebody_else
from clerk_cli.errors import ConfigError

OTHERS_READ = stat.S_IRGRP | stat.S_IROTH
OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
EVERYBODY = "everybody can write it"


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
        return EVERYBODY
    for folder in {path.parent, Path(os.path.realpath(path)).parent}:
        folder_status = folder.stat()
        if belongs_to_somebody_else(folder_status):
            return f"{folder} belongs to another user"
        is_sticky = sticky_is_safe and folder_status.st_mode & stat.S_ISVTX
        if folder_status.st_mode & stat.S_IWOTH and not is_sticky:
            return f"everybody can write to {folder}"
    return ""


def refuse_shared(path: Path, status: os.stat_result, *, of_anybody: bool = False) -> None:
    """Refuse a file whose programs would be run, where somebody else could have named them.

    Args:
        path: The file.
        status: Its owner and mode.
        of_anybody: Whether it and its folder may belong to another user.

    Raises:
        ConfigError: Somebody else can change or replace it.
    """
    if not stat.S_ISREG(status.st_mode):  # A pipe is in no folder.
        return
    if of_anybody:
        everybody = os.name != "nt" and status.st_mode & stat.S_IWOTH
        reason = EVERYBODY if everybody else ""
    else:
        reason = distrust(path, status, sticky_is_safe=True)
    if not reason:
        return
    # The path may be a link: what others can change is what it leads to.
    place = Path(os.path.realpath(path))
    place = place if reason == EVERYBODY else place.parent
    fix = f"Fix it with: chmod go-w {quote(place)}"
    raise ConfigError(
        f"refusing to use {path}: {reason}",
        hint="It decides which programs are run. "
        + (fix if "everybody" in reason else "Change the owner to yourself."),
    )


def quote(path: Path) -> str:
    """A path as a shell takes it."""
    import shlex

    return shlex.quote(str(path))
