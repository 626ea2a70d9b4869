"""Bodies of requests against what the operations of the API take."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from clerk_cli.operations import Schema, body_problems, find_operation
from clerk_cli_migrate.records import Problem
from clerk_cli_migrate.values import timestamp

METADATA = ("public_metadata", "private_metadata", "unsafe_metadata")
MOST_METADATA = 8192
"""Bytes of all metadata together.

Source: https://clerk.com/docs/guides/users/extending
"""

TIMES = ("created_at", "legal_accepted_at")


@cache
def schema_of(method: str, path: str) -> Schema:
    """The schema of the body of an operation."""
    operation = find_operation(method, path)
    assert operation is not None
    assert operation.body is not None
    return operation.body


def schema_problems(
    body: Mapping[str, Any], path: str, *, supplied: tuple[str, ...] = ()
) -> Iterator[Problem]:
    """What an operation refuses in a body.

    Args:
        body: The body.
        path: The path of a POST operation.
        supplied: The members that are added when the body is sent.
    """
    complete = {**body, **dict.fromkeys(supplied, "x")}
    for problem in body_problems(schema_of("POST", path), complete, is_complete=True):
        code = "unknown_field" if problem.is_unknown else "invalid_field"
        yield Problem(code, problem.field, f"{problem.field} {problem.reason}")


def metadata_problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with the metadata of a body: together they may be too large."""
    size = sum(_size(body[name]) for name in METADATA if body.get(name))
    if size > MOST_METADATA:
        message = f"the metadata have {size:,} bytes; Clerk takes {MOST_METADATA:,}"
        action = "Move what is large to a database of your own, and keep a reference to it."
        yield Problem("metadata_too_large", "metadata", message, action)


def _size(value: object) -> int:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return len(text.encode("utf-8", "replace"))


def text_problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    """What cannot be sent as UTF-8: halves of characters, from damaged JSON."""
    for name, value in body.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        if not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError:
                action = "Export the record again; a character was cut in half."
                yield Problem("invalid_text", name, f"{name} has half a character", action)


def time_problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with the points in time of a body."""
    for name in TIMES:
        value = body.get(name)
        if isinstance(value, str):
            try:
                timestamp(value)
            except ValueError as error:
                action = "Write it as 2024-05-01T10:00:00Z."
                yield Problem("invalid_timestamp", name, f"{name}: {error}", action)
