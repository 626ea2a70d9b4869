"""What several resources do with the members of their objects."""

from __future__ import annotations

from datetime import datetime, timezone

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.store import Document


def merged(old: Document, new: Document) -> Document:
    """Old metadata with new metadata merged into it; null removes a key."""
    result = dict(old)
    for key, value in new.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = merged(result[key], value)
        else:
            result[key] = value
    return result


def moment(text: str, field: str) -> int:
    """A date and time of a body, as Unix milliseconds.

    Raises:
        Refusal: The text is none.
    """
    try:
        time = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        explained = f"{field} must be a date and time such as 2026-01-31T12:00:00Z."
        raise Refusal(422, problems.wrong_format(field, explained)) from None
    if time.tzinfo is None:
        time = time.replace(tzinfo=timezone.utc)
    return int(time.timestamp() * 1000)
