"""The width of text in columns of a terminal."""

from __future__ import annotations

FIRST_COMBINING_MARK = "\u0300"
"""Every character before it, such as the letters of most European languages, takes one column."""

JAMO = ("\u115f", "\u11ff"), ("\u3164", "\u3164"), ("\ud7b0", "\ud7ff"), ("\uffa0", "\uffa0")
"""Parts of Korean syllables, which may join the preceding letter."""

STANDALONE_CATEGORIES = (
    "Lu",
    "Ll",
    "Lt",
    "Lm",
    "Lo",
    "Nd",
    "Pc",
    "Pd",
    "Ps",
    "Pe",
    "Pi",
    "Pf",
    "Po",
)


def cell_width(text: str) -> int:
    """The number of columns that a text takes on a terminal.

    The standard library knows letters, digits and punctuation. Only marks, symbols and emoji, which
    may join the preceding character, need wcwidth, which is slow to import.
    """
    if text.isascii() or max(text) < FIRST_COMBINING_MARK:
        return len(text)
    from unicodedata import east_asian_width

    if all(map(_stands_alone, text)):
        return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
    from wcwidth import wcswidth

    width: int = wcswidth(text)
    return width if width >= 0 else len(text)


def _stands_alone(character: str) -> bool:
    from unicodedata import category

    if any(first <= character <= last for first, last in JAMO):
        return False
    return character == " " or category(character) in STANDALONE_CATEGORIES
