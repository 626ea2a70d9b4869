"""The installed plugins, looked up and loaded once for all tests of a process.

It is imported by the fixtures before they replace ``discover`` and ``Plugins``.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from copy import copy
from functools import cache
from pathlib import Path

from clerk_cli.plugins.discovery import Discovery, discover
from clerk_cli.plugins.loading import EntryPoint, plugin_id_of
from clerk_cli.plugins.manager import Plugins
from clerk_cli.plugins.status import Selection


def entry_points() -> tuple[EntryPoint, ...]:
    """The entry points of the installed plugins, with their distributions."""
    return tuple(_installed_on(tuple(sys.path)).entry_points)


def find_entry_point(plugin: str | Path, added: Mapping[str, EntryPoint]) -> EntryPoint | None:
    """The entry point of a plugin; None if it is not installed.

    Args:
        plugin: Its name, or the path of a single-file plugin.
        added: Those of plugins that a test added, by name; they come first.
    """
    if isinstance(plugin, Path):
        from clerk_cli.plugins.folder import entry_point

        return entry_point(plugin, lambda _: "")
    installed = {point.name: point for point in entry_points()}
    return added.get(plugin) or installed.get(plugin)


def discover_once() -> Discovery:
    """What ``discover`` returns, without reading the distributions again."""
    points, unreadable = _installed_on(tuple(sys.path))
    return Discovery([*points], [*unreadable])


def load_once(*, selection: Selection, single_files: Sequence[EntryPoint] = ()) -> Plugins:
    """What ``Plugins`` loads, without calling the hooks of this project's plugins again.

    Args:
        selection: Which of the installed plugins are loaded.
        single_files: Single-file plugins.
    """
    loaded = None if single_files else _loaded_on(tuple(sys.path), selection)
    if loaded is None:
        return Plugins(selection=selection, single_files=single_files)
    return LoadedPlugins(loaded)


class LoadedPlugins(Plugins):
    """Plugins as they are after they were loaded, for another run.

    Args:
        loaded: Those of which nothing was rejected.
    """

    def __init__(self, loaded: Plugins) -> None:
        vars(self).update(vars(loaded))
        self.warnings, self.failures, self._notices = [], [], set()
        self.statuses = [copy(status) for status in loaded.statuses]
        self.profiles = dict(loaded.profiles)
        self._hooks = copy(loaded._hooks)  # noqa: SLF001 - of this class
        self._hooks._report = self._report_failure  # noqa: SLF001 - where else would it report?


@cache
def _installed_on(_path: tuple[str, ...]) -> Discovery:
    return discover()


@cache
def _loaded_on(path: tuple[str, ...], selection: Selection) -> Plugins | None:
    """The plugins with what they declare; None if a run has to load them itself.

    Tests of third-party plugins may change what the plugin declares, and what is rejected is
    reported when it is.
    """
    points, unreadable = _installed_on(path)
    if unreadable or any(plugin_id_of(point).third_party for point in points):
        return None
    plugins = Plugins(points, selection)
    _ = plugins.groups, plugins.settings, plugins.profiles
    return None if plugins.warnings else plugins
