"""The folder and the files of the configuration: who can read and write them, what is in them."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, NamedTuple

from clerk_cli.builtin.doctor.finding import ERROR, INFO, OK, WARNING, Finding, problem
from clerk_cli.config import aliases, plugin_state
from clerk_cli.config.files import PRIVATE_FILE, PRIVATE_FOLDER, belongs_to_somebody_else
from clerk_cli.config.profiles import ProfilesFile
from clerk_cli.errors import ConfigError
from clerk_cli.startup.locations import CONFIG_FOLDER

if TYPE_CHECKING:
    from clerk_cli.context import Context

OTHERS = 0o077
OTHERS_WRITE = 0o022


class KeptFile(NamedTuple):
    """A file of the configuration.

    Args:
        subject: What it is called.
        path: Where it is.
        load: Reads it and describes what is in it.
        excess: The permissions that others must not have.
    """

    subject: str
    path: Path
    load: Callable[[Path], str]
    excess: int


def check_files(context: Context) -> Iterator[Finding]:
    """Look at the configuration folder and each file in it."""
    paths = context.paths
    for error in context.environment.unusable:
        if isinstance(error, ConfigError):
            yield problem("configuration folder", error, f"unset {CONFIG_FOLDER}")
        else:
            yield problem("working directory", error, "cd")
    yield from folder_findings("configuration folder", paths.directory)
    for file in (
        KeptFile("profiles file", paths.profiles, _profiles, OTHERS),
        KeptFile("aliases", paths.aliases, _aliases, OTHERS_WRITE),
        KeptFile("plugin states", paths.plugins, _plugin_states, OTHERS_WRITE),
    ):
        yield from _file_findings(file)


def folder_findings(subject: str, folder: Path) -> Iterable[Finding]:
    """What is wrong with a folder of ours, or that nothing is.

    Args:
        subject: What it is called.
        folder: Where it is.
    """
    try:
        status = folder.stat()
    except FileNotFoundError:
        if folder.is_symlink():
            return [
                Finding(subject, ERROR, f"{folder} is a broken link", f"rm {quote(str(folder))}")
            ]
        return [_absent_folder(subject, folder)]
    except OSError as error:
        fix = f"ls -ld {quote(str(folder.parent))}"
        return [Finding(subject, ERROR, f"cannot access {folder}: {error.strerror}", fix)]
    if not stat.S_ISDIR(status.st_mode):
        is_file = stat.S_ISREG(status.st_mode)  # It may hold what nobody wants to lose.
        fix = f"mv {quote(str(folder))} {quote(f'{folder}.old')}" if is_file else "Choose a folder."
        return [Finding(subject, ERROR, f"{folder} is not a folder", fix)]
    if belongs_to_somebody_else(status):
        return [_of_somebody_else(subject, folder, status)]
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return [_chmod(subject, folder, status, "you do not have access", PRIVATE_FOLDER, ERROR)]
    if os.name != "nt" and status.st_mode & OTHERS_WRITE:
        return [_chmod(subject, folder, status, "can be changed by other users", PRIVATE_FOLDER)]
    return [Finding(subject, OK, f"{folder}")]


def _absent_folder(subject: str, folder: Path) -> Finding:
    parent = next(path for path in folder.parents if path.exists())
    mode = parent.stat().st_mode
    if os.access(parent, os.W_OK | os.X_OK) and mode & stat.S_IWUSR:
        return Finding(subject, INFO, f"{folder} does not exist yet")
    message = f"{folder} does not exist, and {parent} cannot be written to"
    return Finding(subject, WARNING, message, f"ls -ld {quote(str(parent))}")


def _file_findings(file: KeptFile) -> Iterator[Finding]:
    try:
        status = file.path.stat()
    except FileNotFoundError:
        if not file.path.is_symlink():
            yield Finding(file.subject, INFO, f"{file.path} does not exist yet")
            return
        status = None
    except OSError:  # What cannot be looked at cannot be read either, and that says why.
        status = None
    if status and belongs_to_somebody_else(status):
        yield _of_somebody_else(file.subject, file.path, status)
        return
    is_exposed = False
    if status and os.name != "nt" and stat.S_ISREG(status.st_mode):
        is_exposed = bool(status.st_mode & file.excess)
        if not status.st_mode & stat.S_IRUSR or not os.access(file.path, os.R_OK):
            yield _chmod(file.subject, file.path, status, "cannot be read", PRIVATE_FILE, ERROR)
            return
        if is_exposed:
            what = "changed" if status.st_mode & OTHERS_WRITE else "read"
            text = f"can be {what} by other users"
            yield _chmod(file.subject, file.path, status, text, PRIVATE_FILE)
    try:
        content = file.load(file.path)
    except ConfigError as error:
        is_file = status is not None and stat.S_ISREG(status.st_mode)
        path = quote(str(file.path))
        yield problem(file.subject, error, "" if is_file else f"mv {path} {path}.old")
    else:
        if not is_exposed:
            yield Finding(file.subject, OK, f"{file.path} ({content})")


def _of_somebody_else(subject: str, path: Path, status: os.stat_result) -> Finding:
    message = f"{path} belongs to another user (uid {status.st_uid})"
    return Finding(subject, ERROR, message, f'sudo chown "$(id -u)" {quote(str(path))}')


def _chmod(
    subject: str,
    path: Path,
    status: os.stat_result,
    text: str,
    mode: int,
    state: str = WARNING,
) -> Finding:
    target = Path(os.path.realpath(path))
    message = f"{path} {text} (mode {stat.S_IMODE(status.st_mode):04o})"
    fix = f"chmod {mode:o} {quote(str(target))}"
    return Finding(subject, state, message, fix, partial(target.chmod, mode))


def _profiles(path: Path) -> str:
    return _count(len(ProfilesFile.load(path).names()), "profile")


def _aliases(path: Path) -> str:
    return _count(len(aliases.load(path)), "alias", "aliases")


def _plugin_states(path: Path) -> str:
    return f"{len(plugin_state.load(path).disabled)} disabled"


def _count(number: int, noun: str, plural: str = "") -> str:
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"
