"""Completion by the full program: what the index does not have yet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from clerk_cli.commands.fields import FILE_METAVARS
from clerk_cli.config import aliases
from clerk_cli.config.alias_expansion import command_words, without_placeholders
from clerk_cli.config.profiles import ProfilesFile
from clerk_cli.config.settings import BOOLEANS
from clerk_cli.console.options import (
    OptionForm,
    global_forms,
    global_options,
    option_forms,
)
from clerk_cli.console.parser import is_on, read_global_options
from clerk_cli.console.tree import Branch, Leaf, Node
from clerk_cli.output.field_paths import LIST
from clerk_cli.plugins.official import EXTRAS, OFFICIAL
from clerk_cli.startup.candidates import candidates, to_lines
from clerk_cli.startup.fast_path import node_name

if TYPE_CHECKING:
    from clerk_cli.console.catalog import Catalog
    from clerk_cli.environment import Environment
    from clerk_cli.startup.candidates import Candidate, NodeSpec


SOURCES = {"profile": "profiles", "alias": "aliases"}
"""What is known only at run time: the profiles and aliases of the user."""


RECENT = "recent:"
"""How the source of recent IDs begins; the kind of the objects follows."""

FIELDS = "fields:"
"""How the source of the fields of a command begins; the option and its words follow."""

COMPUTED = "computed:"
"""How the source of values begins that a function of the command returns; its place follows."""

ID = re.compile(r"(?:.*_)?([a-z]+)_ids?")
"""The name of an argument or option that takes IDs, with the kind of the objects."""

SORT = "sort"
FIELD_OPTIONS = ("fields", SORT)
"""The global options that take fields."""

ORDER = "order_by"
"""The parameter whose values can follow a dash, for descending order."""


def complete(words: list[str], catalog: Catalog, environment: Environment) -> str:
    """The words that can come next, each with its help, as lines for a shell.

    Args:
        words: The words after ``clerk``; the last one is unfinished, perhaps empty.
        catalog: The plugins and their commands.
        environment: Where the settings and recent objects are.
    """
    user_aliases = aliases.load(catalog.paths.aliases)
    names = _Names(catalog, has_aliases=bool(user_aliases))

    def find_node(path: tuple[str, ...]) -> NodeSpec:
        page = catalog.stored_page(node_name(path))
        if page is not None:
            return dict(page)
        spec = node_spec(catalog.root, path, names)
        catalog.store_page(node_name(path), spec)
        return spec

    def find_values(source: str) -> list[Candidate]:
        if source.startswith(COMPUTED):
            return computed_values(catalog.root, source.removeprefix(COMPUTED), words)
        if source.startswith(FIELDS):
            return fields_of(catalog.root, source.removeprefix(FIELDS), words[-1])
        if source.startswith(RECENT):
            return _recent(source.removeprefix(RECENT), words, catalog, environment)
        if source == "profiles":
            stored = ProfilesFile.load(catalog.paths.profiles).names()
            profiles = dict.fromkeys(["default", *stored, *catalog.plugins.profiles])
            return [(value, "Profile") for value in profiles]
        return [(alias, f"Alias for {line}") for alias, line in user_aliases.items()]

    def expand_alias(word: str) -> list[str]:
        words = command_words(word, user_aliases[word]) if word in user_aliases else []
        return without_placeholders(words)

    return to_lines(candidates(find_node, words, find_values, expand_alias))


def _recent(
    kind: str, words: list[str], catalog: Catalog, environment: Environment
) -> list[Candidate]:
    """The IDs of recent objects of the instance that a command line selects."""
    from clerk_cli.config import recent
    from clerk_cli.config.settings import Flags, Settings

    options = read_global_options(words[:-1])
    settings = Settings(
        environment,
        catalog.paths,
        ProfilesFile.load(catalog.paths.profiles),
        catalog.plugins.settings,
        Flags(options.get("profile", [None])[-1], is_on(options, "dotenv"), {}),
        list(catalog.plugins.profiles.values()),
    )
    return recent.find(kind, settings, environment)


class _Names:
    """The names that arguments and options take, as far as the index may store them."""

    def __init__(self, catalog: Catalog, *, has_aliases: bool) -> None:
        self._catalog = catalog
        self.has_aliases = has_aliases

    @cached_property
    def formats(self) -> list[Candidate]:
        """The values of ``--output``."""
        return [(name, "Format") for name in self._catalog.plugins.formats]

    def values(self, completes: str | tuple[str, ...], help: str) -> list[Candidate]:
        """What a shell suggests for a field."""
        plugins = self._catalog.plugins
        if isinstance(completes, tuple):
            return [(value, help) for value in completes]
        if completes == "plugins":
            return [(plugin_id.name, help) for plugin_id in plugins.installed]
        if completes == "official":
            return [(name, help) for name in (*OFFICIAL, *EXTRAS)]
        if completes == "settings":
            return [(setting.key, setting.help) for setting in plugins.settings]
        return []

    @property
    def values_of_settings(self) -> dict[str, list[Candidate]]:
        """The values of settings, by their keys."""
        rows = {
            setting.key: [(value, setting.help) for value in setting.choices]
            for setting in self._catalog.plugins.settings
            if setting.choices
        }
        booleans = {key: [("true", ""), ("false", "")] for key in BOOLEANS}
        return {**rows, **booleans, "output": self.formats}


def node_spec(root: Branch, path: tuple[str, ...], names: _Names) -> NodeSpec:
    """The specification of the node that full words lead to.

    Args:
        root: The tree of commands.
        path: The words.
        names: The names that arguments and options take.
    """
    node = _node_at(root, path)
    if isinstance(node, Leaf):
        return _command_spec(node, names)
    forms = global_forms(at_root=not node.path)
    return {
        "children": [(*child.entry, child.help) for child in node.children],
        "options": _options(forms, _global_help()),
        **_global_values(names),
        **({"sources": SOURCES} if names.has_aliases else {}),
    }


def computed_values(root: Branch, place: str, words: list[str]) -> list[Candidate]:
    """What the function of a field returns for an unfinished line.

    Args:
        root: The tree of commands.
        place: The words of the command, and the name of the field.
        words: The words after ``clerk``.
    """
    *path, name = place.split()
    leaf = _node_at(root, tuple(path))
    parameters = leaf.parameters if isinstance(leaf, Leaf) else ()
    complete = next(item.field.completes for item in parameters if item.name == name)
    if not callable(complete):
        return []
    from clerk_cli.plugins.loading import isolated

    # What a plugin prints is not a suggestion, nor is anything but pairs of text.
    with isolated():
        pairs = list(complete(words))
    return [pair for pair in pairs if _is_candidate(pair)]


def _is_candidate(pair: object) -> bool:
    return isinstance(pair, tuple) and [*map(type, pair)] == [str, str]


def fields_of(root: Branch, place: str, unfinished: str) -> list[Candidate]:
    """The fields of what a command returns, as deep as the unfinished word is.

    Args:
        root: The tree of commands.
        place: The option, and the words of the command.
        unfinished: The word, whose last field may have ``[]``; without, it means the same.
    """
    from clerk_cli.commands.field_list import FieldList

    option, *path = place.split()
    leaf = _node_at(root, tuple(path))
    assert isinstance(leaf, Leaf)
    value = unfinished.partition("=")[2] if unfinished.startswith("--") else unfinished
    last = value.rpartition(",")[2]
    rows = [(row["field"], row["kind"]) for row in FieldList(leaf.command).rows()]
    if option == SORT:
        sign = last[:1] if last[:1] in ("-", "+") else ""
        rows = [(f"{sign}{field}", kind) for field, kind in rows if LIST not in field]
    elif LIST not in last:
        rows = [(field.replace(LIST, ""), kind) for field, kind in rows]
    return [row for row in rows if row[0].count(".") == last.count(".")]


def _node_at(root: Branch, path: tuple[str, ...]) -> Node:
    node: Node = root
    for word in path:
        assert isinstance(node, Branch)
        child = next(child for child in node.children if child.words[0] == word)
        node = child.resolve() if isinstance(child, Branch) else child
    return node


def _command_spec(leaf: Leaf, names: _Names) -> NodeSpec:
    parameters = leaf.parameters
    help = _global_help() | {item.name: item.field.help for item in parameters}
    arguments = [item for item in parameters if item.role == "argument"]
    forms = (*global_forms(at_root=False), *option_forms(parameters))
    spec: NodeSpec = {
        "options": _options(forms, help),
        **_global_values(names),
        "arguments": [item.name for item in arguments],
        "variadic": any(item.variadic for item in arguments),
        "command_at": -1,
    }
    spec["sources"] |= {name: f"{FIELDS}{name} {leaf.name}" for name in FIELD_OPTIONS}
    spec["lists"].append("fields")
    for item in parameters:
        for values in (spec["values"], spec["sources"]):
            values.pop(item.name, None)
        completes = item.field.completes or (item.kind.choices if item.kind else ())
        if callable(completes):
            spec["sources"][item.name] = f"{COMPUTED}{leaf.name} {item.name}"
        elif completes in SOURCES.values():
            spec["sources"][item.name] = completes
        elif completes == "values":
            spec["values_of"][item.name] = names.values_of_settings
        elif completes == "command":
            spec["command_at"] = arguments.index(item)
        elif not completes and item.kind and (kind := ID.fullmatch(item.name)):
            spec["sources"][item.name] = f"{RECENT}{kind[1]}"
        elif values := names.values(completes, item.field.help):
            descending = [(f"-{value}", help) for value, help in values]
            is_order = item.field.sends == ORDER
            spec["values"][item.name] = [*values, *(descending if is_order else ())]
        if item.files:
            spec["files"][item.name] = item.files
        if item.kind and item.kind.repeats:
            spec["lists"].append(item.name)
    return spec


def _global_values(names: _Names) -> NodeSpec:
    choices = names.values_of_settings
    options = [option for option in global_options(at_root=True) if option.metavar]
    attached = {
        item.name: [(value, item.help) for value in item.values]
        for item in global_options(at_root=True)
        if item.values
    }
    by_setting = {item.name: choices[item.setting] for item in options if item.setting in choices}
    return {
        "values": by_setting | attached,
        "sources": {"profile": SOURCES["profile"]},
        "values_of": {},
        "files": {item.name: "path" for item in options if item.metavar in FILE_METAVARS},
        "lists": [],
    }


def _global_help() -> dict[str, str]:
    return {option.name: option.help for option in global_options(at_root=True)}


def _options(
    forms: Iterable[OptionForm], help: Mapping[str, str]
) -> list[tuple[str, str, bool, str]]:
    return [
        (text, form.name, form.takes_value, help.get(form.name, ""))
        for form in forms
        for text in (form.text, *(f"{form.text}={value}" for value in form.values))
    ]
