"""Completion by the full program: what the index does not have yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from clerk_cli.config import aliases
from clerk_cli.config.alias_expansion import command_words, without_placeholders
from clerk_cli.config.profiles import ProfilesFile
from clerk_cli.console.options import (
    OptionForm,
    global_forms,
    global_options,
    option_forms,
)
from clerk_cli.console.tree import Branch, Leaf, Node
from clerk_cli.plugins.official import OFFICIAL
from clerk_cli.startup.candidates import candidates, to_lines
from clerk_cli.startup.fast_path import node_name

if TYPE_CHECKING:
    from clerk_cli.console.catalog import Catalog
    from clerk_cli.startup.candidates import Candidate, NodeSpec


def complete(words: list[str], catalog: Catalog) -> str:
    """The words that can come next, each with its help, as lines for a shell.

    Args:
        words: The words after ``clerk``; the last one is unfinished, perhaps empty.
        catalog: The plugins and their commands.
    """
    user_aliases = aliases.load(catalog.paths.aliases)

    def find_node(path: tuple[str, ...]) -> NodeSpec:
        installed = [plugin_id.name for plugin_id in catalog.plugins.installed]
        spec = node_spec(catalog.root, path, has_aliases=bool(user_aliases), plugins=installed)
        catalog.store_page(node_name(path), spec)
        return spec

    def find_values(name: str) -> list[Candidate]:
        if name == "profile":
            stored = ProfilesFile.load(catalog.paths.profiles).names()
            return [(value, "Profile") for value in ["default", *stored, *catalog.plugins.profiles]]
        if name == "output":
            return [(value, "Format") for value in catalog.plugins.formats]
        if name == "alias":
            return [(alias, f"Alias for {line}") for alias, line in user_aliases.items()]
        return []

    def expand_alias(word: str) -> list[str]:
        words = command_words(word, user_aliases[word]) if word in user_aliases else []
        return without_placeholders(words)

    return to_lines(candidates(find_node, words, find_values, expand_alias))


def node_spec(
    root: Branch, path: tuple[str, ...], *, has_aliases: bool, plugins: Sequence[str] = ()
) -> NodeSpec:
    """The specification of the node that full words lead to.

    Args:
        root: The tree of commands.
        path: The words.
        has_aliases: Whether the user has aliases.
        plugins: The names of the installed plugins.
    """
    node: Node = root
    for word in path:
        assert isinstance(node, Branch)
        child = next(child for child in node.children if child.words[0] == word)
        node = child.resolve() if isinstance(child, Branch) else child
    if isinstance(node, Leaf):
        return _command_spec(node, {"plugins": plugins, "official": list(OFFICIAL)})
    forms = global_forms(at_root=not node.path)
    return {
        "children": [(*child.entry, child.help) for child in node.children],
        "options": _options(forms, _global_help()),
        "choices": {},
        "dynamic": [*_global_values(), *(["alias"] if has_aliases else [])],
    }


def _command_spec(leaf: Leaf, names: Mapping[str, Sequence[str]]) -> NodeSpec:
    help = _global_help() | {item.name: item.field.help for item in leaf.parameters}
    choices: dict[str, list[Candidate]] = {}
    for item in leaf.parameters:
        values = item.kind.choices if item.kind else ()
        if item.field.completes:
            values = tuple(names[item.field.completes])
        if values:
            choices[item.name] = [(value, item.field.help) for value in values]
    arguments = [item for item in leaf.parameters if item.role == "argument"]
    parameter_names = {item.name for item in leaf.parameters}
    forms = (*global_forms(at_root=False), *option_forms(leaf.parameters))
    return {
        "options": _options(forms, help),
        "choices": choices,
        "arguments": [
            ([choice for choice, _ in choices.get(item.name, [])], item.field.help)
            for item in arguments
        ],
        "variadic": any(item.variadic for item in arguments),
        "dynamic": [name for name in _global_values() if name not in parameter_names],
    }


def _global_help() -> dict[str, str]:
    return {option.name: option.help for option in global_options(at_root=True)}


def _global_values() -> list[str]:
    """The global options whose values are known only at run time."""
    return [option.name for option in global_options(at_root=True) if option.metavar]


def _options(
    forms: Iterable[OptionForm], help: Mapping[str, str]
) -> list[tuple[str, str, bool, str]]:
    return [(form.text, form.name, form.takes_value, help.get(form.name, "")) for form in forms]
