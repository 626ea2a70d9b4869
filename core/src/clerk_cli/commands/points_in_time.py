"""Points in time and durations, as one types them."""

from __future__ import annotations

import re

from clerk_cli.output.times import MILLISECONDS_FROM

MAX_DIGITS = 18

SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
"""The units of a duration; months and years differ in length."""

DURATION = re.compile(rf"(\d{{1,9}})([{''.join(SECONDS)}])", re.ASCII)


def parse_point_in_time(text: str, now: float, direction: int) -> int:
    """Read a distance from now, a date as ISO 8601, or a Unix time, as Unix milliseconds.

    Args:
        text: Such as ``7d``, ``2026-11-01``, ``2026-11-01T12:00Z`` or ``1700000000``. A date
            without a time zone is local time.
        now: The current Unix time in seconds.
        direction: -1 if distances lead into the past, 1 if they lead into the future.

    Raises:
        ValueError: It is none of them.
    """
    number = text.removeprefix("-")
    if number.isascii() and number.isdecimal() and len(number) <= MAX_DIGITS:
        unix = int(text)
        return unix if abs(unix) >= MILLISECONDS_FROM else unix * 1000
    if distance := DURATION.fullmatch(text.strip().lower()):
        return int((now + direction * _seconds(distance)) * 1000)
    from datetime import datetime, timezone

    try:
        point = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
        return int(point.astimezone(timezone.utc).timestamp() * 1000)
    except (ValueError, OverflowError, OSError):
        raise ValueError(
            f'"{text}" is not a time: use 7d, 2h, 2026-11-01, ISO 8601, or a Unix timestamp'
        ) from None


def parse_duration(text: str) -> int:
    """Read a number of seconds, or a number with a unit, such as ``2h``.

    Args:
        text: The text.

    Raises:
        ValueError: It is neither.
    """
    number = text.removeprefix("-")
    if number.isascii() and number.isdecimal() and len(number) <= MAX_DIGITS:
        return int(text)
    if duration := DURATION.fullmatch(text.strip().lower()):
        return _seconds(duration)
    raise ValueError(f'"{text}" is not a duration: use seconds, or 90s, 30m, 2h, 7d, 1w')


def _seconds(duration: re.Match[str]) -> int:
    return int(duration[1]) * SECONDS[duration[2]]


def duration_text(seconds: int) -> str:
    """A number of seconds as one enters it, in the largest unit without a rest, such as ``2h``.

    Args:
        seconds: The number.
    """
    fitting = [unit for unit, length in SECONDS.items() if seconds and seconds % length == 0]
    unit = fitting[-1] if fitting else "s"
    return f"{seconds // SECONDS[unit]}{unit}"
