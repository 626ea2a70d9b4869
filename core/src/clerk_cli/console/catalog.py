"""The plugins and the tree of their commands, loaded when they are first needed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from clerk_cli.config import plugin_state
from clerk_cli.config.paths import Paths
from clerk_cli.console import tree
from clerk_cli.errors import ConfigError, UsageError
from clerk_cli.plugins.manager import Plugins
from clerk_cli.plugins.status import Selection
from clerk_cli.startup.locations import PLUGINS_OPTION, option_value, plugin_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clerk_cli.console.tree import Branch
    from clerk_cli.environment import Environment
    from clerk_cli.plugins.loading import EntryPoint
    from clerk_cli.results import APIObject
    from clerk_cli.startup.cache import Index


class Catalog:
    """The plugins of this run, and their commands.

    Args:
        environment: The variables, which select plugins.
        warn: Receives a warning for each command that cannot be used.
        plugins: The plugins; None: those that are installed.
        index: What the installed plugins declare, if that is cached.
        without_plugins: Whether there is only what the core has.
        words: The words after ``clerk``, which may name a folder of single-file plugins.
        tolerates_damage: Whether no plugin is loaded, instead of an error, if the record of
            disabled ones cannot be read.
    """

    def __init__(
        self,
        environment: Environment,
        warn: Callable[[str], None],
        plugins: Plugins | None = None,
        index: Index | None = None,
        *,
        without_plugins: bool = False,
        words: Sequence[str] = (),
        tolerates_damage: bool = False,
    ) -> None:
        self.are_plugins_installed = plugins is None
        self._environment = environment
        self._warn = warn
        self._plugins = plugins
        self._index = index
        self._without_plugins = without_plugins
        self._line = words
        self._tolerates_damage = tolerates_damage
        self._is_damaged = False
        self.rerun: Callable[[Sequence[str], Environment], int] | None = None
        """Runs another command line with the global options of this one."""

    @cached_property
    def paths(self) -> Paths:
        """The configuration files."""
        return Paths.of(self._environment)

    @cached_property
    def plugins(self) -> Plugins:
        """The plugins, from the index where possible."""
        if self._plugins is not None:
            if option_value(self._line) is not None:
                raise UsageError(f"{PLUGINS_OPTION} is only for the command line that starts clerk")
            return self._plugins
        _ = self._single_files  # The index has their names, and their modules are imported later.
        if self._index is None or self._without_plugins:
            return self._load_plugins()
        if self._index.plugins:
            from clerk_cli.plugins.cached import CachedPlugins

            return CachedPlugins(self._index.plugins, self._load_plugins)
        from clerk_cli.plugins.cached import to_cache_entry

        plugins = self._load_plugins()
        entry = to_cache_entry(plugins)
        if plugins.cacheable and not self._is_damaged:
            self._index.store_plugins(entry)
        return plugins

    @property
    def loaded_plugins(self) -> Plugins | None:
        """The plugins, if they have been loaded."""
        return self.__dict__.get("plugins")

    @cached_property
    def root(self) -> Branch:
        """The root of the tree of commands."""
        root = tree.root(self.plugins.groups, self._warn)
        root.unloaded = self.plugins.unloaded
        return root

    @property
    def words(self) -> frozenset[str]:
        """The first words of all commands."""
        return frozenset({"help", *(word for node in self.root.children for word in node.words)})

    def check_line(self, words: list[str]) -> None:
        """Refuse the command of an alias if it cannot work, whatever the arguments are.

        Raises:
            UsageError: The command or an option does not exist, or there are too many arguments.
        """
        from clerk_cli.config import aliases
        from clerk_cli.console.parser import LineParser

        LineParser(self.root, lambda: aliases.load(self.paths.aliases)).check(words)

    def describe(self) -> APIObject:
        """Commands as data, from the index where possible."""
        from clerk_cli.console.stored_description import describe_catalog

        return describe_catalog(self, self._warn)

    def run(self, words: Sequence[str], environment: Environment) -> int:
        """Run another command line, with the global options of this one, and return its status.

        Args:
            words: The words after ``clerk``. Their global options win.
            environment: The streams, variables and working directory of that run.
        """
        assert self.rerun is not None
        return self.rerun(words, environment)

    @property
    def documents(self) -> Index | None:
        """The index, if it may store what is made from the commands of this catalog."""
        usable = self._index is not None and self._index.plugins and not self._without_plugins
        return self._index if usable else None

    def stored_page(self, name: str) -> Any:
        """What the index stores under a name; None if that is nothing, or out of date."""
        index = self.documents
        return None if index is None else index.get(name)

    def store_page(self, name: str, page: Any) -> None:
        """Store something in the index that was made from the commands of this catalog."""
        if (index := self.documents) is not None:
            index.store(name, page)

    def _load_plugins(self) -> Plugins:
        if not self._single_files:
            return Plugins(selection=self._selection())
        return Plugins(selection=self._selection(), single_files=self._single_files)

    @cached_property
    def _single_files(self) -> Sequence[EntryPoint]:
        """The plugins of the folder, which only a command line itself may not get wrong."""
        config = str(self.paths.directory)
        chosen = plugin_folder(self._line, self._environment.variables, config)
        if chosen is None or self._without_plugins:
            return ()
        from clerk_cli.console.single_files import single_files

        try:
            return single_files(chosen)
        except ConfigError as error:
            self._warn(f"{error.message}; single-file plugins are not loaded")
            self._is_damaged = True
            return ()

    def _selection(self) -> Selection:
        """What ``--no-plugins``, ``CLERK_PLUGINS`` and ``clerk plugins disable`` leave."""
        try:
            disabled = frozenset(plugin_state.load(self.paths.plugins).disabled)
        except ConfigError:
            if not self._tolerates_damage:
                raise
            self._is_damaged = True
            return Selection(only=frozenset())
        if self._without_plugins:
            return Selection(only=frozenset(), disabled=disabled)
        names = self._environment.variable("CLERK_PLUGINS")
        if names is None:
            return Selection(disabled=disabled)
        only = (name.strip() for name in names.split(","))
        return Selection(only=frozenset(name for name in only if name))
