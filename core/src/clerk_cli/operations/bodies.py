"""What is wrong with the query and the body of a request, by the facts about its operation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from clerk_cli.operations.table import APIOperation, Schema

Path: TypeAlias = "tuple[str | int, ...]"
"""The names of members and the numbers of items on the way to a value."""

TYPES = {
    "string": (str, "a string"),
    "integer": (int, "a whole number"),
    "number": ((int, float), "a number"),
    "boolean": (bool, "true or false"),
    "object": (dict, "an object"),
    "array": (list, "an array"),
}
"""The types of the facts: in Python, and in a sentence."""


class Problem(NamedTuple):
    """One thing that is wrong with a request.

    Args:
        path: Where it is; empty for the complete body.
        reason: What is wrong, as the rest of a sentence that begins with the place.
        is_unknown: Whether the operation does not know the member or the parameter.
        in_query: Whether it is about the query.
        is_pattern: Whether a text only looks otherwise than the spec says, which is stricter about
            IDs than the API.
    """

    path: Path
    reason: str
    is_unknown: bool = False
    in_query: bool = False
    is_pattern: bool = False

    @property
    def field(self) -> str:
        """The place as it is written in code, such as ``email_address[0]`` or ``actor.sub``."""
        parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path]
        return "".join(parts).removeprefix(".") or "the body"

    @property
    def key(self) -> str:
        """The place as forms write it, such as ``email_address[0]`` or ``actor[sub]``."""
        first, *rest = self.path or ("",)
        return f"{first}{''.join(f'[{name}]' for name in rest)}"


def body_problems(schema: Schema, body: object, *, is_complete: bool = False) -> Iterator[Problem]:
    """Everything that is wrong with a body.

    Args:
        schema: The schema of the body.
        body: The body.
        is_complete: Whether members that are missing are wrong too.
    """
    if not isinstance(body, dict) or schema.get("type", "object") != "object":
        yield from value_problems((), body, schema)
        return
    properties = schema.get("properties", {})
    if is_complete:
        yield from _missing((), body, schema)
    for name, value in body.items():
        if name in properties:
            yield from value_problems((name,), value, properties[name])
        elif not schema.get("additionalProperties"):
            # The API takes no other members, even if the spec does not say so.
            yield Problem((name,), "is not a field of the request body", is_unknown=True)


def value_problems(path: Path, value: Any, schema: Schema) -> Iterator[Problem]:
    """What a schema refuses in a value.

    Args:
        path: Where the value is.
        value: The value.
        schema: The schema.
    """
    kind = schema.get("type")
    if value is None:
        if kind is not None and not schema.get("nullable"):
            yield Problem(path, "must not be null")
        return
    if kind is not None and not _has_type(value, kind):
        yield Problem(path, f"must be {TYPES[kind][1]}")
        return
    if "enum" in schema and value not in schema["enum"]:
        allowed = ", ".join(str(item) for item in schema["enum"] if item is not None)
        yield Problem(path, f"must be one of {allowed}")
    for part in schema.get("allOf", ()):
        yield from value_problems(path, value, part)
    yield from (Problem(path, limit) for limit in _limits(value, schema))
    pattern = schema.get("pattern")
    if pattern and isinstance(value, str) and not re.search(pattern, value):
        yield Problem(path, f"must match {pattern}", is_pattern=True)
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from value_problems((*path, number), item, schema.get("items", {}))
    elif isinstance(value, dict):
        yield from _member_problems(path, value, schema)


def _has_type(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, TYPES[kind][0])  # type: ignore[arg-type] # a type, or several


def _missing(path: Path, value: Mapping[str, Any], schema: Schema) -> Iterator[Problem]:
    for name in schema.get("required", ()):
        if name not in value:
            yield Problem((*path, name), "is missing")


def _member_problems(path: Path, value: Mapping[str, Any], schema: Schema) -> Iterator[Problem]:
    """What is wrong with the members of an object that is not the body itself."""
    properties, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    yield from _missing(path, value, schema)
    for name, item in value.items():
        if name in properties:
            yield from value_problems((*path, name), item, properties[name])
        elif isinstance(others, Mapping):
            yield from value_problems((*path, name), item, others)
        elif others is False:
            reason = f"is not a member of {Problem(path, '').field}"
            yield Problem((*path, name), reason, is_unknown=True)


def _limits(value: Any, schema: Schema) -> Iterator[str]:
    if isinstance(value, str):
        size, suffix, unit = len(value), "Length", "character"
    elif isinstance(value, list):
        size, suffix, unit = len(value), "Items", "item"
    elif isinstance(value, (bool, dict)):
        return
    else:
        size, suffix, unit = value, "imum", ""
    least, most = schema.get(f"min{suffix}"), schema.get(f"max{suffix}")
    verb = "have" if unit else "be"
    if least is not None and schema.get("exclusiveMinimum") and size <= least:
        yield f"must be more than {least}"
    elif least is not None and size < least:
        yield f"must {verb} at least {_counted(least, unit)}"
    if most is not None and size > most:
        yield f"must {verb} at most {_counted(most, unit)}"


def _counted(number: float, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}" if unit else f"{number}"


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
