"""Tests that look at each file, command or name: one test, which reports all that are wrong.

A rule for a thousand files is one behavior. As a thousand tests it would take longer to be
collected and reported than to be checked.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar

import pytest

Item = TypeVar("Item")
Test = Callable[..., None]


def each(
    argument: str, items: Iterable[Item], name: Callable[[Item], str] = str
) -> Callable[[Test], Test]:
    """Let a test check every item; it fails with the names of those for which it does.

    Args:
        argument: The argument of the test that gets an item; the others are fixtures.
        items: The items.
        name: Names an item.
    """

    def decorate(test: Test) -> Test:
        @wraps(test)
        def walk(**fixtures: Any) -> None:
            mistakes = []
            for item in items:
                try:
                    test(**fixtures, **{argument: item})
                except (AssertionError, pytest.fail.Exception) as error:
                    mistakes.append(f"{name(item)}: {error}")
            assert items
            assert not mistakes, "\n".join(mistakes)

        signature = inspect.signature(test)
        others = [item for item in signature.parameters.values() if item.name != argument]
        walk.__signature__ = signature.replace(parameters=others)  # type: ignore[attr-defined]
        return walk

    return decorate
