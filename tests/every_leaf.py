"""The commands of a tree, one by one."""

from __future__ import annotations

from collections.abc import Iterator

from clerk_cli.console.tree import Branch, Leaf, Node


def walk(node: Node) -> Iterator[Leaf]:
    settled = node.resolve() if isinstance(node, Branch) else node
    if isinstance(settled, Leaf):
        yield settled
    else:
        for child in settled.children:
            yield from walk(child)
