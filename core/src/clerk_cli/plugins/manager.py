"""The plugins of this environment, behind one typed method for each hook.

Each plugin is loaded on its own, so that one that fails is named in a warning and everything else
works.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from importlib import import_module
from time import perf_counter
from typing import TYPE_CHECKING, Any

from clerk_cli import __version__
from clerk_cli.plugins import Exchange, Group, Profile, Setting
from clerk_cli.plugins.loading import EntryPoint, describe, interrupted, load, plugin_id_of
from clerk_cli.plugins.official import OFFICIAL, how_to_install
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
    plugin_in_traceback,
    reason_against,
)

if TYPE_CHECKING:
    from requests.adapters import BaseAdapter

    from clerk_cli.config.settings import Settings
    from clerk_cli.environment import Environment
    from clerk_cli.output.formats import Format
    from clerk_cli.plugins.declarations import Kind
    from clerk_cli.plugins.discovery import Unreadable

HTTP_SCHEMES = ("http://", "https://")
"""URLs that no plugin is asked about: none may come between clerk and the API unseen."""


class Plugins:
    """The plugins of this environment.

    Args:
        entry_points: Those of the plugins; None: those of the installed distributions.
        selection: Which of them are loaded.
        single_files: Single-file plugins, which come after those that are installed.
    """

    def __init__(
        self,
        entry_points: Iterable[EntryPoint] | None = None,
        selection: Selection = ALL_PLUGINS,
        single_files: Iterable[EntryPoint] = (),
    ) -> None:
        from clerk_cli.plugins.hooks import HookCaller

        self.warnings: list[str] = []
        self.failures: list[BaseException] = []
        self.statuses: list[PluginStatus] = []
        self._notices: set[str] = set()
        self._selection = selection
        self._plugin_ids = {CORE: PluginId(CORE)}
        self._hooks = HookCaller(self._report_failure)
        self._hooks.register(self._plugin_ids[CORE], import_module(CORE))
        if entry_points is None:
            from clerk_cli.plugins.discovery import discover

            entry_points, unreadable = discover()
            for entry in unreadable:
                self._report_unreadable(entry)
        plugins = [(plugin_id_of(point), point) for point in (*entry_points, *single_files)]
        # No third party gets a name before the official plugin that it belongs to.
        for plugin_id, point in sorted(plugins, key=lambda pair: pair[0].precedence):
            self._load(point, plugin_id)
        for name in sorted((selection.only or frozenset()) - self._plugin_ids.keys()):
            install = f": {how_to_install(name)}" if name in OFFICIAL else ""
            self.warnings.append(f'CLERK_PLUGINS names "{name}", which is not installed{install}')

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
        from clerk_cli.plugins.declarations import COMMANDS

        return self._declared(COMMANDS)

    @cached_property
    def declared_settings(self) -> list[tuple[PluginId, Setting]]:
        """The settings, with the plugins that read them."""
        from clerk_cli.plugins.declarations import SETTINGS

        return self._declared(SETTINGS)

    @cached_property
    def declared_profiles(self) -> list[tuple[PluginId, Profile]]:
        """The profiles, with the plugins that add them."""
        from clerk_cli.plugins.declarations import PROFILES

        return self._declared(PROFILES)

    @cached_property
    def formats(self) -> dict[str, Format]:
        """The values of ``--output``, by name."""
        from clerk_cli.plugins.declarations import FORMATS

        return {format_.name: format_ for _, format_ in self._declared(FORMATS)}

    def prefer_profiles(self, names: Iterable[str]) -> None:
        """Let the profiles of the user's file win over those of third parties.

        Args:
            names: The profiles of the file.
        """
        stored = set(names)
        for plugin_id, profile in self.declared_profiles:
            if plugin_id.third_party and profile.name in stored and profile.name in self.profiles:
                del self.profiles[profile.name]
                reason = f'the profile "{profile.name}" already exists in your profiles file'
                self._reject(plugin_id, reason)

    def profile_owner(self, name: str) -> PluginId | None:
        """The plugin that adds a profile."""
        owners = {profile.name: plugin_id for plugin_id, profile in self.declared_profiles}
        return owners.get(name) if name in self.profiles else None

    def transport(self, url: str, environment: Environment) -> BaseAdapter | None:
        """The adapter of the first plugin that supports an API URL that is not plain HTTP.

        Raises:
            PluginError: A plugin fails.
        """
        if url.lstrip().lower().startswith(HTTP_SCHEMES):
            return None
        adapter: BaseAdapter | None = self._hooks.first(
            "clerk_transport",
            {"url": url, "environment": environment},
            "an adapter of requests",
            lambda answer: callable(getattr(answer, "send", None)),
        )
        return adapter

    def secret(self, reference: str) -> str | None:
        """The value of the first plugin that can resolve a stored reference.

        Raises:
            PluginError: A plugin fails.
        """
        value: str | None = self._hooks.first(
            "clerk_secret",
            {"reference": reference},
            "text",
            lambda answer: isinstance(answer, str),
        )
        return value

    @property
    def are_all_loaded(self) -> bool:
        """Whether no installed plugin is disabled or excluded."""
        return all(status.state not in (DISABLED, EXCLUDED) for status in self._cached_statuses)

    @property
    def has_observers(self) -> bool:
        """Whether a plugin observes requests."""
        return bool(self._hooks.plugins_behind("clerk_exchange"))

    def observe(self, exchange: Exchange, settings: Settings) -> None:
        """Tell every observer of a request and its response."""
        self._hooks.notify("clerk_exchange", {"exchange": exchange, "settings": settings})

    @property
    def cacheable(self) -> bool:
        """Whether the index may store the plugins: nothing has to be named the next time."""
        return self._notices.issuperset(self.warnings)

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

        It is the one whose code is nearest to the failure in the traceback; otherwise the one
        whose command runs: what the core stumbles over is what that returns or declares.

        Args:
            error: The exception.
            words: The words of the command. An official plugin is not named because of them: its
                bugs and those of the core are reported at the same place.
        """
        modules = [(group.module, plugin_id) for plugin_id, group in self.declared_groups]
        modules += [(status.module, status.plugin_id) for status in self._cached_statuses]
        if plugin_id := plugin_in_traceback(error, modules):
            return plugin_id
        owner = next(filter(None, map(self.owner, words)), None)
        return owner if owner and owner.third_party else None

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

    def _declared(self, kind: Kind[Any]) -> list[tuple[PluginId, Any]]:
        from clerk_cli.plugins.ownership import accept

        accepted = accept(self._hooks.collect(kind), kind, self._reject)
        return [(declaration.plugin_id, declaration.item) for declaration in accepted]

    def _load(self, point: EntryPoint, plugin_id: PluginId) -> None:
        status = PluginStatus(plugin_id, LOADED, module=point.module)
        self.statuses.append(status)
        if reason := reason_against(plugin_id, self._plugin_ids.values()):
            status.state, status.reason = BROKEN, reason
            self.warnings.append(f"plugin {plugin_id} is ignored: {reason}")
            return
        self._plugin_ids[point.name] = plugin_id
        if not self._selection.allows(point.name):
            status.state = DISABLED if point.name in self._selection.disabled else EXCLUDED
            return
        if plugin_id.is_outdated:
            self.warnings.append(
                f"plugin {plugin_id}: version differs from clerk {__version__}; {plugin_id.remedy}"
            )
        start = perf_counter()
        try:
            with self._hooks.guard(plugin_id, "cannot be loaded"):
                self._hooks.register(plugin_id, load(point))
        except KeyboardInterrupt as error:
            raise interrupted(plugin_id) from error
        status.seconds = perf_counter() - start

    def _report_unreadable(self, entry: Unreadable) -> None:
        """Name a malformed distribution: every time if it has plugins, otherwise once."""
        message = f"{entry.distribution}: {entry.reason}; reinstall or remove this distribution"
        self.warnings.append(message)
        if entry.error:
            self.failures.append(entry.error)
        if not entry.plugins:
            self._notices.add(message)
        for name in entry.plugins:
            status = PluginStatus(PluginId(name, entry.distribution), BROKEN, entry.reason)
            self.statuses.append(status)

    def _reject(self, plugin_id: PluginId, reason: str) -> None:
        """Ignore something that a plugin declares."""
        self.warnings.append(f"plugin {plugin_id}: {reason} and is ignored")
        for status in self._cached_statuses:
            if status.plugin_id == plugin_id:
                status.reason = reason

    def _report_failure(self, plugin_id: PluginId, what: str, error: Exception) -> None:
        """Name a plugin that fails, and continue without it."""
        reason = describe(error)
        self.failures.append(error)
        self.warnings.append(f"plugin {plugin_id} {what}: {reason}; {plugin_id.remedy}")
        for status in self.statuses:
            if status.plugin_id == plugin_id and status.state == LOADED:
                status.state, status.reason = BROKEN, reason
