"""The secret key of a project: the search for its ``.env`` file."""

from __future__ import annotations

import os
from pathlib import Path

from clerk_cli.config.dotenv_file import read_key
from clerk_cli.frozen import Frozen

FILE = ".env"


class DotenvKey(Frozen):
    """A secret key and the ``.env`` file that holds it.

    Args:
        path: The file.
        value: The key.
        distrust: Why the key is not used unless the user asks for it; empty for a file that only
            the user and root can write.
    """

    path: Path
    value: str
    distrust: str = ""


def find_key(directory: Path, *, wait: bool = True) -> DotenvKey | None:
    """The key in the nearest ``.env`` file that has one, from ``directory`` upwards.

    Args:
        directory: The folder where the search begins.
        wait: Whether a pipe is read, which takes up to two seconds.

    Raises:
        ConfigError: The nearest file cannot be read, so that nobody knows whether it has a key.
    """
    for folder in (directory, *directory.parents):
        path = folder / FILE
        if os.path.lexists(path) and (key := read_key(path, wait=wait)):
            value, distrust = key
            return DotenvKey(path, value, distrust)
    return None
