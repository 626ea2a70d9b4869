"""Comparing fields with what the table of operations says that an operation takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from clerk_cli.operations import APIOperation, Schema

TYPES: Mapping[str, tuple[tuple[type, ...], str]] = {
    "string": ((str,), "text"),
    "integer": ((int,), "a whole number"),
    "number": ((int, float), "a number"),
    "boolean": ((bool,), "true or false"),
    "array": ((list,), "a list"),
    "object": ((dict,), "an object"),
}

EXCLUSIVE = "exclusiveMinimum"


def violations(
    operation: APIOperation, query: Mapping[str, Any], body: Any, *, has_body: bool
) -> list[str]:
    """What the table of operations refuses in a request, as sentences that name the field.

    Args:
        operation: The operation.
        query: The parameters in the query.
        body: The body.
        has_body: Whether there is one.
    """
    problems = list(_query_problems(operation, query))
    if has_body and operation.body is None:
        problems.append("it takes no body")
    elif has_body and operation.body is not None:
        problems += _problems(operation.body, body, "")
    elif operation.body is not None:
        required = operation.body.get("required", ())
        problems += [f'field "{name}" is required' for name in required]
        if operation.body_required and not required:
            problems.append("it needs a body")
    return [f"{operation.method} {operation.path}: {problem}" for problem in problems]


def _query_problems(operation: APIOperation, query: Mapping[str, Any]) -> Iterator[str]:
    members = {item.name: item for item in operation.parameters if item.place == "query"}
    for name, value in query.items():
        base = name.partition("[")[0]
        if base not in members:
            yield f'parameter "{base}" does not exist'
        else:
            for problem in _problems(
                members[base].schema, _typed(members[base].schema, value), name
            ):
                yield problem.replace("field", "parameter", 1)
    for name, parameter in members.items():
        if parameter.required and name not in query:
            yield f'parameter "{name}" is required'


def _typed(schema: Schema, value: Any) -> Any:
    """The value of a query, which is text, as its schema reads it."""
    kind = schema.get("type")
    if kind == "array":
        values = value if isinstance(value, list) else str(value).split(",")
        return [_typed(schema.get("items", {}), item) for item in values]
    if kind in ("integer", "number") and re.fullmatch(r"-?\d+", str(value)):
        return int(value)
    if kind == "boolean" and str(value).lower() in ("true", "false"):
        return str(value).lower() == "true"
    return str(value) if kind == "string" else value


def _problems(schema: Schema, value: Any, field: str) -> Iterator[str]:
    """What a schema refuses in a value."""
    place = f'field "{field}"' if field else "the body"
    if value is None:
        if schema and not schema.get("nullable") and "type" in schema:
            yield f"{place} must not be null"
        return
    types, description = TYPES.get(schema.get("type", ""), ((object,), ""))
    is_wrong_boolean = isinstance(value, bool) and types not in ((bool,), (object,))
    if not isinstance(value, types) or is_wrong_boolean:
        yield f"{place} must be {description}"
        return
    if (choices := schema.get("enum")) and value not in choices:
        yield f"{place} must be one of {', '.join(map(str, choices))}"
    yield from (f"{place} {limit}" for limit in _limits(schema, value))
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _problems(schema.get("items", {}), item, f"{field}[{number}]")
    elif isinstance(value, dict):
        yield from _members(schema, value, field)


def _members(schema: Schema, value: Mapping[str, Any], field: str) -> Iterator[str]:
    members = schema.get("properties", {})
    others = schema.get("additionalProperties", True)
    for name in schema.get("required", ()):
        if name not in value:
            yield f'field "{_nested(field, name)}" is required'
    for name, member in value.items():
        path = _nested(field, name)
        if name in members:
            yield from _problems(members[name], member, path)
        elif others is False:
            yield f'field "{path}" does not exist'
        elif isinstance(others, Mapping):
            yield from _problems(others, member, path)


def _nested(field: str, name: str) -> str:
    return f"{field}[{name}]" if field else name


def _limits(schema: Schema, value: Any) -> Iterator[str]:
    if isinstance(value, str):
        size, suffix, unit = len(value), "Length", " characters"
    elif isinstance(value, list):
        size, suffix, unit = len(value), "Items", " items"
    elif isinstance(value, (bool, dict)):
        return
    else:
        size, suffix, unit = value, "imum", ""
    least, most = schema.get(f"min{suffix}"), schema.get(f"max{suffix}")
    is_exclusive = bool(schema.get(EXCLUSIVE))
    if least is not None and (size < least or (is_exclusive and size == least)):
        yield f"must be {'more than' if is_exclusive else 'at least'} {least}{unit}"
    if most is not None and size > most:
        yield f"must be at most {most}{unit}"
    pattern = schema.get("pattern")
    if pattern and isinstance(value, str) and not re.search(pattern, value):
        yield f"must match {pattern}"
