"""Plugins as the index has them; a manifest is imported only when one of its hooks is called."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

from clerk_cli.frozen import Frozen
from clerk_cli.plugins import Group, Profile, Setting
from clerk_cli.plugins.manager import HTTP_SCHEMES, Plugins
from clerk_cli.plugins.status import CORE, PluginId, PluginStatus

if TYPE_CHECKING:
    from types import ModuleType

    from requests.adapters import BaseAdapter

    from clerk_cli.config.settings import Settings
    from clerk_cli.environment import Environment
    from clerk_cli.output.formats import Format
    from clerk_cli.plugins import Exchange


class CachedEntryPoint(Frozen):
    """An entry point out of the index."""

    name: str
    module: str
    plugin_id: PluginId

    def load(self) -> ModuleType:
        """Import the manifest."""
        return import_module(self.module)


def to_cache_entry(plugins: Plugins) -> dict[str, Any]:
    """What the index stores of plugins that were loaded."""
    return {
        "statuses": [_flat_status(status) for status in plugins.statuses],
        "groups": [(owner.name, _flat_group(group)) for owner, group in plugins.declared_groups],
        "offline": {
            group.name: group.offline for _, group in plugins.declared_groups if group.offline
        },
        "settings": [
            (owner.name, tuple(vars(setting).values()))
            for owner, setting in plugins.declared_settings
        ],
        "profiles": [
            (owner.name, profile.name, dict(profile.settings))
            for owner, profile in plugins.declared_profiles
        ],
        "hooks": plugins.hooks(),
    }


class CachedPlugins(Plugins):
    """The plugins of this environment, as the index has them.

    Args:
        cache_entry: What the index stores.
        load: Loads all plugins, for what is not stored.
    """

    def __init__(self, cache_entry: dict[str, Any], load: Callable[[], Plugins]) -> None:
        self.warnings: list[str] = []
        self.failures: list[BaseException] = []
        self._notices: set[str] = set()
        self._entry = cache_entry
        self._load_all = load
        self._parts: dict[str, Plugins] = {}
        self._by_name = {
            identity[0]: PluginStatus(PluginId(*identity), state, module=module)
            for *identity, state, module in cache_entry["statuses"]
        }

    @cached_property
    def declared_groups(self) -> list[tuple[PluginId, Group]]:
        """The groups, with the plugins that add them."""
        return [(self._plugin_id(name), _group(flat)) for name, flat in self._entry["groups"]]

    @cached_property
    def declared_settings(self) -> list[tuple[PluginId, Setting]]:
        """The settings, with the plugins that read them."""
        return [(self._plugin_id(name), Setting(*flat)) for name, flat in self._entry["settings"]]

    @cached_property
    def declared_profiles(self) -> list[tuple[PluginId, Profile]]:
        """The profiles, with the plugins that add them."""
        return [
            (self._plugin_id(owner), Profile(name, settings))
            for owner, name, settings in self._entry["profiles"]
        ]

    @cached_property
    def formats(self) -> dict[str, Format]:
        """The values of ``--output``, by name."""
        from clerk_cli.output.formats import core_formats

        if self._entry["hooks"]["clerk_formats"] == [CORE]:
            return {format_.name: format_ for format_ in core_formats()}
        return self._plugins_behind("clerk_formats").formats

    def transport(self, url: str, environment: Environment) -> BaseAdapter | None:
        """The adapter of the first plugin that supports an API URL that is not plain HTTP."""
        if url.startswith(HTTP_SCHEMES):
            return None
        return self._plugins_behind("clerk_transport").transport(url, environment)

    def secret(self, reference: str) -> str | None:
        """The value of the first plugin that can resolve a stored reference."""
        return self._plugins_behind("clerk_secret").secret(reference)

    @property
    def has_observers(self) -> bool:
        """Whether a plugin observes requests."""
        return bool(self._entry["hooks"]["clerk_exchange"])

    def observe(self, exchange: Exchange, settings: Settings) -> None:
        """Tell every observer of a request and its response."""
        self._plugins_behind("clerk_exchange").observe(exchange, settings)

    @property
    def statuses(self) -> list[PluginStatus]:  # type: ignore[override]
        """The state of each plugin; this loads them all."""
        return self._all.statuses

    @property
    def _cached_statuses(self) -> Iterable[PluginStatus]:
        return self._by_name.values()

    @cached_property
    def _all(self) -> Plugins:
        return self._adopt(self._load_all())

    def _plugins_behind(self, hook: str) -> Plugins:
        """The plugins that implement one hook, loaded."""
        if hook not in self._parts:
            names = [name for name in self._entry["hooks"][hook] if name != CORE]
            points = [
                CachedEntryPoint(name, self._by_name[name].module, self._plugin_id(name))
                for name in names
            ]
            self._parts[hook] = self._adopt(Plugins(points))
        return self._parts[hook]

    def _adopt(self, plugins: Plugins) -> Plugins:
        """Take over the warnings of plugins that were loaded, now and later."""
        self.warnings += plugins.warnings
        self.failures += plugins.failures
        plugins.warnings, plugins.failures = self.warnings, self.failures
        return plugins

    def _plugin_id(self, name: str) -> PluginId:
        return self._by_name[name].plugin_id if name in self._by_name else PluginId(name)


def _flat_status(status: PluginStatus) -> tuple[str, ...]:
    return (*vars(status.plugin_id).values(), status.state, status.module)


def _flat_group(group: Group) -> dict[str, Any]:
    return vars(group) | {"groups": [_flat_group(below) for below in group.groups]}


def _group(flat: dict[str, Any]) -> Group:
    return Group(**flat | {"groups": tuple(_group(below) for below in flat["groups"])})
