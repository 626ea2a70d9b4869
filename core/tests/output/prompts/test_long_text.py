"""Text that is longer than the line it is typed on."""

from __future__ import annotations

import pytest

from clerk_cli.output.prompts.long_text import visible_part
from clerk_cli.output.width import cell_width

LEFT = "<"


@pytest.mark.parametrize(("text", "position"), [("", 0), ("abc", 3), ("abc", 1), ("日本語", 2)])
def test_text_that_fits_is_shown_in_full(text: str, position: int) -> None:
    assert visible_part(text, position, 10, LEFT).rstrip(LEFT) == text


@pytest.mark.parametrize("text", ["abcdefghij" * 5, "日本語" * 20, "a日" * 20])
@pytest.mark.parametrize("fraction", [0.0, 0.1, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("width", [8, 9, 30])
def test_the_part_of_longer_text_around_the_cursor_is_shown(
    text: str, fraction: float, width: int
) -> None:
    position = int(len(text) * fraction)
    drawn = visible_part(text, position, width, LEFT)
    shown = drawn.rstrip(LEFT)
    moves = len(drawn) - len(shown)
    assert cell_width(shown) <= width
    before = shown
    while cell_width(shown) - cell_width(before) < moves:
        before = before[:-1]
    after = shown[len(before) :]
    assert text[:position].endswith(before.removeprefix("…"))
    assert text[position:].startswith(after.removesuffix("…"))
