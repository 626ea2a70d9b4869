"""What somebody meant by an unknown word: by its meaning, then by its letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher, get_close_matches
from typing import TYPE_CHECKING

from clerk_cli.console import synonyms
from clerk_cli.console.tree import Branch
from clerk_cli.errors import PluginError, series
from clerk_cli.output import CORE_FORMAT_NAMES
from clerk_cli.plugins.official import OFFICIAL, find_official_plugin, how_to_install

if TYPE_CHECKING:
    from clerk_cli.console.options import OptionForm
    from clerk_cli.console.tree import Node

MAX_PLACES = 4
"""Groups that a message names for a word that is a command in many of them."""

MARGIN = 0.2
"""How much less than the closest name another one may resemble a word, to be suggested with it."""

FORMATS = {f"--{name}": f"--output {name}" for name in CORE_FORMAT_NAMES}


def hint_for_command(
    word: str,
    branch: Branch,
    candidates: Sequence[Node],
    following: Sequence[str],
    aliases: Iterable[str],
) -> str:
    """The hint of the error for an unknown word.

    Args:
        word: The word.
        branch: The group in which it was looked up.
        candidates: The nodes that it nearly fits.
        following: The words that follow it on the command line.
        aliases: The user's aliases.
    """
    lowered = word.lower()
    place = " ".join(("clerk", *branch.path))
    at_root = not branch.path
    if at_root and lowered in synonyms.REQUESTS:
        return synonyms.REQUESTS[lowered]
    if moved := synonyms.MOVED.get(" ".join((*branch.path, lowered))):
        return _did_you_mean([f"clerk {moved}"])
    if lowered in synonyms.MIGRATIONS and not synonyms.MIGRATED.isdisjoint(branch.path[:1]):
        return _migration(lowered)
    lines = _by_meaning(lowered, branch, [item.lower() for item in following]) or [
        *(node.name for node in candidates),
        *(group.name for group in _third_party_groups(branch) if lowered in group.synonyms),
    ]
    is_action = bool(synonyms.ranks(lowered, synonyms.ACTIONS))
    if at_root and not lines and is_action and (places := _places(lowered, branch)):
        return places
    if at_root and not lines and lowered in synonyms.ELSEWHERE:
        return synonyms.DASHBOARD
    if lines := lines or _by_letters(lowered, branch, aliases):
        return _did_you_mean([f"clerk {line}" for line in lines])
    matches = (_not_installed(lowered) or _places(lowered, branch)) if at_root else ""
    return matches or f"See {place} --help."


def _migration(word: str) -> str:
    """Where users and organizations are imported and exported, and how to install that."""
    install = f"clerk plugins install {synonyms.MIGRATE}"
    return f"Use clerk {synonyms.MIGRATE} {word}, which {install} adds if it is missing."


def hint_for_option(text: str, forms: Sequence[OptionForm]) -> str | None:
    """The hint of the error for an unknown option; None if nothing comes close.

    Args:
        text: The option as it was written, without a value.
        forms: Every way to write the options that exist, the long one of each first.
    """
    named = {form.text: form.name for form in forms}
    if text in synonyms.UNLIKE:
        return None
    text = synonyms.LETTERS.get(text, text)
    if text in FORMATS and "--output" in named:
        return _did_you_mean([FORMATS[text]])
    is_start = text.startswith("--") and len(text) > 2
    longer = [label for label in named if label.startswith(text)] if is_start else []
    meant = synonyms.ranks(text, synonyms.OPTIONS)
    same = [label for label in named if label in meant]
    close = get_close_matches(text, named, n=6, cutoff=0.7) if len(text) > 2 else []
    once = {named[label]: label for label in reversed(longer or same or close)}
    return _did_you_mean(list(once.values())[::-1][:3]) if once else None


def _did_you_mean(lines: Sequence[str]) -> str:
    return f"Did you mean {series(tuple(dict.fromkeys(lines)), 'or')}?"


def _by_meaning(word: str, branch: Branch, following: list[str]) -> list[str]:
    if branch.path:
        return _actions(word, branch) or _compound(word, branch) or _further_down(word, branch)
    noun = following[0] if following else ""
    if word in synonyms.PREFIXES and (line := synonyms.meant_by(noun)):
        return [line]
    below = [(group.name, _below(group, [word])) for group in _groups(noun, branch)]
    if lines := [line for name, line in below if line != name]:
        return lines
    roots = {*(name for node in branch.children for name in node.words), "--version", "--help"}
    if (line := synonyms.meant_by(word)) and line.split()[0] in roots:
        return [line]
    if groups := _groups(word, branch):
        return [_below(group, following[:1]) for group in groups]
    return _compound(word, branch)


def _groups(word: str, branch: Branch) -> list[Branch]:
    """The groups that a word names in the singular or plural, or by a synonym, on two levels."""
    if not word:
        return []
    children = [node for node in branch.children if isinstance(node, Branch)]
    matches = [node for node in children if _names(word, node)]
    return matches or [below for node in children for below in node.branches if _names(word, below)]


def _names(word: str, node: Branch) -> bool:
    synonyms_of_ours = node.synonyms if find_official_plugin(node.path[0], exactly=True) else ()
    forms = {word, f"{word}s", word.removesuffix("s"), word.removesuffix("es")}
    return not forms.isdisjoint((*node.words, *synonyms_of_ours))


def _third_party_groups(root: Branch) -> list[Branch]:
    """The groups whose synonyms are suggested only where nothing of ours is meant."""
    groups = [] if root.path else root.branches
    return [group for group in groups if not find_official_plugin(group.path[0], exactly=True)]


def _compound(word: str, branch: Branch) -> list[str]:
    """Commands for words such as ``delete-user`` or ``users:list``."""
    parts = [part for part in re.split(r"[-_.:/]", word) if part]
    if len(parts) < 2:
        return []
    if branch.path:
        rest = [part for part in parts if not _names(part, branch)]
        if 0 < len(rest) < len(parts):
            return _actions("-".join(rest), branch)
    for part in parts:
        rest = [other for other in parts if other != part]
        for group in _groups(part, branch):
            return [_below(group, ["-".join(rest), *rest])]
    return []


def _further_down(word: str, branch: Branch) -> list[str]:
    """The commands with this name in the groups of a group, if they are few."""
    groups = [node for node in _children(branch) if isinstance(node, Branch)]
    lines = [node.name for group in groups for node in _children(group) if word in node.words]
    return lines if len(lines) <= MAX_PLACES else []


def _below(group: Branch, words: Iterable[str]) -> str:
    """The command of a group that one of the words means; else the group."""
    for word in words:
        if lines := _actions(word, group):
            return lines[0]
    return group.name


def _actions(word: str, branch: Branch) -> list[str]:
    """The children of a group that a word names, or that mean about the same."""
    children = _children(branch)
    if exact := [node.name for node in children if word in node.words]:
        return exact
    if groups := [
        node.name for node in children if isinstance(node, Branch) and _names(word, node)
    ]:
        return groups
    return [node.name for node in nodes_meant(word, branch)]


def nodes_meant(word: str, branch: Branch) -> list[Node]:
    """The children of a group whose names mean about the same as a word."""
    meant = synonyms.ranks(word.lower(), synonyms.ACTIONS)
    matches = [node for node in _children(branch) if node.words[0] in meant]
    best = min((meant[node.words[0]] for node in matches), default=0)
    return [node for node in matches if meant[node.words[0]] == best]


def _children(branch: Branch) -> list[Node]:
    """The children of a group; none if its plugin cannot be loaded, which is not the question."""
    try:
        return branch.children
    except PluginError:
        return []


def _by_letters(word: str, branch: Branch, aliases: Iterable[str]) -> list[str]:
    names = {name: node.name for node in branch.children for name in node.words}
    if not branch.path:
        names = {alias: alias for alias in aliases} | names
    close = get_close_matches(word, names, n=6, cutoff=0.6)
    ratios = [SequenceMatcher(None, word, name).ratio() for name in close]
    near = [name for name, ratio in zip(close, ratios, strict=True) if ratio > ratios[0] - MARGIN]
    return list(dict.fromkeys(names[name] for name in near))[:3]


def _not_installed(word: str) -> str:
    """How to install the official plugin whose words a word nearly is; empty if there is none."""
    plugins = {name: plugin for plugin, words in OFFICIAL.items() for name in words}
    close = get_close_matches(word, plugins, n=1, cutoff=0.75)
    return "".join(
        f"Did you mean clerk {name}? Install it with: {how_to_install(plugins[name])}"
        for name in close
    )


def _places(word: str, root: Branch) -> str:
    """The hint for a word that is a command in groups, or means one; empty for another word."""
    groups = [node for node in root.children if isinstance(node, Branch)]
    groups.sort(key=lambda group: group.section)
    levels = [level for group in groups for level in (group, *group.branches)]
    lines = [node.name for level in levels for node in _children(level) if word in node.words]
    if not lines and synonyms.ranks(word, synonyms.ACTIONS):
        lines = [line for level in levels for line in _actions(word, level)]
    if len(lines) > MAX_PLACES:
        return f"Commands start with a group, such as clerk {lines[0]}; see clerk --help."
    return _did_you_mean([f"clerk {line}" for line in lines]) if lines else ""
