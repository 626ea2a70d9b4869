"""How wide texts are on a terminal."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from wcwidth import wcswidth, wcwidth

from clerk_cli.output.width import cell_width


def test_every_letter_is_as_wide_as_the_library_says() -> None:
    shown = [
        character
        for character in map(chr, range(0xA1, sys.maxunicode + 1))
        if unicodedata.category(character)[0] in "LNP" and wcwidth(character) >= 0
    ]
    assert [each for each in shown if cell_width(each) != wcwidth(each)] == []


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
def test_words(text: str, width: int) -> None:
    assert cell_width(text) == width == wcswidth(text)
