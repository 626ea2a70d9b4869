"""Finding plugins, and asking them: the only module that holds a plugin manager.

Each plugin is loaded on its own and each hook is called plugin by plugin, so that one that fails
is named in a warning and everything else works.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from clerk_cli import __version__
from clerk_cli.errors import ClerkError, PluginError
from clerk_cli.frozen import Frozen
from clerk_cli.official import OFFICIAL
from clerk_cli.plugins import (
    API_VERSION,
    ENTRY_POINT_GROUP,
    Exchange,
    Group,
    Profile,
    Setting,
)

if TYPE_CHECKING:
    from types import ModuleType

    from requests.adapters import BaseAdapter

    from clerk_cli.config.settings import Settings
    from clerk_cli.environment import Environment
    from clerk_cli.output.formats import Format

T = TypeVar("T")


class Origin(Frozen):
    """Where a plugin comes from: its entry point's name, its distribution, its version."""

    name: str
    distribution: str = ""
    version: str = ""

    @property
    def official(self) -> bool:
        """Whether it is a plugin of this project."""
        return self.name in OFFICIAL and self.distribution == f"clerk-cli-{self.name}"

    def __str__(self) -> str:
        if not self.distribution:
            return f'"{self.name}"'
        return f'"{self.name}" ({self.distribution} {self.version})'


class Selection(Frozen):
    """Which of the installed plugins are loaded.

    Args:
        only: Their names; None for all.
        disabled: Names of those that are not.
    """

    only: frozenset[str] | None = None
    disabled: frozenset[str] = frozenset()

    def allows(self, name: str) -> bool:
        """Whether a plugin is loaded."""
        return name not in self.disabled and (self.only is None or name in self.only)


EVERYTHING = Selection()
PLAIN = ("http://", "https://")
"""What nobody's adapter is asked about: a plugin must not come between clerk and the API unseen."""

LOADED, DISABLED, LEFT_OUT, BROKEN = "loaded", "disabled", "left out", "broken"


class Record:
    """What became of a plugin.

    Args:
        origin: The plugin.
        state: ``loaded``, ``disabled``, ``left out`` or ``broken``.
        reason: Why it is broken.
        module: The manifest.
    """

    def __init__(self, origin: Origin, state: str, reason: str = "", module: str = "") -> None:
        self.origin = origin
        self.state = state
        self.reason = reason
        self.module = module
        self.seconds = 0.0
        """How long its manifest took to import."""


class Point(Protocol):
    """An entry point: something that is called by its name and loads a manifest."""

    @property
    def name(self) -> str:
        """The name of the plugin."""

    @property
    def module(self) -> str:
        """The manifest."""

    def load(self) -> ModuleType:
        """Import the manifest."""


