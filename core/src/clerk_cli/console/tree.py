"""The tree of groups and commands, opened only where somebody looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import TypeAlias

from clerk_cli.commands.base import Command
from clerk_cli.errors import PluginError
from clerk_cli.plugins import Group
from clerk_cli.plugins.loading import describe, isolated
from clerk_cli.plugins.official import has_low_prefix_priority

Warn: TypeAlias = Callable[[str], None]


class Leaf:
    """A command in the tree."""

    def __init__(self, command: type[Command]) -> None:
        spec = command.spec
        self.command = command
        self.path = tuple(spec.name.split())
        self.words = (self.path[-1], *spec.aliases)
        self.low_priority = spec.extension
        self.help = summary(command)


class Branch:
    """A group in the tree, or the root.

    Args:
        path: The words that lead here; empty for the root.
        help: One line.
        module: Where its commands are; empty for the root.
        groups: The groups below it.
        aliases: Other words for its last word.
        warn: Is told of commands that cannot be used.
        extension: Whether others win in prefix matching, as they do over third-party groups.
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
    ) -> None:
        self.path = path
        self.help = help
        self.words = (*path[-1:], *aliases)
        self.low_priority = extension or (len(path) == 1 and has_low_prefix_priority(path[0]))
        self._module = module
        self._groups = tuple(groups)
        self._warn = warn
        self.unloaded: Mapping[str, str] = {}
        """Plugins that are installed and not loaded, with the way to have them; for the root."""

    @property
    def name(self) -> str:
        """The words that lead here, in one text."""
        return " ".join(self.path)

    @cached_property
    def children(self) -> list[Node]:
        """Groups and commands below; imports the module with the commands."""
        branches: list[Node] = [branch(group, self.path, self._warn) for group in self._groups]
        return self._deduplicated([*branches, *self._leaves()])

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
        found = [Leaf(command) for command in commands_of(self._load())]
        return [leaf for leaf in found if leaf.path[:-1] == self.path]

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
        taken: set[str] = set()
        kept = []
        for node in nodes:
            clash = next((word for word in node.words if word in taken), None)
            if clash:
                place = " ".join((*self.path, clash))
                self._warn(f'the command "{place}" is registered twice; the second one is ignored')
                continue
            taken.update(node.words)
            kept.append(node)
        return kept


Node: TypeAlias = "Branch | Leaf"


def root(groups: Iterable[Group], warn: Warn) -> Branch:
    """The root of the tree of these groups."""
    return Branch((), "", "", groups, (), warn)


def branch(group: Group, above: tuple[str, ...], warn: Warn) -> Branch:
    """The node of a group below the words ``above``."""
    path = (*above, group.name)
    return Branch(
        path,
        group.help,
        group.module,
        group.groups,
        group.aliases,
        warn,
        extension=group.extension,
    )


def commands_of(module: ModuleType) -> list[type[Command]]:
    """The commands that a module defines, in order; imported ones belong to their own module."""
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Command)
        and value.__module__ == module.__name__
        and value.spec.name
    ]


def summary(command: type[Command]) -> str:
    """The first line of a command's docstring, without the full stop."""
    return (command.__doc__ or "").strip().split("\n", 1)[0].rstrip(".")
