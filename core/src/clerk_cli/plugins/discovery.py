"""The entry points of the installed distributions, whatever state those are in.

``importlib.metadata.entry_points`` ends with an exception where one distribution is malformed, even
one that has nothing to do with clerk. Here each one is read on its own.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from clerk_cli.plugins import ENTRY_POINT_GROUP
from clerk_cli.plugins.status import PluginId
from clerk_cli.startup.lean_metadata import metadata

if TYPE_CHECKING:
    from importlib.metadata import Distribution
    from importlib.metadata import EntryPoint as MetadataEntryPoint
    from types import ModuleType

    from clerk_cli.plugins.loading import EntryPoint

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.!+_-]*")
"""Headers can hold line ends and more, and both are written into messages and files."""


class Unreadable(NamedTuple):
    """A distribution, or one plugin of it, that cannot be used.

    Args:
        distribution: The name of its dist-info folder.
        reason: What is wrong.
        plugins: The names of the plugins, as far as they can be read.
        error: The exception behind it, if there is one.
    """

    distribution: str
    reason: str
    plugins: tuple[str, ...] = ()
    error: Exception | None = None


class InstalledEntryPoint(NamedTuple):
    """An entry point of a distribution that was read; its metadata is parsed only once.

    Args:
        name: The name of the plugin.
        module: The manifest.
        plugin_id: The plugin, with its distribution.
        load: Imports the manifest.
    """

    name: str
    module: str
    plugin_id: PluginId
    load: Callable[[], ModuleType]


class Discovery(NamedTuple):
    """What the installed distributions have for clerk.

    Args:
        entry_points: The entry points of plugins.
        unreadable: What cannot be used.
    """

    entry_points: list[EntryPoint]
    unreadable: list[Unreadable]


def discover() -> Discovery:
    """Read the installed distributions; of two with the same name the first one wins."""
    discovery = Discovery([], [])
    projects: set[str] = set()
    for distribution in _distributions(discovery):
        folder = _folder(distribution)
        project = folder.partition("-")[0].replace(".", "_").lower()
        if project in projects:
            continue
        projects.add(project)
        try:
            points = [p for p in distribution.entry_points if p.group == ENTRY_POINT_GROUP]
        except Exception as error:  # noqa: BLE001 - the parser raises whatever it stumbles over
            reason = "its entry_points.txt is malformed"
            discovery.unreadable.append(Unreadable(folder, reason, error=error))
            continue
        if points:
            _add(discovery, distribution, points)
    return discovery


def _distributions(discovery: Discovery) -> Iterator[Distribution]:
    """The installed distributions; a finder that fails ends the search, not the program."""
    # What does not exist, such as python311.zip, would be searched for archives.
    path = [entry for entry in sys.path if Path(entry).exists()]
    try:
        yield from metadata.distributions(path=path)
    except Exception as error:  # noqa: BLE001 - any package may add a finder of its own
        reason = "it cannot list distributions"
        discovery.unreadable.append(Unreadable("sys.meta_path", reason, error=error))


def _folder(distribution: Distribution) -> str:
    """The dist-info folder, which has a name even if the metadata has none."""
    path = getattr(distribution, "_path", None)
    return str(getattr(path, "name", "")) or repr(distribution)


def _headers(distribution: Distribution) -> Mapping[str, str]:
    """The headers of its metadata, by their names in small letters; the first one of a name counts.

    The standard library parses them as an email, for which it imports half as much as a command.
    """
    text = distribution.read_text("METADATA") or distribution.read_text("PKG-INFO") or ""
    headers: dict[str, str] = {}
    for line in re.sub(r"\r?\n(?=[ \t])", " ", text).splitlines():
        name, colon, value = line.partition(":")
        if not colon:
            break
        headers.setdefault(name.lower(), value.strip())
    return headers


def _add(
    discovery: Discovery, distribution: Distribution, points: list[MetadataEntryPoint]
) -> None:
    """Add the plugins of a distribution, unless what identifies them is missing."""
    folder = _folder(distribution)
    plugins = tuple(point.name for point in points)
    try:
        headers = _headers(distribution)
        name, version = headers.get("name", ""), headers.get("version", "")
        identified = bool(NAME.fullmatch(name) and VERSION.fullmatch(version))
    except Exception as error:  # noqa: BLE001 - the parser raises whatever it stumbles over
        reason = "its METADATA is malformed"
        discovery.unreadable.append(Unreadable(folder, reason, plugins, error))
        return
    if not identified:
        reason = "its METADATA has no valid name or version"
        discovery.unreadable.append(Unreadable(folder, reason, plugins))
        return
    for point in points:
        reason = ""
        if not NAME.fullmatch(point.name):
            reason = f'"{point.name}" is not a valid plugin name'
        elif not point.pattern.match(point.value):
            reason = f'"{point.value}" is not a valid module'
        if reason:
            discovery.unreadable.append(Unreadable(folder, reason, (point.name,)))
        else:
            plugin_id = PluginId(point.name, name, version)
            entry_point = InstalledEntryPoint(point.name, point.module, plugin_id, point.load)
            discovery.entry_points.append(entry_point)
