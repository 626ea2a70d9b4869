"""The tree of groups and commands; a group's module is imported when its children are needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, TypeAlias

from clerk_cli.commands.base import BODY_METHODS, Command
from clerk_cli.commands.fields import Parameter, parameters
from clerk_cli.errors import PluginError
from clerk_cli.plugins import Group
from clerk_cli.plugins.loading import describe, isolated
from clerk_cli.plugins.official import has_low_prefix_priority

if TYPE_CHECKING:
    from clerk_cli.commands.request import Route
    from clerk_cli.startup.matching import Entry

Warn: TypeAlias = Callable[[str], None]
WORDS_OF_BODIES = (" create", " add", " update")
"""How the names of commands end that take ``--input`` if they have a route."""


class Leaf:
    """A command in the tree."""

    def __init__(self, command: type[Command]) -> None:
        spec = command.spec
        self.command = command
        self.path = tuple(spec.name.split())
        self.words = (self.path[-1], *spec.aliases)
        self.help = summary(command)

    @property
    def name(self) -> str:
        """Its words, joined by spaces."""
        return " ".join(self.path)

    @property
    def entry(self) -> Entry:
        """What its words match; aliases cannot be abbreviated."""
        return (self.words[:1], self.words[1:], self.command.spec.extension)

    @property
    def takes_input(self) -> bool:
        """Whether it has ``--input``: its operation takes a body, and it has no such option."""
        return self.body_route is not None and not hasattr(self.command, "input")

    @property
    def body_route(self) -> Route | None:
        """The operation whose body a file can have: that of a command that creates or updates."""
        command, route = self.command, self.command.spec.route
        if route is None or command.body_route is not None:
            return command.body_route
        is_sent = route.method in BODY_METHODS and command.spec.name.endswith(WORDS_OF_BODIES)
        return route if is_sent else None

    def is_in_body(self, parameter: Parameter) -> bool:
        """Whether a parameter is a member of that body."""
        route = self.body_route
        in_path = () if route is None else route.placeholders
        return bool(parameter.field.sends) and parameter.name not in in_path

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """Its arguments and options; resolving their annotations takes time, so only once."""
        declared = parameters(self.command)
        if self.takes_input:
            from clerk_cli.commands.body_input import INPUT_PARAMETER

            declared = (*declared, INPUT_PARAMETER)
        if not self.command.spec.many:
            return declared
        from clerk_cli.commands.many_input import parameters_for_many

        return parameters_for_many(declared)


class Branch:
    """A group in the tree, or the root.

    Args:
        path: The words that lead here; empty for the root.
        help: One line.
        module: The module with its commands; empty for the root.
        groups: The groups below it.
        aliases: Other words for its last word.
        warn: Receives a warning for each command that cannot be used.
        extension: Whether Clerk's own CLI lacks it, as all third-party groups.
        section: The section of root help; empty for the default.
        synonyms: Words for which the group is suggested.
    """

    def __init__(
        self,
        path: tuple[str, ...],
        help: str,
        module: str,
        groups: Iterable[Group],
        aliases: tuple[str, ...],
        warn: Warn,
        *,
        extension: bool = False,
        section: str = "",
        synonyms: tuple[str, ...] = (),
    ) -> None:
        self.path = path
        self.help = help
        self.words = (*path[-1:], *aliases)
        self.section = section
        self.synonyms = synonyms
        self._extension = extension or (len(path) == 1 and has_low_prefix_priority(path[0]))
        self._module = module
        self._groups = tuple(groups)
        self._warn = warn
        self.unloaded: Mapping[str, str] = {}
        """Plugins that are installed but not loaded, with how to enable them; for the root."""

    @property
    def name(self) -> str:
        """The words that lead here, joined by spaces."""
        return " ".join(self.path)

    @property
    def entry(self) -> Entry:
        """What its words match; aliases can be abbreviated as well."""
        return (self.words, (), self._extension)

    @property
    def branches(self) -> list[Branch]:
        """The groups below; imports nothing."""
        return [branch(group, self.path, self._warn) for group in self._groups]

    @cached_property
    def children(self) -> list[Node]:
        """Groups and commands below; imports the module with the commands."""
        return self._deduplicated([*self.branches, *self._leaves()])

    def resolve(self) -> Node:
        """The command, if this group is a single one such as ``whoami``; else the group."""
        if self._groups or not self._module:
            return self
        for command in commands_of(self._load()):
            if command.spec.name == self.name:
                return Leaf(command)
        return self

    def _leaves(self) -> list[Node]:
        if not self._module:
            return []
        leaves = [Leaf(command) for command in commands_of(self._load())]
        return [leaf for leaf in leaves if leaf.path[:-1] == self.path]

    def _load(self) -> ModuleType:
        try:
            with isolated():
                return import_module(self._module)
        except Exception as error:
            raise PluginError(
                f'the commands of "{self.name}" cannot be loaded: {describe(error)}',
                group=self.path[0],
            ) from error

    def _deduplicated(self, nodes: list[Node]) -> list[Node]:
        words: set[str] = set()
        unique = []
        for node in nodes:
            duplicate = next((word for word in node.words if word in words), None)
            if duplicate:
                place = " ".join((*self.path, duplicate))
                self._warn(f'the command "{place}" is registered twice; the second one is ignored')
                continue
            words.update(node.words)
            unique.append(node)
        return unique


Node: TypeAlias = "Branch | Leaf"


def root(groups: Iterable[Group], warn: Warn) -> Branch:
    """The root of a tree of groups."""
    return Branch((), "", "", groups, (), warn)


def branch(group: Group, above: tuple[str, ...], warn: Warn) -> Branch:
    """The node of a group below other words."""
    path = (*above, group.name)
    return Branch(
        path,
        group.help,
        group.module,
        group.groups,
        group.aliases,
        warn,
        extension=group.extension,
        section=group.section,
        synonyms=group.synonyms,
    )


def commands_of(module: ModuleType) -> list[type[Command]]:
    """The commands that a module defines, or that a package imports from its own modules.

    What is imported from elsewhere belongs to another group.
    """
    package = f"{module.__name__}."
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Command)
        and f"{value.__module__}.".startswith(package)
        and value.spec.name
    ]


def summary(command: type[Command]) -> str:
    """The first line of a command's docstring, without its full stop."""
    return (command.__doc__ or "").strip().split("\n", 1)[0].rstrip(".")
