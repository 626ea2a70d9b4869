"""Plugins as the index knows them; a manifest is imported when a hook of it has to be called."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

from clerk_cli.frozen import Frozen
from clerk_cli.plugins import Group, Profile, Setting
from clerk_cli.plugins.manager import BUILTIN, PLAIN, Plugins
from clerk_cli.plugins.status import PluginId, PluginStatus

if TYPE_CHECKING:
    from types import ModuleType

    from requests.adapters import BaseAdapter

    from clerk_cli.config.settings import Settings
    from clerk_cli.environment import Environment
    from clerk_cli.output.formats import Format
    from clerk_cli.plugins import Exchange


class CachedEntryPoint(Frozen):
    """A manifest whose module is known."""

    name: str
    module: str
    plugin_id: PluginId

    def load(self) -> ModuleType:
        """Import the manifest."""
        return import_module(self.module)


def to_cache_entry(plugins: Plugins) -> dict[str, Any]:
    """What the index keeps of plugins that were really loaded."""
    groups, settings = plugins.declared()
    return {
        "statuses": [_flat_status(each) for each in plugins.statuses],
        "groups": [(plugin_id.name, _flat(group)) for plugin_id, group in groups],
        "settings": [
            (plugin_id.name, tuple(vars(setting).values())) for plugin_id, setting in settings
        ],
        "profiles": [(each.name, dict(each.settings)) for each in plugins.profiles.values()],
        "hooks": plugins.hooks(),
    }


class CachedPlugins(Plugins):
    """The plugins of this environment, out of the index.

    Args:
        spec: What the index keeps.
        whole: Loads the plugins really, for what is not kept.
    """

    def __init__(self, spec: dict[str, Any], whole: Callable[[], Plugins]) -> None:
        self.warnings: list[str] = []
        self.failures: list[BaseException] = []
        self._facts = spec
        self._load_whole = whole
        self._parts: dict[str, Plugins] = {}
        self._known = {
            name: PluginStatus(PluginId(name, distribution, version), state, module=module)
            for name, distribution, version, state, module in spec["statuses"]
        }
        self._words = {
            word: self._plugin_id_of(name)
            for name, group in spec["groups"]
            for word in (group[0], *group[3])
        }

    @cached_property
    def groups(self) -> list[Group]:
        """The groups of all plugins."""
        return [_group(group) for _, group in self._facts["groups"]]

    @cached_property
    def _declared(self) -> list[tuple[PluginId, Setting]]:
        return [
            (self._plugin_id_of(name), Setting(*each)) for name, each in self._facts["settings"]
        ]

    @cached_property
    def profiles(self) -> dict[str, Profile]:
        """The profiles that plugins bring along, by name."""
        return {name: Profile(name, settings) for name, settings in self._facts["profiles"]}

    @cached_property
    def formats(self) -> dict[str, Format]:
        """The values of ``--output``, by name."""
        from clerk_cli.output.formats import core_formats

        if self._facts["hooks"]["clerk_formats"] == [BUILTIN]:
            return {each.name: each for each in core_formats()}
        return self._part("clerk_formats").formats

    def transport(self, url: str, environment: Environment) -> BaseAdapter | None:
        """The adapter of the first plugin that speaks for an API URL that is not plain HTTP."""
        if url.startswith(PLAIN):
            return None
        return self._part("clerk_transport").transport(url, environment)

    def secret(self, reference: str) -> str | None:
        """The value of the first plugin that can resolve a stored reference."""
        return self._part("clerk_secret").secret(reference)

    @property
    def has_observers(self) -> bool:
        """Whether a plugin wants to know of requests."""
        return bool(self._facts["hooks"]["clerk_exchange"])

    def observe(self, exchange: Exchange, settings: Settings) -> None:
        """Tell every observer of a request and its answer."""
        part = self._part("clerk_exchange")
        part.observe(exchange, settings)
        self.warnings += part.warnings
        self.failures += part.failures
        part.warnings.clear()
        part.failures.clear()

    @property
    def statuses(self) -> list[PluginStatus]:  # type: ignore[override]
        """What became of each plugin; this loads them all."""
        return self._whole.statuses

    @property
    def _known_statuses(self) -> Iterable[PluginStatus]:
        return self._known.values()

    @cached_property
    def _whole(self) -> Plugins:
        return self._load_whole()

    def _part(self, hook: str) -> Plugins:
        """The plugins behind one hook, really loaded."""
        if hook not in self._parts:
            names = [name for name in self._facts["hooks"][hook] if name != BUILTIN]
            known = [self._known[name] for name in names]
            points = [
                CachedEntryPoint(each.plugin_id.name, each.module, each.plugin_id) for each in known
            ]
            self._parts[hook] = Plugins(points)
        return self._parts[hook]

    def _plugin_id_of(self, name: str) -> PluginId:
        return self._known[name].plugin_id if name in self._known else PluginId(name)


def _flat_status(record: PluginStatus) -> tuple[str, ...]:
    return (*vars(record.plugin_id).values(), record.state, record.module)


def _flat(group: Group) -> tuple[Any, ...]:
    below = [_flat(child) for child in group.groups]
    flags = (group.extension, group.section)
    return (group.name, group.help, group.module, group.aliases, below, *flags)


def _group(flat: tuple[Any, ...]) -> Group:
    name, help, module, aliases, below, extension, section = flat
    groups = tuple(_group(child) for child in below)
    return Group(name, help, module, aliases, groups, extension, section)
