"""The tree of groups and commands, opened only where somebody looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from importlib import import_module
from types import ModuleType
from typing import TypeAlias

from clerk_cli.command import Command
from clerk_cli.errors import PluginError
from clerk_cli.official import yields
from clerk_cli.plugins import Group

Warn: TypeAlias = Callable[[str], None]


class Leaf:
    """A command in the tree."""

    def __init__(self, command: type[Command]) -> None:
        facts = command.facts
        self.command = command
        self.path = tuple(facts.name.split())
        self.words = (self.path[-1], *facts.aliases)
        self.yields = facts.addition
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
        addition: Whether it yields to others in prefix matching, as a stranger's group does too.
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
        addition: bool = False,
    ) -> None:
        self.path = path
        self.help = help
        self.words = (*path[-1:], *aliases)
        self.yields = addition or (len(path) == 1 and yields(path[0]))
        self._module = module
        self._groups = tuple(groups)
        self._warn = warn
        self.held_back: Mapping[str, str] = {}
        """Plugins that are installed and not loaded, with the way to have them; for the root."""

    @property
    def name(self) -> str:
        """The words that lead here, in one text."""
        return " ".join(self.path)

    @cached_property
    def children(self) -> list[Node]:
        """Groups and commands below; imports the module with the commands."""
        branches: list[Node] = [branch(group, self.path, self._warn) for group in self._groups]
        return self._without_doubles([*branches, *self._leaves()])

    def itself(self) -> Node:
        """The command, if this group is a single one such as ``whoami``; else the group."""
        if self._groups or not self._module:
            return self
        for command in commands_of(self._load()):
            if command.facts.name == self.name:
                return Leaf(command)
        return self

    def _leaves(self) -> list[Node]:
        if not self._module:
            return []
        found = [Leaf(command) for command in commands_of(self._load())]
        return [leaf for leaf in found if leaf.path[:-1] == self.path]

    def _load(self) -> ModuleType:
        try:
            return import_module(self._module)
        except Exception as error:
            raise PluginError(
                f'the commands of "{self.name}" cannot be loaded: {type(error).__name__}: {error}',
                group=self.path[0],
            ) from error

    def _without_doubles(self, nodes: list[Node]) -> list[Node]:
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
        addition=group.addition,
    )


def commands_of(module: ModuleType) -> list[type[Command]]:
    """The commands that a module defines, in order; imported ones belong to their own module."""
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Command)
        and value.__module__ == module.__name__
        and value.facts.name
    ]


def summary(command: type[Command]) -> str:
    """The first line of a command's docstring, without the full stop."""
    return (command.__doc__ or "").strip().split("\n", 1)[0].rstrip(".")
