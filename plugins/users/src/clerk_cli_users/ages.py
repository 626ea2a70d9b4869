"""How long ago something was, in words."""

from __future__ import annotations

from time import time

from clerk_cli.api import date_time

UNITS = (
    ("year", 31_536_000),
    ("month", 2_592_000),
    ("day", 86_400),
    ("hour", 3600),
    ("minute", 60),
)
"""Names of units and their seconds, the largest one first."""

FARTHEST = 10.0**14
"""Milliseconds of the moments that have an age, about until the year 5138."""


def ago(value: object) -> str:
    """A point in time in Unix milliseconds, such as ``3 days ago``; ``-`` for a missing value."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value:
        return date_time(value)
    if abs(value) > FARTHEST:
        return str(value)
    seconds = time() - value / 1000
    if seconds < 0:
        return f"in {in_words(-seconds)}"
    return f"{in_words(seconds)} ago" if seconds >= UNITS[-1][1] else "just now"


def ago_and_time(value: object) -> str:
    """A point in time in words and in numbers; ``-`` for a missing value."""
    words, numbers = ago(value), date_time(value)
    return words if words == numbers else f"{words} ({numbers})"


def seconds_from_now(seconds: float) -> str:
    """A point in time in the future, in numbers and in words.

    Args:
        seconds: How far away it is.
    """
    if abs(seconds) > FARTHEST / 1000:
        return f"in {seconds} seconds"
    return f"{date_time((time() + seconds) * 1000)} (in {in_words(seconds)})"


def in_words(seconds: float) -> str:
    """A duration in its largest unit, such as ``2 hours``.

    Args:
        seconds: The duration.
    """
    for name, length in UNITS:
        if (count := int(seconds // length)) >= 1:
            return f"{count} {name}{'' if count == 1 else 's'}"
    return "less than a minute"
