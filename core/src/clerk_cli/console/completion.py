"""What can come next in an unfinished command line, for shells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from clerk_cli.console.options import GLOBAL, ROOT_ONLY, Spelling, spellings
from clerk_cli.console.tree import Branch, Leaf, Node
from clerk_cli.console.words import exact, prefixed
from clerk_cli.fields import Parameter, parameters

Candidate = tuple[str, str]
"""A word, and what it means."""

MEANINGS = {
    "profile": "Use a specific profile",
    "output": "Output format",
    "dotenv": "Use CLERK_SECRET_KEY from .env file",
    "debug": "Show HTTP requests and answers",
    "no_plugins": "Load no plugin",
    "help": "Show help",
    "version": "Show the version",
}


@dataclass(frozen=True)
class Names:
    """Values of global options, looked up when they are asked for."""

    profiles: Callable[[], Iterable[str]]
    formats: Callable[[], Iterable[str]]
    aliases: Callable[[], Mapping[str, str]]


@dataclass
class _Place:
    """Where in the line the unfinished word stands."""

    node: Node
    options: dict[str, Spelling] = field(default_factory=dict)
    waits_for: str | None = None
    arguments: int = 0
    only_arguments: bool = False


def candidates(root: Branch, words: list[str], names: Names) -> list[Candidate]:
    """The words that can stand in the place of the last one.

    Args:
        root: The tree of commands.
        words: The words after ``clerk``; the last one is unfinished, perhaps empty.
        names: Values that are not in the tree.
    """
    *finished, current = words or [""]
    place = _walk(root, finished)
    if place is None:
        return []
    option, attached, value = current.partition("=")
    if attached and option in place.options:
        found = _values(place, place.options[option].name, names)
        return [(f"{option}={text}", help) for text, help in found if text.startswith(value)]
    found = list(_next(place, current, names))
    return [(text, help) for text, help in found if text.startswith(current)]


def _walk(root: Branch, words: list[str]) -> _Place | None:
    """Go through the finished words; None where they lead nowhere."""
    place = _settled(root)
    for word in words:
        if place.waits_for is not None:
            place.waits_for = None
        elif word == "--":
            place.only_arguments = True
        elif word.startswith("-") and not place.only_arguments:
            text, attached, _ = word.partition("=")
            spelling = place.options.get(text)
            if spelling and spelling.takes_value and not attached:
                place.waits_for = spelling.name
        elif isinstance(place.node, Branch):
            found = exact(word, place.node.children) or _only(prefixed(word, place.node.children))
            if found is None:
                return None
            place = _settled(found.itself() if isinstance(found, Branch) else found)
        else:
            place.arguments += 1
    return place


def _settled(node: Node) -> _Place:
    own: Iterable[Spelling] = ()
    if isinstance(node, Leaf):
        own = spellings(parameters(node.command))
    elif not node.path:
        own = ROOT_ONLY
    return _Place(node, {each.text: each for each in (*GLOBAL, *own)})


def _only(nodes: list[Node]) -> Node | None:
    return nodes[0] if len(nodes) == 1 else None


def _next(place: _Place, current: str, names: Names) -> Iterable[Candidate]:
    if place.waits_for is not None:
        return _values(place, place.waits_for, names)
    if current.startswith("-") and not place.only_arguments:
        return _options(place)
    if isinstance(place.node, Branch):
        found = [(node.words[0], node.help) for node in place.node.children]
        if not place.node.path:
            found += [(alias, f"Alias for {line}") for alias, line in names.aliases().items()]
        return sorted(found)
    declared = [each for each in parameters(place.node.command) if each.role == "argument"]
    return _choices(declared[place.arguments : place.arguments + 1])


def _options(place: _Place) -> list[Candidate]:
    helps = dict(MEANINGS)
    if isinstance(place.node, Leaf):
        helps |= {each.name: each.field.help for each in parameters(place.node.command)}
    longs = [(text, each) for text, each in place.options.items() if text.startswith("--")]
    return [(text, helps.get(each.name, "")) for text, each in longs]


def _values(place: _Place, name: str, names: Names) -> list[Candidate]:
    if isinstance(place.node, Leaf):
        own = [each for each in parameters(place.node.command) if each.name == name]
        if own:
            return _choices(own)
    if name == "profile":
        return [(each, "Profile") for each in names.profiles()]
    return [(each, "Format") for each in names.formats()] if name == "output" else []


def _choices(declared: Iterable[Parameter]) -> list[Candidate]:
    return [
        (choice, each.field.help)
        for each in declared
        if each.kind is not None
        for choice in each.kind.choices
    ]
