"""Results of a bounded size, and how to get the rest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from clerk_cli.api import APIObject
from clerk_cli_mcp.offers import Offer

MAX_CHARACTERS = 30_000
"""Characters of a result as JSON."""


class BoundedResult(NamedTuple):
    """A result, and what it lacks.

    Args:
        value: The result, or a part of it.
        next: How to get the rest; None if nothing is missing.
    """

    value: Any
    next: APIObject | None = None


def bounded(
    result: Any, offer: Offer, arguments: Mapping[str, Any], skip: int, limit: int = MAX_CHARACTERS
) -> BoundedResult:
    """A result that fits the context of an agent.

    Args:
        result: What a command printed.
        offer: The command.
        arguments: The arguments of the call.
        skip: Rows at the beginning of a list to leave out.
        limit: Characters.
    """
    if isinstance(result, dict) and isinstance(result.get("data"), list):
        return _list(result, offer, arguments, skip, limit)
    if isinstance(result, dict) and _size(result) > limit:
        return _object(result, limit)
    if _size(result) > limit:
        text = json.dumps(result, ensure_ascii=False)
        return BoundedResult(text[:limit], {"hint": f"{len(text):,} characters, cut"})
    return BoundedResult(result)


def _list(
    result: APIObject, offer: Offer, arguments: Mapping[str, Any], skip: int, limit: int
) -> BoundedResult:
    rows = result["data"][skip:]
    shown_count, size = 0, 0
    for row in rows:
        size += _size(row)
        if size > limit and shown_count:
            break
        shown_count += 1
    shown = {**result, "data": [_row(row, limit) for row in rows[:shown_count]]}
    end = skip + shown_count
    total = result.get("total_count")
    has_offset = "offset" in offer.parameters
    offset = arguments.get("offset") or 0
    if not isinstance(offset, int):
        offset = int(offset) if str(offset).isdecimal() else 0
    if has_offset and (end < len(result["data"]) or _has_more(total, offset + end, shown_count)):
        return BoundedResult(
            shown,
            {
                "arguments": {**arguments, "offset": offset + end},
                "hint": "Call again with these arguments for the next rows.",
            },
        )
    if end < len(result["data"]):
        return BoundedResult(shown, {"skip": end, "hint": "Call again with this skip."})
    return BoundedResult(shown)


def _row(row: Any, limit: int) -> Any:
    """A row that is alone too large loses members."""
    return _object(row, limit).value if isinstance(row, dict) and _size(row) > limit else row


def _has_more(total: object, end: int, row_count: int) -> bool:
    return isinstance(total, int) and row_count > 0 and end < total


def _object(result: APIObject, limit: int) -> BoundedResult:
    """An object without its largest members."""
    remainder = dict(result)
    omitted = []
    for name in sorted(result, key=lambda name: -_size(result[name])):
        if _size(remainder) <= limit:
            break
        remainder[name] = f"(omitted: {_size(result[name]):,} characters)"
        omitted.append(name)
    return BoundedResult(
        remainder, {"omitted": omitted, "hint": "These members are too large to show."}
    )


def _size(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False))
