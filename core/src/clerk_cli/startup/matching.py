"""Which command a word means: an exact word, or an unambiguous prefix.

The parser, completion and the advice on missing plugins share this rule. Completion runs before
anything else is imported, so this module imports nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    Entry: TypeAlias = tuple[Sequence[str], Sequence[str], bool]

DOCUMENTED_PREFIXES: dict[str, frozenset[str]] = {
    group: frozenset(prefixes.split())
    for group, prefixes in {
        "": "b c conf d i in ini ins inv j jw jwk jwt m o p prot r s u us w",
        "billing": "p",
        "config": "a g l p pa pr prof s u",
        "config alias": "a l p r",
        "config profile": "c d l li p s u up us",
        "protect": "ru rul s",
        "protect rules": "a d e f g l r",
        "users": "b c co cr d e g l li lo p u un unb unl up v",
    }.items()
}
"""Prefixes that people know from Clerk's own CLI, by group: extensions give way to them."""

RESERVED = "api"
"""A root word that is set aside: it and its prefixes never abbreviate another command."""


def match(word: str, entries: Sequence[Entry], group: str = "") -> tuple[int | None, list[int]]:
    """Find the command or group that a word means.

    Args:
        word: The word, in any case.
        entries: For each command or group the names that a prefix may abbreviate, the aliases that
            count only as a whole, and whether it is an extension.
        group: The words of the group that the entries belong to; empty for the root.

    Returns:
        The index of the entry that is meant, None if there is no such entry, and the indexes of all
        entries that the word fits. More than one of those means that the word is contested.
    """
    word = word.lower()
    for index, (names, aliases, _) in enumerate(entries):
        if word in names or word in aliases:
            return index, [index]
    if not word:
        return None, []
    matches = [
        index
        for index, (names, _, _) in enumerate(entries)
        if any(name.startswith(word) for name in names)
    ]
    fitting = [
        index
        for index, (_, aliases, _) in enumerate(entries)
        if index in matches or any(alias.startswith(word) for alias in aliases)
    ]
    if len(matches) > 1 and word in DOCUMENTED_PREFIXES.get(group, ()):
        matches = [index for index in matches if not entries[index][2]] or matches
        if len(matches) > 1:
            return None, matches
    is_reserved = not group and RESERVED.startswith(word)
    return (matches[0] if len(matches) == 1 and not is_reserved else None), fitting
