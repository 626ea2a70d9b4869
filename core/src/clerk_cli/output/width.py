"""How many columns of a terminal a text takes."""

from __future__ import annotations

FIRST_MARK = "\u0300"
"""The letters before it, of most languages of Europe, take a column each."""

JAMO = ("\u115f", "\u11ff"), ("\u3164", "\u3164"), ("\ud7b0", "\ud7ff"), ("\uffa0", "\uffa0")
"""Parts of Korean syllables, which may join the letter before them."""

LETTERS = ("Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po")


def cell_width(text: str) -> int:
    """Columns of the terminal that a text takes.

    Letters, digits and punctuation are looked up with the standard library; marks, symbols and
    emoji, which may join what stands before them, with wcwidth, which takes long to import.
    """
    if text.isascii() or max(text) < FIRST_MARK:
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
    return character == " " or category(character) in LETTERS
