"""Frozen classes."""

from __future__ import annotations

import inspect
from typing import Any, ClassVar

import pytest

from clerk_cli.frozen import Frozen


class Point(Frozen):
    origin: ClassVar[str] = "corner"

    x: int
    y: int = 0


class Dot(Point):
    color: str = "black"


def test_fields_are_passed_by_position_or_by_name() -> None:
    assert Point(1, 2) == Point(1, y=2) == Point(y=2, x=1)
    assert (Point(1).x, Point(1).y) == (1, 0)
    assert Dot(1, 2, "red").color == "red"


@pytest.mark.parametrize(
    ("args", "named", "message"),
    [
        ((), {}, "Point is missing x"),
        ((1, 2, 3), {}, "Point got an unknown field"),
        ((1,), {"x": 2}, "or one twice"),
        ((1,), {"z": 2}, "Point got an unknown field"),
    ],
)
def test_an_invalid_call_is_refused(args: Any, named: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Point(*args, **named)


def test_instances_are_equal_if_their_classes_and_fields_are() -> None:
    assert Point(1) != Point(2)
    assert Point(1) != Dot(1)
    assert {Point(1), Point(1, 0)} == {Point(1)}


def test_an_instance_cannot_be_changed() -> None:
    point: Any = Point(1)
    with pytest.raises(AttributeError, match="Point cannot be changed"):
        point.x = 2
    with pytest.raises(AttributeError, match="Point cannot be changed"):
        del point.x
    assert point.replace(x=2) == Point(2)


def test_a_function_as_a_value_stays_a_function() -> None:
    class Shown(Frozen):
        show: Any = str

    assert Shown().show(1) == "1"
    assert Shown(hex).show(10) == "0xa"


def test_the_representation_names_class_and_fields() -> None:
    assert repr(Dot(1)) == "Dot(x=1, y=0, color='black')"
    assert str(inspect.signature(Dot)) == "(x: 'int', y: 'int' = 0, color: 'str' = 'black')"
