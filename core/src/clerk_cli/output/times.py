"""Moments as text: local, ISO 8601 or relative, in the local time zone or UTC."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from time import gmtime, localtime, strftime
from typing import TYPE_CHECKING

from clerk_cli.frozen import Frozen
from clerk_cli.output import TIME_STYLES

if TYPE_CHECKING:
    from time import struct_time

LOCAL, ISO, RELATIVE = TIME_STYLES
POSIX_ZONE = re.compile(r"<?[A-Za-z0-9+-]{3,}>?[+-]?\d")
"""The beginning of a zone in the syntax of POSIX, such as ``EST5EDT``."""

MILLISECONDS_FROM = 100_000_000_000
"""A Unix time from here on is in milliseconds: in seconds it would be the year 5138."""

UNITS = (
    ("year", 31_556_952),
    ("month", 2_629_746),
    ("day", 86_400),
    ("hour", 3_600),
    ("minute", 60),
)
"""Units of ages, and their seconds; months and years have their average length."""


class Times(Frozen):
    """How moments are written; a missing one is empty.

    Args:
        style: One of ``TIME_STYLES``.
        utc: Whether they are in UTC instead of the local time zone.
        now: The current Unix time in seconds, for ages; 0 where it is unknown.
    """

    style: str = LOCAL
    utc: bool = False
    now: float = 0.0

    @property
    def can_be_cut(self) -> bool:
        """Whether the first ten characters of ``brief`` are the date."""
        return self.style == LOCAL

    def brief(self, value: object) -> str:
        """A moment in a list.

        Args:
            value: Unix milliseconds or seconds, or a date as ISO 8601.
        """
        if type(value) is int and value >= MILLISECONDS_FROM and self.style == LOCAL:
            return self._minutes(value)
        milliseconds = _milliseconds(value)
        if isinstance(milliseconds, str):
            return milliseconds
        if self.style == RELATIVE and self.now and self._parts(milliseconds) is not None:
            return age(milliseconds / 1000 - self.now)
        return self._seconds(milliseconds) if self.style == ISO else self._minutes(milliseconds)

    def full(self, value: object) -> str:
        """A moment among the details of an object, with its age.

        Args:
            value: Unix milliseconds or seconds, or a date as ISO 8601.
        """
        milliseconds = _milliseconds(value)
        if isinstance(milliseconds, str) or self.style != LOCAL or not self.now:
            return self.brief(value)
        text = self._minutes(milliseconds)
        if self._parts(milliseconds) is None:
            return text
        return f"{text} ({age(milliseconds / 1000 - self.now)})"

    def distance(self, value: object) -> str:
        """How far a moment is from now, in words; the moment itself as ISO 8601.

        Args:
            value: Unix milliseconds or seconds, or a date as ISO 8601.
        """
        milliseconds = _milliseconds(value)
        if isinstance(milliseconds, str) or self.style == ISO or not self.now:
            return self.brief(value)
        if self._parts(milliseconds) is None:
            return str(milliseconds)
        return age(milliseconds / 1000 - self.now)

    def exact(self, value: object) -> str:
        """A moment to the second with its offset, as in ISO 8601.

        Args:
            value: Unix milliseconds or seconds, or a date as ISO 8601.
        """
        milliseconds = _milliseconds(value)
        return milliseconds if isinstance(milliseconds, str) else self._seconds(milliseconds)

    def _seconds(self, milliseconds: float) -> str:
        parts = self._parts(milliseconds)
        if parts is None:
            return str(milliseconds)
        return strftime("%Y-%m-%dT%H:%M:%S", parts) + _offset(parts.tm_gmtoff or 0)

    def _minutes(self, milliseconds: float) -> str:
        try:
            if self.utc:
                return strftime("%Y-%m-%d %H:%MZ", gmtime(milliseconds / 1000))
            return strftime("%Y-%m-%d %H:%M", localtime(milliseconds / 1000))
        except (OverflowError, OSError, ValueError):
            return str(milliseconds)

    def _parts(self, milliseconds: float) -> struct_time | None:
        """The parts of a moment; None where the calendar has no place for it."""
        try:
            return (gmtime if self.utc else localtime)(milliseconds / 1000)
        except (OverflowError, OSError, ValueError):
            return None


DEFAULT = Times()
UNREADABLE = "?"


@cache
def _offset(seconds: int) -> str:
    """The distance of a zone from UTC, such as ``+01:00``."""
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"{'-' if seconds < 0 else '+'}{hours:02d}:{minutes:02d}"


def _milliseconds(value: object) -> float | str:
    """A moment as a number; the text of its cell where it is none, empty for a missing one.

    A number that would be a moment before 1973 is one in seconds: the API has both.
    """
    if type(value) is int and value:
        return value if abs(value) >= MILLISECONDS_FROM else value * 1000
    if value is None or value == "" or (value == 0 and not isinstance(value, bool)):
        return ""
    if isinstance(value, float):
        return value if abs(value) >= MILLISECONDS_FROM else value * 1000
    return _parse(value) if isinstance(value, str) else UNREADABLE


def _parse(text: str) -> float | str:
    from datetime import datetime, timezone

    try:
        parsed = datetime.fromisoformat(text.replace("Z", "+00:00"))
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=timezone.utc)).timestamp() * 1000
    except (ValueError, OverflowError):
        return UNREADABLE


def age(seconds: float) -> str:
    """How long ago a moment is, or how far ahead, in words.

    Args:
        seconds: Its distance from now; negative in the past.
    """
    distance = abs(seconds)
    for unit, length in UNITS:
        count = int(distance // length)
        if count:
            words = f"{count} {unit}{'s' if count > 1 else ''}"
            return f"{words} ago" if seconds < 0 else f"in {words}"
    return "just now" if seconds <= 0 else "in less than a minute"


def zone_problem(variables: Mapping[str, str]) -> str | None:
    """What is wrong with the time zone of ``TZ``, if this computer does not know it.

    Args:
        variables: The environment variables.
    """
    name = variables.get("TZ", "").removeprefix(":")
    if not name or name.startswith("/") or POSIX_ZONE.match(name):
        return None
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return f'TZ: "{name}" is not a known time zone; times are in UTC'
    return None
