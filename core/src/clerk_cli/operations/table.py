"""Reads the table of operations, in which each line is a method, a path and JSON."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple, TypeAlias

API_VERSION = "2026-05-12"
"""The version of the Backend API that the table describes."""

TABLE = "operations.txt"

Schema: TypeAlias = Mapping[str, Any]
"""A schema in the vocabulary of OpenAPI 3.0: ``type``, ``enum``, ``maximum``, ``properties``, …"""


class Parameter(NamedTuple):
    """A parameter in the path or the query of an operation.

    Args:
        name: Its name.
        place: ``path`` or ``query``.
        schema: Which values it takes.
        required: Whether a request must include it.
    """

    name: str
    place: str
    schema: Schema
    required: bool


class APIOperation(NamedTuple):
    """One operation of the API.

    Args:
        method: The HTTP method.
        path: The path below ``/v1``, with parameters in braces.
        id: Clerk's name for the operation, such as ``GetUserList``.
        parameters: The parameters in the path and the query.
        content_type: The media type of the body; None if the operation takes no body.
        body: The schema of the body; None if the operation takes no body.
        body_required: Whether a request must have a body.
        statuses: The HTTP statuses that the API can answer.
    """

    method: str
    path: str
    id: str
    parameters: tuple[Parameter, ...]
    content_type: str | None
    body: Schema | None
    body_required: bool
    statuses: tuple[int, ...]


def find_operation(method: str, path: str) -> APIOperation | None:
    """The operation with a method and a path, or None.

    Args:
        method: The HTTP method, in capitals.
        path: The path below ``/v1``; how its parameters are called does not matter.
    """
    return _find(method, path)


@cache
def _find(method: str, path: str) -> APIOperation | None:
    # The schemas are shared, as all of them are read-only.
    pattern = re.sub(r"\\{\w*\\}", r"\\{\\w+\\}", re.escape(f"{method} {path} "))
    match = re.search(f"^{pattern}.*$", _table(), re.MULTILINE)
    return _parse(match[0]) if match else None


def operation_names() -> list[tuple[str, str, str]]:
    """The method, the path and the ID of every operation, in the order of the spec.

    Faster than ``all_operations``: what the operations take is not parsed.
    """
    rows = []
    for line in _table().splitlines():
        method, path, text = line.split(" ", 2)
        rows.append((method, path, text.split('"', 4)[3]))
    return rows


def all_operations() -> list[APIOperation]:
    """Every operation of the API, in the order of the spec."""
    return [_parse(line) for line in _table().splitlines()]


@cache
def _table() -> str:
    # Works in a zip file too, where there is no path to open.
    return (pkgutil.get_data(__name__, TABLE) or b"").decode()


def _parse(line: str) -> APIOperation:
    import json

    method, path, text = line.split(" ", 2)
    members = json.loads(text)
    return APIOperation(
        method=method,
        path=path,
        id=members["id"],
        parameters=tuple(
            Parameter(name, place, schema, bool(required))
            for name, place, schema, *required in members.get("parameters", ())
        ),
        content_type=members.get("content_type"),
        body=members.get("body"),
        body_required=members.get("body_required", False),
        statuses=tuple(members["statuses"]),
    )
