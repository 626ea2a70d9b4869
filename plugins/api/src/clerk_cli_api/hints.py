"""What somebody may have meant by a word that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

from clerk_cli.operations import operation_names

PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
SHORTEST = 3
"""Letters that the beginning of a word must have to stand for it."""


def meant(word: str, names: Iterable[str]) -> str:
    """A question that names the closest of several names; empty if none is close.

    Args:
        word: What was written.
        names: What could have been meant.
    """
    lowered = {name.lower(): name for name in names}
    close = get_close_matches(word.lower(), lowered, 1, 0.7)
    return f'Did you mean "{lowered[close[0]]}"?' if close else ""


def search_words() -> set[str]:
    """The words that paths and names of operations consist of."""
    texts = (text for _, path, id in operation_names() for text in (path, id))
    words = {word.lower() for text in texts for word in PART.findall(text)}
    return {word for word in words if len(word) >= SHORTEST}
