"""The plugins of this environment, behind one typed method for each hook.

Each plugin is loaded on its own, so that one that fails is named in a warning and everything else
works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from importlib import import_module
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar

from clerk_cli import __version__
from clerk_cli.plugins import Exchange, Group, Profile, Setting
from clerk_cli.plugins.loading import (
    EntryPoint,
    describe,
    installed_entry_points,
    load,
    plugin_id_of,
)
from clerk_cli.plugins.status import (
    ALL_PLUGINS,
    BROKEN,
    CORE,
    DISABLED,
    EXCLUDED,
    LOADED,
    PluginId,
    PluginStatus,
    Selection,
)

if TYPE_CHECKING:
    from requests.adapters import BaseAdapter

    from clerk_cli.config.settings import Settings
    from clerk_cli.environment import Environment
    from clerk_cli.output.formats import Format

T = TypeVar("T")

HTTP_SCHEMES = ("http://", "https://")
"""URLs that no plugin is asked about: none may come between clerk and the API unseen."""


class Plugins:
    """The plugins of this environment.

    Args:
        entry_points: Those of the plugins; None: those of the installed distributions.
        selection: Which of them are loaded.
    """

    def __init__(
        self,
        entry_points: Iterable[EntryPoint] | None = None,
        selection: Selection = ALL_PLUGINS,
    ) -> None:
        from clerk_cli.plugins.hooks import HookCaller

        self.warnings: list[str] = []
        self.failures: list[BaseException] = []
        self.statuses: list[PluginStatus] = []
        self._selection = selection
        self._plugin_ids: dict[str, PluginId] = {}
        self._hooks = HookCaller(self._report_failure)
        self._hooks.register(PluginId(CORE), import_module(CORE))
        points = installed_entry_points() if entry_points is None else entry_points
        for point in sorted(points, key=lambda point: point.name):
            self._load(point, plugin_id_of(point))
        for name in sorted((selection.only or frozenset()) - self._plugin_ids.keys()):
            self.warnings.append(f'CLERK_PLUGINS names "{name}", which is not installed')

    @cached_property
    def groups(self) -> list[Group]:
        """The groups of all plugins."""
        return [group for _, group in self.declared_groups]

    @cached_property
    def settings(self) -> list[Setting]:
        """The settings of all plugins."""
        return [setting for _, setting in self.declared_settings]

    @cached_property
    def profiles(self) -> dict[str, Profile]:
        """The profiles that plugins add, by name."""
        return {profile.name: profile for _, profile in self.declared_profiles}

    @cached_property
    def declared_groups(self) -> list[tuple[PluginId, Group]]:
        """The groups, with the plugins that add them."""
        return self._declared(
            "command", "clerk_groups", Group, lambda group: (group.name, *group.aliases)
        )

    @cached_property
    def declared_settings(self) -> list[tuple[PluginId, Setting]]:
        """The settings, with the plugins that read them."""
        return self._declared("setting", "clerk_settings", Setting, lambda setting: (setting.key,))

    @cached_property
    def declared_profiles(self) -> list[tuple[PluginId, Profile]]:
        """The profiles, with the plugins that add them."""
        return self._declared("profile", "clerk_profiles", Profile, lambda profile: (profile.name,))

    @cached_property
    def formats(self) -> dict[str, Format]:
        """The values of ``--output``, by name."""
        from clerk_cli.output.formats import Format

        abstract: Any = Format
        formats: list[tuple[PluginId, Format]] = self._declared(
            "format", "clerk_formats", abstract, lambda format_: (format_.name,)
        )
        return {format_.name: format_ for _, format_ in formats}

    def transport(self, url: str, environment: Environment) -> BaseAdapter | None:
        """The adapter of the first plugin that supports an API URL that is not plain HTTP.

        Raises:
            PluginError: A plugin fails.
        """
        if url.startswith(HTTP_SCHEMES):
            return None
        adapter: BaseAdapter | None = self._hooks.first(
            "clerk_transport", {"url": url, "environment": environment}
        )
        return adapter

    def secret(self, reference: str) -> str | None:
        """The value of the first plugin that can resolve a stored reference.

        Raises:
            PluginError: A plugin fails.
        """
        value: str | None = self._hooks.first("clerk_secret", {"reference": reference})
        return value

    @property
    def has_observers(self) -> bool:
        """Whether a plugin observes requests."""
        return bool(self._hooks.plugins_behind("clerk_exchange"))

    def observe(self, exchange: Exchange, settings: Settings) -> None:
        """Tell every observer of a request and its response."""
        self._hooks.notify("clerk_exchange", {"exchange": exchange, "settings": settings})

    @property
    def loaded(self) -> list[PluginId]:
        """The plugins that work so far."""
        return [status.plugin_id for status in self._cached_statuses if status.state == LOADED]

    @property
    def installed(self) -> list[PluginId]:
        """All plugins, whether they are loaded or not."""
        return [status.plugin_id for status in self._cached_statuses]

    @property
    def unloaded(self) -> dict[str, str]:
        """Names of plugins that are installed and not loaded, each with what to do to use it."""
        return {
            status.plugin_id.name: status.how_to_enable
            for status in self._cached_statuses
            if status.state != LOADED
        }

    def plugin_for_traceback(self, error: BaseException, words: Iterable[str]) -> PluginId | None:
        """The plugin that an exception comes from, or None for the core.

        It is the one whose code is nearest to the failure in the traceback; without any, the one
        that added the first word of the command line that is a group.
        """
        owners = {
            status.module.partition(".")[0]: status.plugin_id for status in self._cached_statuses
        }
        nearest = None
        step = error.__traceback__
        while step is not None:
            package = str(step.tb_frame.f_globals.get("__name__")).partition(".")[0]
            nearest = owners.get(package, nearest)
            step = step.tb_next
        return nearest or next(filter(None, map(self.owner, words)), None)

    def owner(self, word: str) -> PluginId | None:
        """The plugin that added a word of the command line."""
        return self._owners.get(word)

    def words_of(self, plugin_id: PluginId) -> list[str]:
        """The groups that a plugin added, without their aliases."""
        return [group.name for owner, group in self.declared_groups if owner == plugin_id]

    def settings_of(self, plugin_id: PluginId) -> list[str]:
        """The keys of the settings that a plugin declared."""
        return [setting.key for owner, setting in self.declared_settings if owner == plugin_id]

    def hooks(self) -> dict[str, list[str]]:
        """The names of the plugins behind each hook."""
        return self._hooks.plugins_by_hook()

    @property
    def _cached_statuses(self) -> Iterable[PluginStatus]:
        return self.statuses

    @cached_property
    def _owners(self) -> dict[str, PluginId]:
        return {
            word: plugin_id
            for plugin_id, group in self.declared_groups
            for word in (group.name, *group.aliases)
        }

    def _declared(
        self, kind: str, hook: str, class_: type[T], names_of: Callable[[T], tuple[str, ...]]
    ) -> list[tuple[PluginId, T]]:
        from clerk_cli.plugins.ownership import without_conflicts

        return without_conflicts(self._hooks.collect(hook, class_), kind, names_of, self._reject)

    def _load(self, point: EntryPoint, plugin_id: PluginId) -> None:
        if namesake := self._plugin_ids.get(point.name):
            reason = f"its name is already used by plugin {namesake}"
            self.warnings.append(f"plugin {plugin_id} is ignored: {reason}")
            self.statuses.append(PluginStatus(plugin_id, BROKEN, reason))
            return
        self._plugin_ids[point.name] = plugin_id
        status = PluginStatus(plugin_id, LOADED, module=point.module)
        self.statuses.append(status)
        if not self._selection.allows(point.name):
            status.state = DISABLED if point.name in self._selection.disabled else EXCLUDED
            return
        if plugin_id.is_outdated:
            self.warnings.append(
                f"plugin {plugin_id}: version differs from clerk {__version__}; {plugin_id.remedy}"
            )
        start = perf_counter()
        with self._hooks.guard(plugin_id, "cannot be loaded"):
            self._hooks.register(plugin_id, load(point))
        status.seconds = perf_counter() - start

    def _reject(self, plugin_id: PluginId, reason: str) -> None:
        """Ignore something that a plugin declares."""
        self.warnings.append(f"plugin {plugin_id}: {reason} and is ignored")
        for status in self.statuses:
            if status.plugin_id == plugin_id:
                status.reason = reason

    def _report_failure(self, plugin_id: PluginId, what: str, error: Exception) -> None:
        """Name a plugin that fails, and go on without it."""
        reason = describe(error)
        self.failures.append(error)
        self.warnings.append(f"plugin {plugin_id} {what}: {reason}; {plugin_id.remedy}")
        for status in self.statuses:
            if status.plugin_id == plugin_id and status.state == LOADED:
                status.state, status.reason = BROKEN, reason
