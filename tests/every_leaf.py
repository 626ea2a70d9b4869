"""The commands of the installed plugins, one by one."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from source_tree import ROOT

from clerk_cli.api import Command
from clerk_cli.console.tree import Branch, Leaf, Node, root
from clerk_cli.plugins.manager import Plugins


def walk(node: Node) -> Iterator[Leaf]:
    settled = node.resolve() if isinstance(node, Branch) else node
    if isinstance(settled, Leaf):
        yield settled
    else:
        for child in settled.children:
            yield from walk(child)


@cache
def installed_tree() -> Branch:
    """The tree with every installed plugin, made once for all test modules of a process."""
    return root(Plugins().groups, refuse)


@cache
def installed_leaves() -> tuple[Leaf, ...]:
    """The commands of that tree."""
    return tuple(walk(installed_tree()))


@cache
def installed_commands() -> dict[str, type[Command]]:
    """Their classes, by name."""
    return {leaf.command.spec.name: leaf.command for leaf in installed_leaves()}


def source_of(command: type[Command]) -> str:
    """The file of a command's class, below the root of the repository."""
    file = Path(inspect.getfile(command))
    return file.relative_to(ROOT).as_posix() if file.is_relative_to(ROOT) else str(file)


def refuse(warning: str) -> None:
    raise AssertionError(warning)
