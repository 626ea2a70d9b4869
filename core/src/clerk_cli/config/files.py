"""Reading and writing small text files without losing, half-writing or trusting the wrong ones."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from clerk_cli.errors import ConfigError

OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
LOCK_SECONDS = 10.0
MAX_BYTES = 1024 * 1024
PRIVATE_FILE, PRIVATE_FOLDER, PUBLIC_FILE = 0o600, 0o700, 0o666

WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
"""Flags that keep a pipe or a device from blocking when it is opened; Windows has none."""

BINARY = getattr(os, "O_BINARY", 0)
NOT_REPLACEABLE = (errno.EBUSY, errno.EXDEV)
"""Errors of a file that is a mount of its own, as in a container: it is written in place."""


def read_text(path: Path, *, of_anybody: bool = False) -> str | None:
    """The text of a file with its line endings; None if the file does not exist.

    Args:
        path: The file.
        of_anybody: Whether it may belong to another user, like a file of a repository.

    Raises:
        ConfigError: The file exists but cannot be read, or must not be.
    """
    content, _ = read_with_status(path, of_anybody=of_anybody)
    return content


def read_with_status(
    path: Path, *, of_anybody: bool = False, pipe_seconds: float = 0.0
) -> tuple[str | None, os.stat_result | None]:
    """The text of a file and its owner and mode; None and None if the file does not exist.

    Args:
        path: The file.
        of_anybody: Whether it may belong to another user, like a file of a repository.
        pipe_seconds: How long a pipe may take to answer, in seconds; 0 refuses pipes.

    Raises:
        ConfigError: The file exists but cannot be read, or must not be.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | WITHOUT_WAITING | BINARY)
    except (FileNotFoundError, NotADirectoryError):
        _check_links(path)
        return None, None
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}") from error
    try:
        status = os.fstat(descriptor)
        is_pipe = pipe_seconds > 0 and stat.S_ISFIFO(status.st_mode)
        if not is_pipe:
            _check_kind(path, status)
        if not of_anybody:
            _check_owner(path, status)
        content = _read(descriptor, pipe_seconds if is_pipe else 0.0)
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}") from error
    finally:
        os.close(descriptor)
    if content is None:
        raise ConfigError(f"cannot read {path}: it is a pipe that did not answer in time")
    if len(content) > MAX_BYTES:
        raise ConfigError(f"cannot read {path}: it is larger than 1 MiB")
    try:
        return content.decode("utf-8-sig"), status
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"cannot read {path}: it is not UTF-8 text", hint="Fix or remove the file."
        ) from error


def belongs_to_somebody_else(status: os.stat_result) -> bool:
    """Whether a file or folder is neither the user's nor root's; never on Windows."""
    user = getattr(os, "geteuid", None)
    return user is not None and status.st_uid not in (user(), 0)


