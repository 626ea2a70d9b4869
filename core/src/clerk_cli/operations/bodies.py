"""What is wrong with the body of a request, by the facts about its operation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from clerk_cli.operations.table import Schema

TYPES = {
    "string": (str, "a string"),
    "integer": (int, "a whole number"),
    "number": ((int, float), "a number"),
    "boolean": (bool, "true or false"),
    "object": (dict, "an object"),
    "array": (list, "an array"),
}
"""The types of the facts: in Python, and in a sentence."""


class BodyProblem(NamedTuple):
    """One thing that is wrong with a body.

    Args:
        field: The member, such as ``email_address[0]`` or ``actor.sub``.
        reason: What is wrong, as the rest of a sentence that begins with the field.
        is_unknown: Whether the operation does not know the member.
    """

    field: str
    reason: str
    is_unknown: bool = False


def body_problems(schema: Schema, body: Mapping[str, Any]) -> Iterator[BodyProblem]:
    """Everything that is wrong with the members of a body; that one is missing is not.

    Args:
        schema: The schema of the body.
        body: The members.
    """
    properties = schema.get("properties", {})
    for name, value in body.items():
        if name in properties:
            yield from _problems(name, value, properties[name])
        elif not schema.get("additionalProperties"):
            yield BodyProblem(name, "is not a member of the body", is_unknown=True)


def _problems(field: str, value: Any, schema: Schema) -> Iterator[BodyProblem]:
    kind = schema.get("type")
    if value is None:
        if kind is not None and not schema.get("nullable"):
            yield BodyProblem(field, "must not be null")
        return
    if kind is not None and not _has_type(value, kind):
        yield BodyProblem(field, f"must be {TYPES[kind][1]}")
        return
    if "enum" in schema and value not in schema["enum"]:
        allowed = ", ".join(str(item) for item in schema["enum"] if item is not None)
        yield BodyProblem(field, f"must be one of {allowed}")
    for part in schema.get("allOf", ()):
        yield from _problems(field, value, part)
    if isinstance(value, list):
        yield from _problems_of_array(field, value, schema)
    elif isinstance(value, dict):
        yield from _problems_of_object(field, value, schema)
    elif isinstance(value, (str, int, float)):
        yield from _problems_of_size(field, value, schema)


def _has_type(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, TYPES[kind][0])  # type: ignore[arg-type] # a type, or several


def _problems_of_array(field: str, value: list[Any], schema: Schema) -> Iterator[BodyProblem]:
    most = schema.get("maxItems")
    if most is not None and len(value) > most:
        yield BodyProblem(field, f"must have at most {most} items")
    for number, item in enumerate(value):
        yield from _problems(f"{field}[{number}]", item, schema.get("items", {}))


def _problems_of_object(field: str, value: dict[str, Any], schema: Schema) -> Iterator[BodyProblem]:
    properties = schema.get("properties")
    if properties is None:
        return
    for name in schema.get("required", ()):
        if name not in value:
            yield BodyProblem(f"{field}.{name}", "is missing")
    for name, item in value.items():
        if name in properties:
            yield from _problems(f"{field}.{name}", item, properties[name])
        elif schema.get("additionalProperties") is False:
            yield BodyProblem(f"{field}.{name}", "is not a member of it", is_unknown=True)


def _problems_of_size(field: str, value: str | float, schema: Schema) -> Iterator[BodyProblem]:
    size = len(value) if isinstance(value, str) else value
    names = ("minLength", "maxLength") if isinstance(value, str) else ("minimum", "maximum")
    unit = " characters" if isinstance(value, str) else ""
    verb = "have" if unit else "be"
    least, most = (schema.get(name) for name in names)
    if least is not None and size < least:
        yield BodyProblem(field, f"must {verb} at least {least}{unit}")
    if most is not None and size > most:
        yield BodyProblem(field, f"must {verb} at most {most}{unit}")
