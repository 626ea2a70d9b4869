"""The commands of the installed plugins, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

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


def refuse(warning: str) -> None:
    raise AssertionError(warning)
