"""Periods of local time or UTC: days, weeks from Monday, months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple


class Period(NamedTuple):
    """A part of time.

    Args:
        start: The first moment.
        end: The first moment after it.
    """

    start: datetime
    end: datetime


def periods(
    since: datetime, now: datetime, by: str, zone: tzinfo | None = None
) -> Iterator[Period]:
    """The periods up to now; the first one has the moment ``since``, the last one ends now.

    Args:
        since: A moment, in the zone.
        now: Another, after it.
        by: ``day``, ``week`` or ``month``.
        zone: The time zone; None: local time, where days with a change of the clock have 23 or 25
            hours.
    """
    start = since.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    if by == "week":
        start -= timedelta(days=start.weekday())
    elif by == "month":
        start = start.replace(day=1)
    while _in_zone(start, zone) < now:
        after = _next(start, by)
        yield Period(_in_zone(start, zone), min(_in_zone(after, zone), now))
        start = after


def _in_zone(start: datetime, zone: tzinfo | None) -> datetime:
    return start.replace(tzinfo=zone) if zone else start.astimezone()


def _next(start: datetime, by: str) -> datetime:
    if by == "month":
        return (start + timedelta(days=31)).replace(day=1)
    return start + timedelta(days=7 if by == "week" else 1)
