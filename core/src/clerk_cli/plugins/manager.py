"""Finding plugins, and asking them: the only module that holds a plugin manager.

Each plugin is loaded on its own and each hook is called plugin by plugin, so that one that fails
is named in a warning and everything else works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar

from clerk_cli import __version__
from clerk_cli.errors import ClerkError, PluginError
from clerk_cli.plugins import (
    Exchange,
    Group,
    Profile,
    Setting,
)
from clerk_cli.plugins.loading import EntryPoint, installed_entry_points, load, plugin_id_of
from clerk_cli.plugins.status import (
    BROKEN,
    DISABLED,
    EVERYTHING,
    EXCLUDED,
    LOADED,
    PluginId,
    PluginStatus,
    Selection,
    sentence,
)

if TYPE_CHECKING:
    from requests.adapters import BaseAdapter

    from clerk_cli.config.settings import Settings
    from clerk_cli.environment import Environment
    from clerk_cli.output.formats import Format

T = TypeVar("T")


PLAIN = ("http://", "https://")
"""What nobody's adapter is asked about: a plugin must not come between clerk and the API unseen."""

BUILTIN = "clerk_cli.builtin"


class Plugins:
    """The plugins of this environment, behind one typed method for each hook.

    Args:
        found: Entry points to load; None: those of the installed distributions.
        selection: Which of them are loaded.
    """

    def __init__(
        self, found: Iterable[EntryPoint] | None = None, selection: Selection = EVERYTHING
    ) -> None:
        self.warnings: list[str] = []
        self.failures: list[BaseException] = []
        self.statuses: list[PluginStatus] = []
        self._words: dict[str, PluginId] = {}
        self._selection = selection
        self._plugin_ids: dict[str, PluginId] = {}
        import pluggy

        from clerk_cli import builtin
        from clerk_cli.plugins.hooks import Hooks

        self._manager = pluggy.PluginManager("clerk_cli")
        self._manager.add_hookspecs(Hooks)
        self._manager.register(builtin, name=BUILTIN)
        self._plugin_ids[BUILTIN] = PluginId(BUILTIN)
        for point in sorted(
            installed_entry_points() if found is None else found, key=lambda point: point.name
        ):
            self._load(point)
        for name in sorted((selection.only or frozenset()) - self._plugin_ids.keys()):
            self.warnings.append(f'CLERK_PLUGINS names "{name}", and no such plugin is installed')

    @cached_property
    def groups(self) -> list[Group]:
        """The groups of all plugins; a word that is taken already is refused with a warning."""
        taken = self._words
        kept = []
        for plugin_id, group in self._collect("clerk_groups", Group):
            words = (group.name, *group.aliases)
            clash = next((word for word in words if word in taken), None)
            if clash:
                self._refuse(plugin_id, f'the command "{clash}"', taken[clash])
                continue
            taken.update(dict.fromkeys(words, plugin_id))
            kept.append(group)
        return kept

    @cached_property
    def settings(self) -> list[Setting]:
        """The settings of all plugins; the first to declare a key owns it."""
        return [setting for _, setting in self._declared]

    @cached_property
    def _declared(self) -> list[tuple[PluginId, Setting]]:
        declared = self._collect("clerk_settings", Setting)
        return self._first_of_each("setting", declared, lambda setting: setting.key)

    @cached_property
    def profiles(self) -> dict[str, Profile]:
        """The profiles that plugins bring along, by name."""
        found = self._collect("clerk_profiles", Profile)
        own = self._first_of_each("profile", found, lambda profile: profile.name)
        return {profile.name: profile for _, profile in own}

    @cached_property
    def formats(self) -> dict[str, Format]:
        """The values of ``--output``, by name."""
        from clerk_cli.output.formats import Format

        found: Iterable[tuple[PluginId, Format]] = self._collect(
            "clerk_formats",
            Format,  # type: ignore[type-abstract]
        )
        formats = self._first_of_each("format", found, lambda format_: format_.name)
        return {format_.name: format_ for _, format_ in formats}

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
    def loaded(self) -> list[PluginId]:
        """The plugins that work so far."""
        return [each.plugin_id for each in self._known_statuses if each.state == LOADED]

    @property
    def installed(self) -> list[PluginId]:
        """All plugins, whether they are loaded or not."""
        return [each.plugin_id for each in self._known_statuses]

    @property
    def unloaded(self) -> dict[str, str]:
        """Names of plugins that are installed and not loaded, with the way to have them."""
        return {
            record.plugin_id.name: record.how_to_enable
            for record in self._known_statuses
            if record.state != LOADED
        }

    @property
    def _known_statuses(self) -> Iterable[PluginStatus]:
        return self.statuses

    def plugin_for_traceback(self, error: BaseException, words: Iterable[str]) -> PluginId | None:
        """The plugin that an exception comes from, or None for the core.

        It is the one whose code is nearest to the failure, in the traceback; where none of it
        is there, the one that brought the first known word of the command line.
        """
        owners = {each.module.partition(".")[0]: each.plugin_id for each in self._known_statuses}
        found = None
        step = error.__traceback__
        while step is not None:
            package = str(step.tb_frame.f_globals.get("__name__")).partition(".")[0]
            found = owners.get(package, found)
            step = step.tb_next
        return found or next(filter(None, map(self.owner, words)), None)

    def owner(self, word: str) -> PluginId | None:
        """The plugin that brought a word of the command line."""
        return self._words.get(word)

    def words_of(self, plugin_id: PluginId) -> list[str]:
        """The groups that a plugin added, without their aliases."""
        own = {group.name for group in self.groups}
        return [word for word, owner in self._words.items() if owner == plugin_id and word in own]

    def settings_of(self, plugin_id: PluginId) -> list[str]:
        """The keys of the settings that a plugin declared."""
        return [setting.key for owner, setting in self._declared if owner == plugin_id]

    @property
    def has_observers(self) -> bool:
        """Whether a plugin wants to know of requests."""
        return bool(self._manager.hook.clerk_exchange.get_hookimpls())

    def observe(self, exchange: Exchange, settings: Settings) -> None:
        """Tell every observer of a request and its answer."""
        for implementation in self._manager.hook.clerk_exchange.get_hookimpls():
            given = {"exchange": exchange, "settings": settings}
            plugin_id = self._plugin_ids[implementation.plugin_name]
            with self._guard(plugin_id, "fails in clerk_exchange"):
                implementation.function(*[given[name] for name in implementation.argnames])

    def hooks(self) -> dict[str, list[str]]:
        """The names of the plugins behind each hook."""
        return {
            name: [each.plugin_name for each in getattr(self._manager.hook, name).get_hookimpls()]
            for name in vars(self._manager.hook)
            if name.startswith("clerk_")
        }

    def declared(self) -> tuple[list[tuple[PluginId, Group]], list[tuple[PluginId, Setting]]]:
        """Every group and setting that counts, with the plugin that brought it."""
        return [(self._words[group.name], group) for group in self.groups], self._declared

    def _load(self, point: EntryPoint) -> None:
        plugin_id = plugin_id_of(point)
        if point.name in self._plugin_ids:
            known = self._plugin_ids[point.name]
            self.warnings.append(f"plugin {plugin_id} is ignored: plugin {known} has that name")
            self.statuses.append(PluginStatus(plugin_id, BROKEN, f"plugin {known} has that name"))
            return
        self._plugin_ids[point.name] = plugin_id
        record = PluginStatus(plugin_id, LOADED, module=point.module)
        self.statuses.append(record)
        if not self._selection.allows(point.name):
            record.state = DISABLED if point.name in self._selection.disabled else EXCLUDED
            return
        self._warn_of_version(plugin_id)
        begun = perf_counter()
        with self._guard(plugin_id, "cannot be loaded"):
            self._register(point)
        record.seconds = perf_counter() - begun

    def _register(self, point: EntryPoint) -> None:
        import pluggy

        module = load(point)
        try:
            self._manager.register(module, name=point.name)
        except pluggy.PluginValidationError:
            self._manager.unregister(name=point.name)
            raise

    def _warn_of_version(self, plugin_id: PluginId) -> None:
        """Say when a plugin of this project was left behind by an upgrade of the core."""
        if plugin_id.is_outdated:
            self.warnings.append(
                f"plugin {plugin_id} is not of version {__version__} like clerk itself; "
                f"{plugin_id.remedy}"
            )

    def _first_of_each(
        self, what: str, found: Iterable[tuple[PluginId, T]], name: Callable[[T], str]
    ) -> list[tuple[PluginId, T]]:
        """What plugins declare, without what another one has declared under the same name."""
        kept: dict[str, tuple[PluginId, T]] = {}
        for plugin_id, each in found:
            if name(each) in kept:
                self._refuse(plugin_id, f'the {what} "{name(each)}"', kept[name(each)][0])
            else:
                kept[name(each)] = (plugin_id, each)
        return list(kept.values())

    def _refuse(self, plugin_id: PluginId, what: str, owner: PluginId) -> None:
        """Ignore what a plugin brings because another, or the core, has it already."""
        whose = "clerk itself" if owner.name == BUILTIN else f"plugin {owner}"
        said = f"registers {what} a second time, which {whose} has already"
        self.warnings.append(f"plugin {plugin_id} {said}; the second one is ignored")
        for record in self.statuses:
            if record.plugin_id == plugin_id:
                record.reason = said

    def _collect(self, hook: str, kind: type[T]) -> Iterator[tuple[PluginId, Any]]:
        caller = getattr(self._manager.hook, hook)
        for implementation in sorted(
            caller.get_hookimpls(), key=lambda each: not each.plugin_name.startswith("clerk_cli.")
        ):
            plugin_id = self._plugin_ids[implementation.plugin_name]
            with self._guard(plugin_id, f"fails in {hook}"):
                yield from [(plugin_id, item) for item in _checked(implementation.function(), kind)]

    def _first(self, hook: str, arguments: dict[str, Any]) -> Any:
        """What the first plugin with an answer says."""
        for implementation in getattr(self._manager.hook, hook).get_hookimpls():
            wanted = [arguments[name] for name in implementation.argnames]
            try:
                answer = implementation.function(*wanted)
            except ClerkError:
                raise
            except Exception as error:
                plugin_id = self._plugin_ids[implementation.plugin_name]
                raise PluginError(
                    f"plugin {plugin_id} fails in {hook}: {_say(error)}",
                    hint=sentence(plugin_id.remedy),
                ) from error
            if answer is not None:
                return answer
        return None

    @contextmanager
    def _guard(self, plugin_id: PluginId, what: str) -> Iterator[None]:
        try:
            yield
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may raise anything
            self.failures.append(error)
            said = error.message if isinstance(error, PluginError) else _say(error)
            self.warnings.append(f"plugin {plugin_id} {what}: {said}; {plugin_id.remedy}")
            for record in self.statuses:
                if record.plugin_id == plugin_id and record.state == LOADED:
                    record.state, record.reason = BROKEN, said


def _checked(items: Iterable[Any], kind: type[T]) -> Iterable[T]:
    for item in items:
        if not isinstance(item, kind):
            raise TypeError(f"expected {kind.__name__}, got {item!r}")
        yield item


def _say(error: BaseException) -> str:
    text = str(error).split("\n", 1)[0]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
