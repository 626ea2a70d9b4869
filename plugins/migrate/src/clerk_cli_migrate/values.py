"""Values as sources write them: text, truth, points in time, phone numbers, and JSON in cells."""

from __future__ import annotations

import json
import re
from datetime import datetime, timezone
from typing import Any

from clerk_cli_migrate.sendable import sending_problem

TRUE = frozenset({"true", "t", "1", "yes", "y"})
FALSE = frozenset({"false", "f", "0", "no", "n"})
MIN_MILLISECONDS = 10**11
"""Larger numbers are milliseconds: as seconds they would be after the year 5000."""
MIN_SECONDS = 10**8
"""Smaller numbers are something else, such as 20240501: as seconds they would be before 1973."""

NUMBER = re.compile(r"-?\d{1,16}(?:\.\d+)?", re.ASCII)
ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?"
    r"\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?",
    re.ASCII | re.IGNORECASE,
)
MARKS_IN_PHONES = re.compile(r"[\s\u00a0.\-()/\u2010-\u2015]")
PHONE = re.compile(r"(?:tel:)?\+[\d\s\u00a0.\-()/\u2010-\u2015]+", re.ASCII)


def as_text(value: object) -> str:
    """A value as text without spaces around it; empty if it is absent.

    Raises:
        TypeError: It is a list or an object.
    """
    return exact_text(value).strip()


def exact_text(value: object) -> str:
    """A value as text with the spaces around it, which are a part of passwords and salts.

    Raises:
        TypeError: It is a list or an object.
    """
    if isinstance(value, (list, dict)):
        raise TypeError("a list or an object is not text")
    return "" if value is None or isinstance(value, bool) else str(value)


def is_text(value: object) -> bool:
    """Whether a value is text, a whole number such as an ID, or absent."""
    return value is None or (isinstance(value, (str, int)) and not isinstance(value, bool))


def as_bool(value: object) -> bool | None:
    """A value of JSON or of a cell as true or false; None if it is absent or neither."""
    if isinstance(value, bool):
        return value
    text = as_text(value).lower()
    return True if text in TRUE else False if text in FALSE else None


def as_object(value: object) -> dict[str, Any] | None:
    """A JSON object, perhaps as the text of a cell; empty if absent, None if it is none."""
    if value in (None, "", "null", "NULL"):
        return {}
    if isinstance(value, str):
        try:
            value = json_of_text(value)
        except ValueError:
            return None
    return value if isinstance(value, dict) else None


def json_of_text(text: str) -> Any:
    """What JSON in a cell stands for.

    Raises:
        ValueError: It is not JSON, or cannot be sent as JSON.
    """
    try:
        value = json.loads(text)
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    if problem := sending_problem({"": value}):
        raise ValueError(problem.message)
    return value


def phone_number(text: str) -> str:
    """A phone number in E.164 format, if it begins with a plus sign and the rest is certain."""
    # The zero in +49 (0)30 is not dialed after the country code.
    if not PHONE.fullmatch(text) or "(0)" in text:
        return text
    return MARKS_IN_PHONES.sub("", text.removeprefix("tel:"))


def timestamp(value: object) -> str:
    """A point in time in RFC 3339, in UTC.

    Args:
        value: Unix seconds or milliseconds, as number or text, or ISO 8601.

    Raises:
        ValueError: It is none of them.
    """
    text = "" if isinstance(value, (list, dict)) else as_text(value)
    try:
        instant = _instant(text)
    except (ValueError, OverflowError, OSError):
        raise ValueError(f'"{text[:40]}" is not a time') from None
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _instant(text: str) -> datetime:
    if NUMBER.fullmatch(text):
        number = float(text)
        if abs(number) < MIN_SECONDS:
            raise ValueError
        seconds = number / 1000 if abs(number) >= MIN_MILLISECONDS else number
        return datetime.fromtimestamp(round(seconds, 3), timezone.utc)
    match = ISO.fullmatch(text)
    if match is None:
        raise ValueError
    day, clock, fraction, zone = match.groups()
    clock = clock or "00:00:00"
    clock = clock if clock.count(":") == 2 else f"{clock}:00"
    micros = (fraction or "").ljust(6, "0")[:6]
    digits = zone.replace(":", "").ljust(5, "0") if zone and zone[0] in "+-" else "+0000"
    offset = f"{digits[:3]}:{digits[3:]}"
    instant = datetime.fromisoformat(f"{day}T{clock}.{micros}{offset}")
    return instant.astimezone(timezone.utc)


def is_future(value: object, now: float) -> bool:
    """Whether a point in time is later than now; false if it is absent or cannot be read.

    Args:
        value: As ``timestamp`` takes it; PostgreSQL's ``infinity`` too.
        now: The Unix time in seconds.
    """
    text = as_text(value)
    if text == "infinity" or text.startswith("9999-"):
        return True
    try:
        return bool(text) and _instant(text).timestamp() > now
    except (ValueError, OverflowError, OSError):
        return False
