"""Values with named fields."""

from __future__ import annotations

import inspect
from typing import Any, ClassVar

import pytest

from clerk_cli.frozen import Frozen


class EntryPoint(Frozen):
    origin: ClassVar[str] = "corner"

    x: int
    y: int = 0


class Dot(EntryPoint):
    color: str = "black"


def test_fields_are_given_by_place_or_by_name() -> None:
    assert EntryPoint(1, 2) == EntryPoint(1, y=2) == EntryPoint(y=2, x=1)
    assert (EntryPoint(1).x, EntryPoint(1).y) == (1, 0)
    assert Dot(1, 2, "red").color == "red"


@pytest.mark.parametrize(
    ("given", "named", "why"),
    [
        ((), {}, "EntryPoint misses x"),
        ((1, 2, 3), {}, "EntryPoint got what is no field of it"),
        ((1,), {"x": 2}, "is given twice"),
        ((1,), {"z": 2}, "EntryPoint got what is no field of it"),
    ],
)
def test_a_call_that_does_not_fit_is_refused(given: Any, named: Any, why: str) -> None:
    with pytest.raises(TypeError, match=why):
        EntryPoint(*given, **named)


def test_it_is_equal_to_what_has_the_same_class_and_fields() -> None:
    assert EntryPoint(1) != EntryPoint(2)
    assert EntryPoint(1) != Dot(1)
    assert {EntryPoint(1), EntryPoint(1, 0)} == {EntryPoint(1)}


def test_it_cannot_be_changed() -> None:
    point: Any = EntryPoint(1)
    with pytest.raises(AttributeError, match="EntryPoint cannot be changed"):
        point.x = 2
    with pytest.raises(AttributeError, match="EntryPoint cannot be changed"):
        del point.x
    assert point.replace(x=2) == EntryPoint(2)


def test_a_function_as_a_value_stays_a_function() -> None:
    class Shown(Frozen):
        show: Any = str

    assert Shown().show(1) == "1"
    assert Shown(hex).show(10) == "0xa"


def test_it_shows_itself() -> None:
    assert repr(Dot(1)) == "Dot(x=1, y=0, color='black')"
    assert str(inspect.signature(Dot)) == "(x: 'int', y: 'int' = 0, color: 'str' = 'black')"
