"""A test that looks at many things names those that are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from walks import each


def test_every_item_that_is_wrong_is_named_with_its_reason(tmp_path: Path) -> None:
    @each("number", [1, 2, 3, 4], lambda number: f"number {number}")
    def walk(number: int, folder: Path) -> None:
        assert number % 2, f"it is even, in {folder.name}"

    with pytest.raises(AssertionError) as failure:
        walk(folder=tmp_path)
    message = str(failure.value)
    assert f"number 2: it is even, in {tmp_path.name}" in message
    assert f"number 4: it is even, in {tmp_path.name}" in message
    assert "number 3" not in message


def test_a_walk_over_nothing_fails() -> None:
    @each("number", [])
    def walk(number: int) -> None:
        assert number

    with pytest.raises(AssertionError):
        walk()


@each("letter", "ab")
def test_fixtures_are_passed_on(letter: str, tmp_path: Path) -> None:
    (tmp_path / letter).touch()
    assert (tmp_path / "a").exists()
