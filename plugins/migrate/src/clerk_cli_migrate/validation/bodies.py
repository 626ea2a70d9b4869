"""Bodies of requests against what the operations of the API take."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from clerk_cli.operations import Schema, body_problems, find_operation
from clerk_cli_migrate.records import METADATA, TIMES, Problem
from clerk_cli_migrate.values import timestamp

MAX_METADATA = 8192
"""Bytes of all metadata together.

Source: https://clerk.com/docs/guides/users/extending
"""


@cache
def schema_of(method: str, path: str) -> Schema:
    """The schema of the body of an operation."""
    operation = find_operation(method, path)
    assert operation is not None
    assert operation.body is not None
    return operation.body


TYPES = {"string": str, "boolean": bool, "integer": int, "object": dict, "array": list}


@cache
def _plain_types(path: str) -> Mapping[str, type]:
    """The types of members of which the schema says no more than that."""
    members = schema_of("POST", path).get("properties", {})
    return {
        name: TYPES[schema["type"]]
        for name, schema in members.items()
        if set(schema) <= {"type", "nullable", "additionalProperties", "items"}
        and schema.get("items", STRINGS) == STRINGS
    }


STRINGS = {"type": "string"}


def _is_plain(body: Mapping[str, Any], path: str) -> bool:
    """Whether a look at the types shows that nothing is wrong, as with nearly all bodies."""
    types = _plain_types(path)
    required = schema_of("POST", path).get("required", ())
    for name, value in body.items():
        kind = types.get(name)
        if kind is None or type(value) is not kind:
            return False
        if isinstance(value, list) and not all(type(item) is str for item in value):
            return False
    return all(name in body for name in required)


def is_user_body(values: Mapping[str, Any]) -> bool:
    """Whether JSON is a body of ``POST /users``; cells of CSV are text, where that has lists."""
    types = schema_of("POST", "/users").get("properties", {})
    return all(
        name in types and isinstance(value, list) == (types[name]["type"] == "array")
        for name, value in values.items()
        if value is not None
    )


def schema_problems(
    body: Mapping[str, Any], path: str, *, supplied: tuple[str, ...] = ()
) -> Iterator[Problem]:
    """What an operation refuses in a body.

    Args:
        body: The body.
        path: The path of a POST operation.
        supplied: The members that are added when the body is sent.
    """
    if not supplied and _is_plain(body, path):
        return
    complete = {**body, **dict.fromkeys(supplied, "x")}
    for problem in body_problems(schema_of("POST", path), complete, is_complete=True):
        code = "unknown_field" if problem.is_unknown else "invalid_field"
        yield Problem(code, problem.field, f"{problem.field} {problem.reason}")


def metadata_problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with the metadata of a body: together they may be too large."""
    size = 0
    for name in METADATA:
        if value := body.get(name):
            text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
            size += len(text.encode("utf-8", "replace"))
            if not is_sendable(text):
                yield _half_a_character(name)
    if size > MAX_METADATA:
        message = f"the metadata has {size:,} bytes; Clerk accepts {MAX_METADATA:,}"
        action = "Move large data to your own database, and keep a reference to it."
        yield Problem("metadata_too_large", "metadata", message, action)


def text_problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    """What cannot be sent as UTF-8: halves of characters, from damaged JSON."""
    for name, value in body.items():
        if isinstance(value, str) and value.isascii():
            continue
        items = value if isinstance(value, list) else (value,)
        if not all(is_sendable(item) for item in items if isinstance(item, str)):
            yield _half_a_character(name)


def is_sendable(text: str) -> bool:
    """Whether text can be encoded."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _half_a_character(name: str) -> Problem:
    action = "Export the record again: a character was split in two."
    return Problem("invalid_text", name, f"{name} contains an unpaired surrogate", action)


def time_problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with the points in time of a body."""
    for name in TIMES:
        value = body.get(name)
        if isinstance(value, str):
            try:
                timestamp(value)
            except ValueError as error:
                action = "Use a format such as 2024-05-01T10:00:00Z."
                yield Problem("invalid_timestamp", name, f"{name}: {error}", action)
