"""The width of text on a terminal."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from wcwidth import wcswidth, wcwidth

from clerk_cli.output.width import cell_width


@pytest.mark.slow
def test_every_letter_is_as_wide_as_wcwidth_says() -> None:
    characters = [
        character
        for character in map(chr, range(0xA1, sys.maxunicode + 1))
        if unicodedata.category(character)[0] in "LNP" and wcwidth(character) >= 0
    ]
    assert [letter for letter in characters if cell_width(letter) != wcwidth(letter)] == []


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("Núñez", 5),
        ("山田 花子", 9),
        ("Ελένη", 5),
        ("한국어", 6),
        ("e\u0301", 1),
        ("👩\u200d👩\u200d👧", 2),
        ("ไทย", 3),
        ("ｆｕｌｌ", 8),
    ],
)
def test_words_are_as_wide_as_wcswidth_says(text: str, width: int) -> None:
    assert cell_width(text) == width == wcswidth(text)
