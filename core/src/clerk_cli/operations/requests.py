"""What is wrong with a request, by the facts about its operation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from clerk_cli.operations.bodies import Problem, body_problems, value_problems

if TYPE_CHECKING:
    from clerk_cli.operations.table import APIOperation, Schema


def request_problems(
    operation: APIOperation, query: Mapping[str, Any], body: object, *, has_body: bool
) -> Iterator[Problem]:
    """Everything that is wrong with the query and the body of a request.

    Args:
        operation: The operation.
        query: The parameters in the query, as text or lists of text.
        body: The body.
        has_body: Whether there is one; it may be null.
    """
    for problem in _query_problems(operation, query):
        yield problem._replace(in_query=True)
    if has_body and operation.body is None:
        yield Problem((), "must be left out")
    elif has_body and operation.body is not None:
        yield from body_problems(operation.body, body, is_complete=True)
    elif operation.body is not None:
        required = operation.body.get("required", ())
        yield from (Problem((name,), "is missing") for name in required)
        if operation.body_required and not required:
            yield Problem((), "is missing")


def _query_problems(operation: APIOperation, query: Mapping[str, Any]) -> Iterator[Problem]:
    parameters = {item.name: item for item in operation.parameters if item.place == "query"}
    for name, value in query.items():
        parameter = parameters.get(name.partition("[")[0])
        if parameter is None:
            reason = "is not a parameter"
            yield Problem((name.partition("[")[0],), reason, is_unknown=True)
        else:
            schema = parameter.schema
            yield from value_problems((name,), _typed(schema, value), schema)
    for name, parameter in parameters.items():
        if parameter.required and name not in query:
            yield Problem((name,), "is missing")


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
