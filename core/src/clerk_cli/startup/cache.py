"""The index: a cache file with what the installed plugins declare, so that none is imported for it.

An index is valid only while every folder on the import path, and every file that it was made from,
has the same time of modification. If the file cannot be read or written, everything works without
it. This module is imported at every start, so it imports next to nothing; pathlib alone would
double the time of ``--help``.

Layout: four bytes of checksum, then the marshaled data of an ``Index``.
"""

from __future__ import annotations

import marshal
import os
import stat
import sys
import time
import zlib

from clerk_cli.startup.locations import cache_folder, config_folder, plugin_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, TypeAlias

    Stamp: TypeAlias = tuple[tuple[str, int, int], ...]

DISABLING_VARIABLE = "CLERK_NO_INDEX"
"""The variable that turns the index off."""

SELECTING_VARIABLE = "CLERK_PLUGINS"
"""The variable that selects the plugins to load."""

FORMAT = 5
CHECKSUM_BYTES = 4
WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Flags with which a pipe in the place of the file does not block."""

MAX_AGE_SECONDS = 90 * 24 * 3600


class Index:
    """What the plugins of one Python environment declare, and pages that were made from it.

    Args:
        path: The file.
        variables: The environment variables, some of which select plugins.
        folder: The folder of single-file plugins; empty for none.
    """

    def __init__(self, path: str, variables: Mapping[str, str], folder: str = "") -> None:
        self.path = path
        self.key = key(variables, folder)
        self.plugins: dict[str, Any] = {}
        self.stamp: Stamp = ()
        self.pages: dict[str, tuple[Stamp, Any]] = {}

    def get(self, name: str) -> Any:
        """The value stored under a name, if the files that it was made from have not changed."""
        page = self.pages.get(name)
        if not page:
            return None
        # The files of the plugins were compared when the index was read.
        return page[1] if is_current(set(page[0]).difference(self.stamp)) else None

    def store(self, name: str, value: Any) -> None:
        """Store a value that was made from the modules that are loaded now."""
        self.pages[name] = (stamp(_loaded_files()), value)
        self.save()

    def document(self, name: str) -> str | None:
        """A text that is too long for the index, from a file of its own; None if it is outdated."""
        checksum = self.get(f"document {name}")
        if checksum is None:
            return None
        try:
            with open(
                os.open(f"{self.path}.{name}", os.O_RDONLY | WITHOUT_WAITING), "rb"
            ) as stream:
                data = stream.read() if stat.S_ISREG(os.fstat(stream.fileno()).st_mode) else b""
        except OSError:
            return None
        return data.decode() if zlib.crc32(data) == checksum else None

    def store_document(self, name: str, text: str) -> None:
        """Store a text that was made from the modules that are loaded now in a file of its own."""
        data = text.encode()
        if _replace(f"{self.path}.{name}", data):
            self.store(f"document {name}", zlib.crc32(data))

    def store_plugins(self, plugins: dict[str, Any]) -> None:
        """Store what the plugins declare now; all pages are dropped."""
        self.plugins, self.pages = plugins, {}
        self.stamp = stamp(_loaded_files())
        self.save()
        _delete_old_files(os.path.dirname(self.path))

    def save(self) -> None:
        """Replace the file atomically; if that is not possible, leave it."""
        content: Any = (FORMAT, self.key, self.plugins, self.stamp, self.pages)
        data = marshal.dumps(content)
        _replace(self.path, zlib.crc32(data).to_bytes(CHECKSUM_BYTES, "big") + data)


def load(variables: Mapping[str, str], folder: str = "") -> Index | None:
    """The index of this Python environment; empty if there is none, or an invalid one.

    Args:
        variables: The environment variables.
        folder: The folder of single-file plugins; empty for none.

    Returns:
        None if the index is turned off.
    """
    cache = cache_folder(variables)
    if variables.get(DISABLING_VARIABLE):
        return None
    selection = variables.get(SELECTING_VARIABLE)
    config = config_folder(variables)
    place = (sys.prefix, variables.get("PYTHONPATH"), selection, config, folder)
    number = zlib.crc32(repr(place).encode("utf-8", "surrogateescape"))
    index = Index(f"{cache}/index-{number:08x}", variables, folder)
    try:
        with open(os.open(index.path, os.O_RDONLY | WITHOUT_WAITING), "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                return index
            raw = stream.read()
        data = raw[CHECKSUM_BYTES:]
        if int.from_bytes(raw[:CHECKSUM_BYTES], "big") != zlib.crc32(data):
            return index
        format, stored_key, plugins, files, pages = marshal.loads(data)
    except (OSError, ValueError, EOFError, TypeError):
        return index
    if format == FORMAT and stored_key == index.key and is_current(files):
        index.plugins, index.stamp, index.pages = plugins, files, pages
    return index


def key(variables: Mapping[str, str], folder: str = "") -> tuple[object, ...]:
    """What an index is valid for: this program, this Python, these folders, this selection.

    Args:
        variables: The environment variables.
        folder: The folder of single-file plugins; empty for none.
    """
    from clerk_cli import __version__

    folders = tuple((folder, _modified(folder)) for folder in sys.path if folder)
    config = config_folder(variables)
    files = tuple((file, _state(file)) for file in (f"{config}/plugins", f"{config}/aliases.json"))
    selection = variables.get(SELECTING_VARIABLE)
    added = _state_of_plugins(folder) if folder else ()
    return (__version__, sys.version, selection, folders, files, added)


def is_current(files: Iterable[tuple[str, int, int]]) -> bool:
    """Whether files have the same size and time of modification as in a stamp."""
    try:
        for name, modified, size in files:
            state = os.stat(name)
            if state.st_mtime_ns != modified or state.st_size != size:
                return False
    except OSError:
        return False
    return True


def stamp(names: Iterable[str]) -> Stamp:
    """Time of modification and size of files."""
    entries = []
    for name in sorted(names):
        try:
            state = os.stat(name)
        except OSError:
            continue
        entries.append((name, state.st_mtime_ns, state.st_size))
    return tuple(entries)


def _replace(path: str, data: bytes) -> bool:
    """Replace a file atomically; False if that is not possible."""
    draft = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        os.replace(draft, path)
    except OSError:
        _delete(draft)  # On Windows the file cannot be replaced while another process reads it.
        return False
    return True


def _delete(path: str) -> None:
    """Delete a file, if it exists and can be deleted."""
    try:
        os.unlink(path)
    except OSError:
        return


def _loaded_files() -> set[str]:
    """The files of the loaded modules that do not come with Python."""
    library = os.path.dirname(os.__file__)
    files = set()
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if file and (not file.startswith(library) or "site-packages" in file):
            files.add(file)
    return files


def _modified(name: str) -> int:
    try:
        return os.stat(name).st_mtime_ns
    except OSError:
        return 0


def _state(name: str) -> tuple[int, ...]:
    """What tells whether a file is another one, or must no longer be read."""
    try:
        state = os.stat(name)
    except ValueError:
        return ()
    except OSError:
        # A link that leads nowhere is not like an absent file: it is an error to be shown.
        return (1,) if os.path.islink(name) else ()
    return (state.st_mtime_ns, state.st_size, state.st_mode, state.st_uid)


def _state_of_plugins(folder: str) -> tuple[object, ...]:
    """The folder of single-file plugins and its files, with who may change them."""
    try:
        files = tuple((name, _state(f"{folder}/{name}")) for name in plugin_files(folder))
    except (OSError, ValueError):
        files = ()
    return (folder, _state(folder), files)


def _delete_old_files(folder: str) -> None:
    """Delete files that have not been written for months: Python environments come and go."""
    try:
        for name in os.listdir(folder):
            path = os.path.join(folder, name)
            if time.time() - os.stat(path).st_mtime > MAX_AGE_SECONDS:
                os.unlink(path)
    except OSError:
        return
