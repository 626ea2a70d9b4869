"""Plugins as the index knows them; a manifest is imported when a hook of it has to be called."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

from clerk_cli.discovery import BUILTIN, PLAIN, Plugins
from clerk_cli.frozen import Frozen
from clerk_cli.plugins import Group, Profile, Setting
from clerk_cli.records import Origin, Record

if TYPE_CHECKING:
    from types import ModuleType

    from requests.adapters import BaseAdapter

    from clerk_cli.config.settings import Settings
    from clerk_cli.environment import Environment
    from clerk_cli.output.formats import Format
    from clerk_cli.plugins import Exchange


class KnownPoint(Frozen):
    """A manifest whose module is known."""

    name: str
    module: str
    origin: Origin

    def load(self) -> ModuleType:
        """Import the manifest."""
        return import_module(self.module)


def facts_of(plugins: Plugins) -> dict[str, Any]:
    """What the index keeps of plugins that were really loaded."""
    groups, settings = plugins.declared()
    return {
        "records": [_flat_record(each) for each in plugins.records],
        "groups": [(origin.name, _flat(group)) for origin, group in groups],
        "settings": [(origin.name, tuple(vars(setting).values())) for origin, setting in settings],
        "profiles": [(each.name, dict(each.settings)) for each in plugins.profiles.values()],
        "hooks": plugins.hooks(),
    }


class KnownPlugins(Plugins):
    """The plugins of this environment, out of the index.

    Args:
        facts: What the index keeps.
        whole: Loads the plugins really, for what is not kept.
    """

    def __init__(self, facts: dict[str, Any], whole: Callable[[], Plugins]) -> None:
        self.warnings: list[str] = []
        self.failures: list[BaseException] = []
        self._facts = facts
        self._load_whole = whole
        self._parts: dict[str, Plugins] = {}
        self._known = {
            name: Record(Origin(name, distribution, version), state, module=module)
            for name, distribution, version, state, module in facts["records"]
        }
        self._words = {
            word: self._origin_of(name)
            for name, group in facts["groups"]
            for word in (group[0], *group[3])
        }

    @cached_property
    def groups(self) -> list[Group]:
        """The groups of all plugins."""
        return [_group(group) for _, group in self._facts["groups"]]

    @cached_property
    def _declared(self) -> list[tuple[Origin, Setting]]:
        return [(self._origin_of(name), Setting(*each)) for name, each in self._facts["settings"]]

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
    def records(self) -> list[Record]:  # type: ignore[override]
        """What became of each plugin; this loads them all."""
        return self._whole.records

    @property
    def _known_records(self) -> Iterable[Record]:
        return self._known.values()

    @cached_property
    def _whole(self) -> Plugins:
        return self._load_whole()

    def _part(self, hook: str) -> Plugins:
        """The plugins behind one hook, really loaded."""
        if hook not in self._parts:
            names = [name for name in self._facts["hooks"][hook] if name != BUILTIN]
            known = [self._known[name] for name in names]
            points = [KnownPoint(each.origin.name, each.module, each.origin) for each in known]
            self._parts[hook] = Plugins(points)
        return self._parts[hook]

    def _origin_of(self, name: str) -> Origin:
        return self._known[name].origin if name in self._known else Origin(name)


def _flat_record(record: Record) -> tuple[str, ...]:
    return (*vars(record.origin).values(), record.state, record.module)


def _flat(group: Group) -> tuple[Any, ...]:
    below = [_flat(each) for each in group.groups]
    return (group.name, group.help, group.module, group.aliases, below, group.addition)


def _group(flat: tuple[Any, ...]) -> Group:
    name, help, module, aliases, below, addition = flat
    return Group(name, help, module, aliases, tuple(_group(each) for each in below), addition)
