"""Matching one word of the command line among its siblings: exact, then unique prefix."""

from __future__ import annotations

from collections.abc import Sequence

from clerk_cli.console.tree import Branch, Node
from clerk_cli.errors import UsageError
from clerk_cli.plugins.official import find_official_plugin


def exact(word: str, nodes: Sequence[Node]) -> Node | None:
    """The node with this name or alias, whatever the case."""
    word = word.lower()
    return next((node for node in nodes if word in node.words), None)


def prefixed(word: str, nodes: Sequence[Node]) -> list[Node]:
    """The nodes that the word abbreviates.

    Those that yield count only where no other does, so that an extension or a plugin never makes
    an abbreviation ambiguous that the reference promises.
    """
    if not word:
        return []
    lowered = word.lower()
    found = [node for node in nodes if any(each.startswith(lowered) for each in node.words)]
    return [node for node in found if not node.low_priority] or found


def match(word: str, branch: Branch) -> Node:
    """The child of ``branch`` that a word means.

    Raises:
        UsageError: None, or more than one.
    """
    nodes = branch.children
    found = exact(word, nodes)
    if found:
        return found
    near = prefixed(word, nodes)
    if len(near) == 1:
        return near[0]
    if near:
        names = ", ".join(sorted(node.words[0] for node in near))
        raise UsageError(f'ambiguous command "{word}" matches: {names}')
    raise _unknown(word, branch)


def _unknown(word: str, branch: Branch) -> UsageError:
    plugin = None if branch.path else find_official_plugin(word)
    unloaded = plugin or word
    if unloaded in branch.unloaded:
        return UsageError(f'the plugin "{unloaded}" is not loaded', hint=branch.unloaded[unloaded])
    if plugin:
        return UsageError(
            f'the command "{plugin}" is not installed',
            hint=f"Install it with: pip install 'clerk-cli[{plugin}]'",
        )
    from difflib import get_close_matches

    place = " ".join(("clerk", *branch.path))
    known = [each for node in branch.children for each in node.words]
    near = get_close_matches(word.lower(), known, n=3, cutoff=0.6)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"See {place} --help."
    return UsageError(f'unknown command "{word}" for "{place}"', hint=hint)
