"""Files of a rehearsal that several processes read, and copies of what can be read only once."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path
from typing import IO

from clerk_cli.api import Environment
from clerk_cli_migrate.files.inputs import STDIN


def reusable_path(name: str, folder: Path, environment: Environment) -> Path:
    """The path of a file; of a copy, if it can be read only once.

    Args:
        name: The name on the command line; ``-`` for stdin.
        folder: Where copies are.
        environment: Where the file is.
    """
    if name == STDIN:
        path = folder / "stdin"
        stream = environment.stdin
        with create(path) as file:
            source = getattr(stream, "buffer", None)
            if source is None:  # a stream of text
                file.write(stream.read().encode())
            else:
                shutil.copyfileobj(source, file)
        return path
    path = environment.path(name).absolute()
    if not _is_pipe(path):
        return path
    copy = folder / f"pipe-{path.name}"
    with path.open("rb") as pipe, create(copy) as file:
        shutil.copyfileobj(pipe, file)
    return copy


def create(path: Path) -> IO[bytes]:
    """A new file that only its owner can read."""
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")


def _is_pipe(path: Path) -> bool:
    try:
        return stat.S_ISFIFO(path.stat().st_mode)
    except OSError:
        return False
