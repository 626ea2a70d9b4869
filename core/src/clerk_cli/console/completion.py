"""The spec that completion needs, out of the tree of commands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from clerk_cli.commands.fields import parameters
from clerk_cli.console.options import GLOBAL, ROOT_ONLY, OptionForm, option_forms
from clerk_cli.console.tree import Branch, Leaf
from clerk_cli.console.tree import Node as TreeNode
from clerk_cli.plugins.official import OFFICIAL

if TYPE_CHECKING:
    from clerk_cli.console.candidates import Node

MEANINGS = {
    "profile": "Use a specific profile",
    "output": "Output format",
    "dotenv": "Use CLERK_SECRET_KEY from .env file",
    "debug": "Show HTTP requests and answers",
    "no_plugins": "Load no plugin",
    "help": "Show help",
    "version": "Show the version",
}
OPEN = ("profile", "output")


def facts_at(
    root: Branch, path: tuple[str, ...], *, aliases: bool, plugins: Sequence[str] = ()
) -> Node:
    """The spec of the node that full words lead to.

    Args:
        root: The tree of commands.
        path: The words.
        aliases: Whether the user has words of their own.
        plugins: The names of the installed plugins.
    """
    node: TreeNode = root
    for word in path:
        assert isinstance(node, Branch)
        found = next(child for child in node.children if child.words[0] == word)
        node = found.resolve() if isinstance(found, Branch) else found
    if isinstance(node, Leaf):
        return _of_command(node, {"plugins": plugins, "official": list(OFFICIAL)})
    own = () if node.path else ROOT_ONLY
    return {
        "children": [(child.words, child.help, child.low_priority) for child in node.children],
        "options": _options((*GLOBAL, *own), MEANINGS),
        "choices": {},
        "open": [*OPEN, *(["alias"] if aliases else [])],
    }


def _of_command(leaf: Leaf, names: Mapping[str, Sequence[str]]) -> Node:
    declared = parameters(leaf.command)
    helps = MEANINGS | {each.name: each.field.help for each in declared}
    values = {
        each.name: [(choice, each.field.help) for choice in each.kind.choices]
        for each in declared
        if each.kind is not None and each.kind.choices
    }
    values |= {
        each.name: [(name, each.field.help) for name in names[each.field.completes]]
        for each in declared
        if each.field.completes
    }
    arguments = [each for each in declared if each.role == "argument"]
    own = {each.name for each in declared}
    return {
        "options": _options((*GLOBAL, *option_forms(declared)), helps),
        "choices": {name: found for name, found in values.items() if name in own},
        "arguments": [
            ([choice for choice, _ in values.get(each.name, [])], each.field.help)
            for each in arguments
        ],
        "repeats": any(each.variadic for each in arguments),
        "open": [name for name in OPEN if name not in own],
    }


def _options(
    known: Iterable[OptionForm], helps: dict[str, str]
) -> list[tuple[str, str, bool, str]]:
    return [(each.text, each.name, each.takes_value, helps.get(each.name, "")) for each in known]
