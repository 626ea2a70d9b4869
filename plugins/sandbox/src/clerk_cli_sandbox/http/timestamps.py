"""Timestamps, which the API counts in milliseconds since 1970."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorObject, ErrorResponse

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
DAY = 24 * 60 * 60 * 1000
"""A day in milliseconds."""

BUILT_IN_CREATED_AT = 1_577_836_800_000
"""When the objects that every instance has (roles, plans and so on) were created."""


def parse_timestamp(text: str, field: str) -> int:
    """A date and time from a request body, in Unix milliseconds.

    Raises:
        ErrorResponse: The text is not a valid date and time.
    """
    try:
        time = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except (ValueError, OverflowError):
        message = f"{field} must be a date and time such as 2026-01-31T12:00:00Z."
        raise ErrorResponse(422, api_errors.invalid_format(field, message)) from None
    if time.tzinfo is None:
        time = time.replace(tzinfo=timezone.utc)
    # In whole numbers: a float cannot tell every millisecond from the one before.
    return (time - EPOCH) // timedelta(milliseconds=1)


def timestamp_errors(name: str, value: str) -> list[ErrorObject]:
    """What is wrong with a field that must be a date and time; an empty one is like none."""
    try:
        if value:
            parse_timestamp(value, name)
    except ErrorResponse as response:
        return response.errors
    return []