def write_text(path: Path, text: str, *, private: bool = True) -> None:
    """Replace a file in one step; a link is followed.

    Args:
        path: The file.
        text: Its new content.
        private: Whether only its owner may read it, as with our own files, which have a limit; if
            not, its permissions stay.

    Raises:
        ConfigError: The file or its folder cannot be written.
    """
    target = _target(path)
    try:
        content = text.encode()
    except UnicodeEncodeError as error:
        raise ConfigError(f"cannot write {target}: the text is not valid Unicode") from error
    if private and len(content) > MAX_BYTES:  # It could not be read again.
        raise ConfigError(f"cannot write {target}: it would be larger than 1 MiB")
    try:
        _make_folder(target.parent)
        _replace(target, content, private=private)
    except OSError as error:
        raise ConfigError(f"cannot write {target}: {error.strerror}") from error


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes from writing a file, and remove what killed ones left of theirs.

    Raises:
        ConfigError: Another process has held the lock for ten seconds, or it cannot be made.
    """
    from filelock import FileLock, Timeout

    _check_links(path)
    target = _target(path)
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
        _remove_drafts(target)
        yield
    finally:
        lock.release()


def _read(descriptor: int, pipe_seconds: float) -> bytes | None:
    """Up to one byte more than a file may have; None if a pipe does not answer in time."""
    if pipe_seconds:
        from clerk_cli.config.pipes import read_pipe

        return read_pipe(descriptor, pipe_seconds, MAX_BYTES)
    with os.fdopen(descriptor, "rb", closefd=False) as stream:
        return stream.read(MAX_BYTES + 1)


def _check_links(path: Path) -> None:
    """Refuse to take a file for absent that is behind a link, perhaps to an unmounted disk."""
    for link in (path, path.parent):
        if link.is_symlink() and not link.exists():
            raise ConfigError(
                f"cannot read {path}: {link} is a link to something that does not exist",
                hint="Create what it points to, or remove the link.",
            )


def _check_kind(path: Path, status: os.stat_result) -> None:
    """Refuse what is not a plain file."""
    if not stat.S_ISREG(status.st_mode):
        kind = "a folder" if stat.S_ISDIR(status.st_mode) else "a pipe or a device"
        raise ConfigError(f"cannot read {path}: it is {kind}, not a file")


def _check_owner(path: Path, status: os.stat_result) -> None:
    """Refuse a file that is neither the user's nor root's."""
    if belongs_to_somebody_else(status):
        raise ConfigError(
            f"{path} belongs to another user (uid {status.st_uid})",
            hint="That user could change your keys and commands. Make yourself the owner of the "
            "file, or remove it.",
        )


def _target(path: Path) -> Path:
    # Path.resolve would raise for a circle of links; opening the result names it as an error.
    return Path(os.path.realpath(path))


def _make_folder(folder: Path) -> None:
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)


def _draft_of(target: Path, process: int | str) -> Path:
    """Where a process writes the new content of a file."""
    return target.with_name(f".{target.name}.clerk-draft-{process}")


def _remove_drafts(target: Path) -> None:
    """Remove the drafts of killed processes: whoever holds the lock is the only writer."""
    prefix = _draft_of(target, "").name
    for path in target.parent.iterdir():
        process = path.name.removeprefix(prefix)
        if process == path.name or not (process.isascii() and process.isdigit()):
            continue
        if int(process) == os.getpid() or not _is_running(int(process)):
            with suppress(OSError):  # It stays for the next time; that is no reason to stop.
                path.unlink()


def _is_running(process: int) -> bool:
    """Whether there is a process with a number, as far as that can be told without a signal."""
    if os.name == "nt":  # There os.kill would end it.
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _replace(target: Path, content: bytes, *, private: bool) -> None:
    from clerk_cli.platform import replace_file

    try:
        status = target.stat()
    except FileNotFoundError:
        exists, mode = False, PRIVATE_FILE if private else PUBLIC_FILE
    else:
        exists, mode = True, PRIVATE_FILE if private else stat.S_IMODE(status.st_mode)
        if not stat.S_ISREG(status.st_mode):
            raise ConfigError(f"cannot write {target}: it is not a file")
    draft = _draft_of(target, os.getpid())
    draft.unlink(missing_ok=True)
    try:
        # Exclusive, so that a link which somebody else put there is not followed.
        _write(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | BINARY, mode), content)
        if private or exists:
            draft.chmod(mode)
        try:
            replace_file(draft, target)
        except OSError as error:
            if error.errno not in NOT_REPLACEABLE:
                raise
            if private:
                with suppress(OSError):  # Whoever mounted it may own it; a warning says so.
                    target.chmod(mode)
            _write(os.open(target, os.O_WRONLY | BINARY), content)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(target.parent)


def _write(descriptor: int, content: bytes) -> None:
    """Write the content of a file and wait until it is on the disk; close the descriptor."""
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        stream.truncate()
        os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    """Wait until the new name of a file is on the disk as well, where the system can do that."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with suppress(OSError):  # Some file systems cannot; the file itself is written.
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def others_can_write(path: Path) -> bool:
    """Whether others can write a file; not where there is none, or permissions say nothing."""
    try:
        return os.name != "nt" and bool(path.stat().st_mode & OTHERS_WRITE)
    except OSError:
        return False
