"""What is known of the installed plugins, in one file, so that none need be imported to find out.

The file is a cache: it is believed only while every folder on the import path and every file that
it was made from has the time of change that it had then. Where it cannot be read or written
everything works without it. This module is imported at every start, so it imports next to nothing;
pathlib alone would double the time of ``--help``.

Layout: four bytes of checksum, then marshal data of ``Index``.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
import zlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, TypeAlias

    Stamp: TypeAlias = tuple[tuple[str, int, int], ...]

OFF = "CLERK_NO_INDEX"
"""The variable that turns the index off."""

CHOSEN = "CLERK_PLUGINS"
"""The variable that says which plugins are loaded."""

FORMAT = 1
CHECKSUM = 4
KEPT_SECONDS = 90 * 24 * 3600


class Index:
    """What one environment's plugins are, and pages that were made of them.

    Args:
        path: The file.
        variables: The environment variables, of which some choose the plugins.
    """

    def __init__(self, path: str, variables: Mapping[str, str]) -> None:
        self.path = path
        self.key = key(variables)
        self.plugins: dict[str, Any] = {}
        self.stamp: Stamp = ()
        self.pages: dict[str, tuple[Stamp, Any]] = {}

    def page(self, name: str) -> Any:
        """What was kept under a name, if nothing that it was made from has changed."""
        found = self.pages.get(name)
        return found[1] if found and current(found[0]) else None

    def keep(self, name: str, value: Any) -> None:
        """Keep something that was made from the modules that are loaded now."""
        self.pages[name] = (stamp(_own_files()), value)
        self.save()

    def renew(self, plugins: dict[str, Any]) -> None:
        """Keep what was found out about the plugins now; pages are made anew when needed."""
        self.plugins, self.pages = plugins, {}
        self.stamp = stamp(_own_files())
        self.save()
        _sweep(os.path.dirname(self.path))

    def save(self) -> None:
        """Replace the file in one step; where that is not possible, leave it."""
        spec: Any = (FORMAT, self.key, self.plugins, self.stamp, self.pages)
        data = marshal.dumps(spec)
        draft = f"{self.path}.{os.getpid()}"
        try:
            os.makedirs(os.path.dirname(self.path), 0o700, exist_ok=True)
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(zlib.crc32(data).to_bytes(CHECKSUM, "big") + data)
            os.replace(draft, self.path)
        except OSError:
            return


def load(variables: Mapping[str, str]) -> Index | None:
    """The index of this environment, empty where there is none that can be believed.

    Args:
        variables: The environment variables.

    Returns:
        None where the index is turned off.
    """
    folder = _folder(variables)
    if variables.get(OFF):
        return None
    place = (sys.prefix, variables.get("PYTHONPATH"), variables.get(CHOSEN), _settings(variables))
    name = zlib.crc32(repr(place).encode())
    index = Index(f"{folder}/index-{name:08x}", variables)
    try:
        with open(index.path, "rb") as stream:
            raw = stream.read()
        data = raw[CHECKSUM:]
        if int.from_bytes(raw[:CHECKSUM], "big") != zlib.crc32(data):
            return index
        format, known, plugins, files, pages = marshal.loads(data)
    except (OSError, ValueError, EOFError, TypeError):
        return index
    if format == FORMAT and known == index.key and current(files):
        index.plugins, index.stamp, index.pages = plugins, files, pages
    return index


def key(variables: Mapping[str, str]) -> tuple[object, ...]:
    """What an index is for: this program, this Python, these folders, these choices."""
    from clerk_cli import __version__

    folders = tuple((each, _changed(each)) for each in sys.path if each)
    settings = _settings(variables)
    files = (f"{settings}/plugins", f"{settings}/aliases.json")
    changed = tuple((each, _changed(each)) for each in files)
    return (__version__, sys.version, variables.get(CHOSEN), folders, changed)


def current(files: Stamp) -> bool:
    """Whether files have the size and the time of change that they had."""
    try:
        for name, time, size in files:
            found = os.stat(name)
            if found.st_mtime_ns != time or found.st_size != size:
                return False
    except OSError:
        return False
    return True


def stamp(names: Iterable[str]) -> Stamp:
    """Size and time of change of files."""
    found = []
    for name in sorted(names):
        try:
            state = os.stat(name)
        except OSError:
            continue
        found.append((name, state.st_mtime_ns, state.st_size))
    return tuple(found)


def _own_files() -> set[str]:
    """The files of the loaded modules that do not come with Python."""
    library = os.path.dirname(os.__file__)
    files = set()
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if file and (not file.startswith(library) or "site-packages" in file):
            files.add(file)
    return files


def _changed(name: str) -> int:
    try:
        return os.stat(name).st_mtime_ns
    except OSError:
        return 0


def _settings(variables: Mapping[str, str]) -> str:
    """The configuration folder, as ``clerk_cli.config.paths`` finds it."""
    chosen = variables.get("CLERK_CONFIG_DIR")
    return os.path.abspath(os.path.expanduser(chosen or f"{_home(variables)}/.config/clerk/cli"))


def _home(variables: Mapping[str, str]) -> str:
    return variables.get("HOME") or variables.get("USERPROFILE") or os.path.expanduser("~")


def _folder(variables: Mapping[str, str]) -> str:
    """The platform's folder for caches."""
    if cache := variables.get("XDG_CACHE_HOME"):
        return f"{cache}/clerk-cli"
    if sys.platform == "win32" and (local := variables.get("LOCALAPPDATA")):
        return f"{local}/clerk-cli/Cache"
    below = "Library/Caches" if sys.platform == "darwin" else ".cache"
    return f"{_home(variables)}/{below}/clerk-cli"


def _sweep(folder: str) -> None:
    """Delete what has not been written for long: environments come and go."""
    try:
        for name in os.listdir(folder):
            path = os.path.join(folder, name)
            if time.time() - os.stat(path).st_mtime > KEPT_SECONDS:
                os.unlink(path)
    except OSError:
        return
