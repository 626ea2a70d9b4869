"""Finding the command or group that one word of the command line means."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from clerk_cli.console.tree import Branch, Node
from clerk_cli.errors import UsageError
from clerk_cli.plugins.official import find_official_plugin, how_to_install
from clerk_cli.startup.matching import match


def find_exact(word: str, branch: Branch) -> Node | None:
    """The child of a group with this name or alias, in any case."""
    lowered = word.lower()
    return next((node for node in branch.children if lowered in node.words), None)


def find_child(
    word: str,
    branch: Branch,
    following: Sequence[str] = (),
    aliases: Callable[[], Iterable[str]] = tuple,
) -> tuple[Node, list[Node]]:
    """The child of a group that a word means, and all those that the word fits.

    Args:
        word: The word.
        branch: The group.
        following: The words that follow it, for a suggestion.
        aliases: Reads the user's aliases, for a suggestion.

    Raises:
        UsageError: The word means none of them, or fits more than one.
    """
    nodes = branch.children
    index, fitting = match(word, [node.entry for node in nodes], branch.name)
    candidates = [nodes[position] for position in fitting]
    if index is not None and not (following and _means_another(word, nodes[index], following[0])):
        return nodes[index], candidates
    if index is not None:
        raise _unknown_word(word, branch, (), following, aliases)
    if len(candidates) > 1:
        raise ambiguous(word, candidates)
    raise _unknown(word, branch, candidates, following, aliases)


def _means_another(word: str, node: Node, following: str) -> bool:
    """Whether an abbreviation of a group means something else: no command of it follows.

    ``use staging`` means a profile, not ``users``.
    """
    if not isinstance(node, Branch) or len(node.path) > 1 or word.lower() in node.words:
        return False
    from clerk_cli.console.synonyms import meant_by

    if following.startswith("-") or meant_by(word.lower()) is None:
        return False
    index, fitting = match(following, [child.entry for child in node.children], node.name)
    return index is None and not fitting


def ambiguous(word: str, candidates: Sequence[Node]) -> UsageError:
    """The error for a word that fits several commands."""
    names = ", ".join(sorted(node.words[0] for node in candidates))
    return UsageError(f'ambiguous command "{word}" matches: {names}')


def _unknown(
    word: str,
    branch: Branch,
    candidates: Sequence[Node],
    following: Sequence[str],
    aliases: Callable[[], Iterable[str]],
) -> UsageError:
    plugin = None if branch.path else find_official_plugin(word)
    unloaded = plugin or word
    if unloaded in branch.unloaded:
        return UsageError(f'the plugin "{unloaded}" is not loaded', hint=branch.unloaded[unloaded])
    if plugin:
        return UsageError(
            f'the command "{plugin}" is not installed',
            hint=f"Install it with: {how_to_install(plugin)}",
        )
    return _unknown_word(word, branch, candidates, following, aliases)


def _unknown_word(
    word: str,
    branch: Branch,
    candidates: Sequence[Node],
    following: Sequence[str],
    aliases: Callable[[], Iterable[str]],
) -> UsageError:
    from clerk_cli.console.suggestions import hint_for_command

    place = " ".join(("clerk", *branch.path))
    hint = hint_for_command(word, branch, candidates, following, aliases())
    return UsageError(f'unknown command "{word}" for "{place}"', hint=hint)
