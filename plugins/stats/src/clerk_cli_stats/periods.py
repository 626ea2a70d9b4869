"""Periods of local time: days, weeks from Monday, months."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, NamedTuple, TypeAlias, get_args

from clerk_cli.api import Environment, Kind, Timestamp

DISTANCE = re.compile(r"(\d{1,4})([hdw])", re.ASCII)
UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
(_TIMESTAMP,) = (item for item in get_args(Timestamp) if isinstance(item, Kind))


class Period(NamedTuple):
    """A part of time.

    Args:
        start: The first moment.
        end: The first moment after it.
    """

    start: datetime
    end: datetime


def parse_since(text: str, environment: Environment) -> datetime:
    """Read a distance from now, such as ``90d`` or ``12w``, or a date.

    Raises:
        ValueError: It is neither, or too far from now.
    """
    if distance := DISTANCE.fullmatch(text.strip().lower()):
        return datetime.now().astimezone() - int(distance[1]) * UNITS[distance[2]]
    try:
        milliseconds = _TIMESTAMP.parse(text, environment)
        return datetime.fromtimestamp(milliseconds / 1000).astimezone()
    except (ValueError, OverflowError, OSError):
        raise ValueError(f'"{text}" is not a time: use 90d, 12w, or 2026-11-01') from None


Since: TypeAlias = Annotated[datetime, Kind("time", parse_since)]
"""A point in time in the past."""


def periods(since: datetime, now: datetime, by: str) -> Iterator[Period]:
    """The periods up to now; the first one has the moment ``since``, the last one ends now.

    Args:
        since: A moment, in local time.
        now: Another, after it.
        by: ``day``, ``week`` or ``month``.
    """
    start = since.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    if by == "week":
        start -= timedelta(days=start.weekday())
    elif by == "month":
        start = start.replace(day=1)
    while start.astimezone() < now:
        after = _next(start, by)
        # Days with a change of the clock have 23 or 25 hours.
        yield Period(start.astimezone(), min(after.astimezone(), now))
        start = after


def _next(start: datetime, by: str) -> datetime:
    if by == "month":
        return (start + timedelta(days=31)).replace(day=1)
    return start + timedelta(days=7 if by == "week" else 1)
