"""Reading and writing small text files without losing or half-writing them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clerk_cli.errors import ConfigError

LOCK_SECONDS = 10.0
PRIVATE_FILE, PRIVATE_FOLDER, PUBLIC_FILE = 0o600, 0o700, 0o666


def read_text(path: Path) -> str | None:
    """The text of a file with its line endings; None if the file does not exist.

    Raises:
        ConfigError: The file exists but cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return stream.read()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"cannot read {path}: it is not UTF-8 text", hint="Fix or remove the file."
        ) from error


def write_text(path: Path, text: str, *, private: bool = True) -> None:
    """Replace a file in one step; a link is followed.

    Args:
        path: The file.
        text: Its new content.
        private: Whether only its owner may read it; if not, its permissions stay.

    Raises:
        ConfigError: The file or its folder cannot be written.
    """
    target = path.resolve()
    try:
        _make_folder(target.parent)
        _replace(target, text, private=private)
    except OSError as error:
        raise ConfigError(f"cannot write {target}: {error.strerror}") from error


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes from writing a file.

    Raises:
        ConfigError: Another process has held the lock for ten seconds, or it cannot be made.
    """
    from filelock import FileLock, Timeout

    target = path.resolve()
    lock = FileLock(target.with_name(target.name + ".lock"), timeout=LOCK_SECONDS)
    try:
        _make_folder(target.parent)
        lock.acquire()
    except Timeout as error:
        raise ConfigError(
            f"another clerk process is writing {target}", hint=f"If not, remove {lock.lock_file}"
        ) from error
    except OSError as error:
        raise ConfigError(f"cannot write {target}: {error.strerror}") from error
    try:
        yield
    finally:
        lock.release()


def _make_folder(folder: Path) -> None:
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)


def _replace(target: Path, text: str, *, private: bool) -> None:
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    mode = PRIVATE_FILE if private else PUBLIC_FILE
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        if private:
            draft.chmod(PRIVATE_FILE)
        elif target.exists():
            draft.chmod(target.stat().st_mode)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
