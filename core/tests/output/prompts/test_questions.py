"""How a long question is laid out."""

from __future__ import annotations

import pytest

from clerk_cli.output.prompts.questions import balanced, wrapped
from clerk_cli.output.width import cell_width


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("Delete it?", 20, ["Delete it?"]),
        ("Delete user Ada from profile x?", 20, ["Delete user Ada from", "profile x?"]),
        ("", 20, [""]),
        ("Delete " + "x" * 25, 20, ["Delete", "x" * 10, "x" * 10, "x" * 5]),
    ],
)
def test_a_text_is_wrapped_at_spaces_and_long_words_are_split(
    text: str, width: int, lines: list[str]
) -> None:
    assert wrapped(text, width) == lines


@pytest.mark.parametrize("width", [12, 20, 33, 60])
@pytest.mark.parametrize(
    "text",
    ["Delete user Ada <ada@example.com> (user_1) from profile x (live)?", "削除しますか " * 9],
)
def test_a_balanced_text_is_complete_and_fits(text: str, width: int) -> None:
    lines = balanced(text.strip(), width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert max(map(cell_width, lines)) <= width
    assert len(lines) == len(wrapped(text.strip(), width))