class Plugins:
    """The plugins of this environment, behind one typed method for each hook.

    Args:
        found: Entry points to load; None: those of the installed distributions.
        selection: Which of them are loaded.
    """

    def __init__(
        self, found: Iterable[Point] | None = None, selection: Selection = EVERYTHING
    ) -> None:
        self.warnings: list[str] = []
        self.records: list[Record] = []
        self._words: dict[str, Origin] = {}
        self._selection = selection
        self._origins: dict[str, Origin] = {}
        import pluggy

        from clerk_cli import builtin
        from clerk_cli.hooks import Hooks

        self._manager = pluggy.PluginManager("clerk_cli")
        self._manager.add_hookspecs(Hooks)
        self._manager.register(builtin, name="clerk_cli.builtin")
        self._origins["clerk_cli.builtin"] = Origin("clerk_cli.builtin")
        for point in sorted(
            installed_points() if found is None else found, key=lambda point: point.name
        ):
            self._load(point)

    @cached_property
    def groups(self) -> list[Group]:
        """The groups of all plugins; a word that is taken already is refused with a warning."""
        taken = self._words
        kept = []
        for origin, group in self._collect("clerk_groups", Group):
            words = (group.name, *group.aliases)
            clash = next((word for word in words if word in taken), None)
            if clash:
                self.warnings.append(
                    f'plugin {origin} registers the command "{clash}" a second time, which plugin '
                    f"{taken[clash]} has already; the second one is ignored"
                )
                continue
            taken.update(dict.fromkeys(words, origin))
            kept.append(group)
        return kept

    @cached_property
    def settings(self) -> list[Setting]:
        """The settings of all plugins; the first to declare a key owns it."""
        owned: dict[str, Setting] = {}
        for _, setting in self._declared:
            owned.setdefault(setting.key, setting)
        return list(owned.values())

    @cached_property
    def _declared(self) -> list[tuple[Origin, Setting]]:
        return list(self._collect("clerk_settings", Setting))

    @cached_property
    def profiles(self) -> dict[str, Profile]:
        """The profiles that plugins bring along, by name."""
        return {each.name: each for _, each in self._collect("clerk_profiles", Profile)}

    @cached_property
    def formats(self) -> dict[str, Format]:
        """The values of ``--output``, by name."""
        found: dict[str, Format] = {}
        for _, format_ in self._collect("clerk_formats", object):
            found.setdefault(format_.name, format_)
        return found

    def transport(self, url: str, environment: Environment) -> BaseAdapter | None:
        """The adapter of the first plugin that speaks for an API URL that is not plain HTTP.

        Raises:
            PluginError: A plugin fails.
        """
        if url.startswith(PLAIN):
            return None
        adapter: BaseAdapter | None = self._first(
            "clerk_transport", {"url": url, "environment": environment}
        )
        return adapter

    def secret(self, reference: str) -> str | None:
        """The value of the first plugin that can resolve a stored reference.

        Raises:
            PluginError: A plugin fails.
        """
        value: str | None = self._first("clerk_secret", {"reference": reference})
        return value

    @property
    def loaded(self) -> list[Origin]:
        """The plugins that work so far."""
        return [record.origin for record in self.records if record.state == LOADED]

    @property
    def held_back(self) -> dict[str, str]:
        """Names of plugins that are installed and not loaded, with the way to have them."""
        return self.ways(self.records)

    @staticmethod
    def ways(records: Iterable[Record]) -> dict[str, str]:
        """The way to have each plugin that is not loaded."""
        ways = {
            DISABLED: "Enable it with: clerk plugins enable {name}",
            LEFT_OUT: "It is left out by --no-plugins or CLERK_PLUGINS.",
            BROKEN: "See why with: clerk plugins show {name}",
        }
        return {
            record.origin.name: ways[record.state].format(name=record.origin.name)
            for record in records
            if record.state in ways
        }

    def owner(self, word: str) -> Origin | None:
        """The plugin that brought a word of the command line."""
        return self._words.get(word)

    def words_of(self, origin: Origin) -> list[str]:
        """The groups that a plugin added, without their aliases."""
        own = {group.name for group in self.groups}
        return [word for word, owner in self._words.items() if owner == origin and word in own]

    def settings_of(self, origin: Origin) -> list[str]:
        """The keys of the settings that a plugin declared."""
        return [setting.key for owner, setting in self._declared if owner == origin]

    @property
    def has_observers(self) -> bool:
        """Whether a plugin wants to know of requests."""
        return bool(self._manager.hook.clerk_exchange.get_hookimpls())

    def observe(self, exchange: Exchange, settings: Settings) -> None:
        """Tell every observer of a request and its answer."""
        for implementation in self._manager.hook.clerk_exchange.get_hookimpls():
            given = {"exchange": exchange, "settings": settings}
            origin = self._origins[implementation.plugin_name]
            with self._guard(origin, "fails in clerk_exchange"):
                implementation.function(*[given[name] for name in implementation.argnames])

    def hooks(self) -> dict[str, list[str]]:
        """The names of the plugins behind each hook."""
        return {
            name: [each.plugin_name for each in getattr(self._manager.hook, name).get_hookimpls()]
            for name in vars(self._manager.hook)
            if name.startswith("clerk_")
        }

    def declared(self) -> tuple[list[tuple[Origin, Group]], list[tuple[Origin, Setting]]]:
        """Every group and setting that counts, with the plugin that brought it."""
        return [(self._words[group.name], group) for group in self.groups], self._declared

    def _load(self, point: Point) -> None:
        origin = _origin(point)
        if point.name in self._origins:
            known = self._origins[point.name]
            self.warnings.append(f"plugin {origin} is ignored: plugin {known} has that name")
            self.records.append(Record(origin, BROKEN, f"plugin {known} has that name"))
            return
        self._origins[point.name] = origin
        record = Record(origin, LOADED, module=point.module)
        self.records.append(record)
        if not self._selection.allows(point.name):
            record.state = DISABLED if point.name in self._selection.disabled else LEFT_OUT
            return
        self._warn_of_version(origin)
        begun = perf_counter()
        with self._guard(origin, "cannot be loaded"):
            self._register(point)
        record.seconds = perf_counter() - begun

    def _register(self, point: Point) -> None:
        import pluggy

        module = point.load()
        wanted = getattr(module, "CLERK_PLUGIN_API", API_VERSION[0])
        if wanted != API_VERSION[0]:
            raise PluginError(
                f"it is made for version {wanted} of the plugin interface, "
                f"and clerk {__version__} has {API_VERSION[0]}.{API_VERSION[1]}"
            )
        self._check_hooks(module)
        try:
            self._manager.register(module, name=point.name)
        except pluggy.PluginValidationError:
            self._manager.unregister(name=point.name)
            raise

    def _warn_of_version(self, origin: Origin) -> None:
        """Say when a plugin of this project was left behind by an upgrade of the core."""
        if origin.official and origin.version != __version__:
            self.warnings.append(
                f"plugin {origin} is not of version {__version__} like clerk itself; "
                f"mend it with: clerk plugins update {origin.name}"
            )

    def _check_hooks(self, module: object) -> None:
        """Refuse a misspelt hook, which pluggy would silently never call."""
        for name in dir(module):
            if name.startswith("clerk_") and not hasattr(self._manager.hook, name):
                marked = getattr(getattr(module, name), "clerk_cli_impl", None)
                if marked is not None:
                    raise AttributeError(f"there is no hook {name}")

    def _collect(self, hook: str, kind: type[T]) -> Iterator[tuple[Origin, Any]]:
        caller = getattr(self._manager.hook, hook)
        for implementation in sorted(
            caller.get_hookimpls(), key=lambda each: not each.plugin_name.startswith("clerk_cli.")
        ):
            origin = self._origins[implementation.plugin_name]
            with self._guard(origin, f"fails in {hook}"):
                yield from [(origin, item) for item in _checked(implementation.function(), kind)]

    def _first(self, hook: str, arguments: dict[str, Any]) -> Any:
        """What the first plugin with an answer says."""
        for implementation in getattr(self._manager.hook, hook).get_hookimpls():
            wanted = [arguments[name] for name in implementation.argnames]
            try:
                answer = implementation.function(*wanted)
            except ClerkError:
                raise
            except Exception as error:
                origin = self._origins[implementation.plugin_name]
                raise PluginError(f"plugin {origin} fails in {hook}: {_say(error)}") from error
            if answer is not None:
                return answer
        return None

    @contextmanager
    def _guard(self, origin: Origin, what: str) -> Iterator[None]:
        try:
            yield
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything
            said = error.message if isinstance(error, PluginError) else _say(error)
            self.warnings.append(f"plugin {origin} {what}: {said}")
            for record in self.records:
                if record.origin == origin and record.state == LOADED:
                    record.state, record.reason = BROKEN, said


def _checked(items: Iterable[Any], kind: type[T]) -> Iterable[T]:
    for item in items:
        if not isinstance(item, kind):
            raise TypeError(f"expected {kind.__name__}, got {item!r}")
        yield item


def installed_points() -> Iterable[Point]:
    """The entry points of the installed distributions."""
    from importlib.metadata import entry_points

    return entry_points(group=ENTRY_POINT_GROUP)


def _origin(point: Point) -> Origin:
    known: Origin | None = getattr(point, "origin", None)
    if known is not None:
        return known
    distribution = getattr(point, "dist", None)
    if distribution is None:
        return Origin(point.name)
    return Origin(point.name, distribution.name, distribution.version)


def _say(error: BaseException) -> str:
    text = str(error).split("\n", 1)[0]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
