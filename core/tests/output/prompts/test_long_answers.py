"""Texts that are longer than the line they are typed on."""

from __future__ import annotations

import pytest

from clerk_cli.output.prompts.long_answers import window
from clerk_cli.output.width import cell_width

LEFT = "<"


@pytest.mark.parametrize(("text", "at"), [("", 0), ("abc", 3), ("abc", 1), ("日本語", 2)])
def test_a_text_that_fits_is_shown_whole(text: str, at: int) -> None:
    assert window(text, at, 10, LEFT).rstrip(LEFT) == text


@pytest.mark.parametrize("text", ["abcdefghij" * 5, "日本語" * 20, "a日" * 20])
@pytest.mark.parametrize("place", [0.0, 0.1, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("room", [8, 9, 30])
def test_of_a_longer_one_the_part_around_the_cursor_is(text: str, place: float, room: int) -> None:
    at = int(len(text) * place)
    drawn = window(text, at, room, LEFT)
    shown = drawn.rstrip(LEFT)
    moves = len(drawn) - len(shown)
    assert cell_width(shown) <= room
    before = shown
    while cell_width(shown) - cell_width(before) < moves:
        before = before[:-1]
    after = shown[len(before) :]
    assert text[:at].endswith(before.removeprefix("…"))
    assert text[at:].startswith(after.removesuffix("…"))
