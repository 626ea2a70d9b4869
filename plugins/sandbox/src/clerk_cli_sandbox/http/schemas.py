"""What is wrong with a request body or with query parameters, by the schemas of Clerk's spec."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from clerk_cli.operations import Parameter, Schema
from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorObject, ErrorResponse

Body: TypeAlias = dict[str, Any]

Check: TypeAlias = Callable[[str, Any], list[ErrorObject]]
"""Returns what is wrong with a field, given its name and a value of the right type."""

BodyCheck: TypeAlias = Callable[[Body], list[ErrorObject]]
"""Returns what is wrong with fields that depend on each other, given the fields that are valid."""

MAX_INTEGER = 2**63 - 1
MAX_VALUES = 100
"""How many values a query parameter takes."""

TYPE_NAMES = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "a boolean",
    "object": "an object",
    "array": "an array",
}
INTEGER = re.compile(r"-?[0-9]{1,19}(\.0+)?", re.ASCII)
BOOLEANS = {"true": True, "1": True, "t": True, "false": False, "0": False, "f": False}
"""The words for booleans in a query, as Go's ParseBool reads them, in lowercase."""


def body_errors(
    body: Body,
    schema: Schema,
    checks: Mapping[str, Check],
    body_check: BodyCheck | None = None,
) -> list[ErrorObject]:
    """Everything that is wrong with a body.

    Args:
        body: The JSON object.
        schema: Its schema. Fields that the schema does not name are errors.
        checks: What the schema does not say about fields, by their names.
        body_check: The same about fields that depend on each other.
    """
    errors = _object_errors("", body, schema)
    # A check gets a field with its members, all of which must be of the right type.
    invalid = {str(error["meta"].get("param_name")).partition(".")[0] for error in errors}
    valid = {name: value for name, value in body.items() if name not in invalid}
    for name, check in checks.items():
        if valid.get(name) is not None:
            errors += check(name, valid[name])
    return errors + (body_check(valid) if body_check else [])


def query_errors(
    query_params: Iterable[tuple[str, str]],
    parameters: Sequence[Parameter],
    checks: Mapping[str, Check],
) -> list[ErrorObject]:
    """Everything that is wrong with the query of a request.

    Args:
        query_params: The names and values, in order.
        parameters: The parameters of the operation; others are ignored, as by Clerk.
        checks: What the schemas do not say about parameters, by their names.
    """
    values: dict[str, list[str]] = {}
    for name, value in query_params:
        values.setdefault(name.removesuffix("[]"), []).append(value)
    errors = []
    for parameter in parameters:
        if parameter.place != "query":
            continue
        texts = values.get(parameter.name, [])
        if parameter.required and not any(texts):
            errors.append(api_errors.missing_param(parameter.name))
        item = parameter.schema.get("items", parameter.schema)
        if item is not parameter.schema and len(texts) > MAX_VALUES:
            errors.append(api_errors.too_many_items(parameter.name, MAX_VALUES))
        errors += [
            error for text in texts for error in _text_errors(parameter.name, text, item)
        ]  # fmt: skip
    invalid = {error["meta"].get("param_name") for error in errors}
    for name, check in checks.items():
        if name not in invalid:
            errors += [error for text in values.get(name, []) for error in check(name, text)]
    return errors


def passes(validate: Callable[[str], object]) -> Check:
    """The check of a function that raises ``ErrorResponse``; of an array, it checks each item."""

    def errors(_: str, value: Any) -> list[ErrorObject]:
        problems: list[ErrorObject] = []
        for item in value if isinstance(value, list) else [value]:
            try:
                validate(item)
            except ErrorResponse as response:
                problems += response.errors
        return problems

    return errors


def max_length(characters: int) -> Check:
    """The check that a string is not longer than a number of characters."""
    return lambda name, value: _length_errors(name, value, {"maxLength": characters})


def has_schema(schema: Schema) -> Check:
    """The check that a value fits a schema, where that of the spec is wider."""
    return lambda name, value: value_errors(name, value, schema)


def value_errors(name: str, value: Any, schema: Schema) -> list[ErrorObject]:
    """Everything that is wrong with a value.

    Args:
        name: The name of the field, for messages.
        value: The value.
        schema: Its schema.
    """
    kind = schema.get("type")
    if value is None:
        nullable = schema.get("nullable") or (kind is None and "allOf" not in schema)
        return [] if nullable else [api_errors.null_param(name)]
    if kind and not _has_type(value, kind):
        return [api_errors.invalid_type(name, TYPE_NAMES[kind])]
    errors = [
        error for part in schema.get("allOf", ()) for error in value_errors(name, value, part)
    ]
    if "enum" in schema and value not in schema["enum"]:
        errors.append(api_errors.not_a_choice(name, tuple(map(str, schema["enum"]))))
    if isinstance(value, str):
        errors += _length_errors(name, value, schema) or _pattern_errors(name, value, schema)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        errors += _bound_errors(name, value, schema)
    elif isinstance(value, list):
        errors += _array_errors(name, value, schema)
    elif isinstance(value, dict):
        errors += _object_errors(name, value, schema)
    return errors


def _has_type(value: Any, kind: str) -> bool:
    if kind in ("integer", "number"):
        types = (int,) if kind == "integer" else (int, float)
        return isinstance(value, types) and not isinstance(value, bool)
    python_types = {"string": str, "boolean": bool, "object": dict, "array": list}
    return isinstance(value, python_types[kind])


def _text_errors(name: str, text: str, schema: Schema) -> list[ErrorObject]:
    """What is wrong with a value of the query."""
    kind = schema.get("type")
    if kind == "string":
        return value_errors(name, text, schema) if text or "enum" in schema else []
    if not text:
        return []
    if kind == "boolean":
        is_boolean = text.lower() in BOOLEANS
        return [] if is_boolean else [api_errors.invalid_type(name, TYPE_NAMES[kind])]
    if not INTEGER.fullmatch(text):
        return [api_errors.invalid_type(name, TYPE_NAMES["integer"])]
    return value_errors(name, int(text.partition(".")[0]), schema)


def _length_errors(name: str, value: str, schema: Schema) -> list[ErrorObject]:
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength")
    if len(value) < shortest:
        return [api_errors.too_short(name, shortest)]
    if longest is not None and len(value) > longest:
        return [api_errors.too_long(name, longest)]
    return []


def _pattern_errors(name: str, value: str, schema: Schema) -> list[ErrorObject]:
    pattern = schema.get("pattern")
    if pattern is None or re.search(pattern, value, re.ASCII):
        return []
    return [api_errors.invalid_format(name, f"{name} must match {pattern}.")]


def _bound_errors(name: str, value: float, schema: Schema) -> list[ErrorObject]:
    minimum, maximum = schema.get("minimum"), schema.get("maximum", MAX_INTEGER)
    if value > maximum:
        return [api_errors.too_large(name, maximum)]
    if schema.get("exclusiveMinimum") and minimum is not None and value <= minimum:
        return [api_errors.invalid_value(name, f"{name} must be greater than {minimum}.")]
    lowest = -MAX_INTEGER if minimum is None else minimum
    if value < lowest:
        return [api_errors.invalid_value(name, f"{name} must be at least {lowest}.")]
    return []


def _array_errors(name: str, value: list[Any], schema: Schema) -> list[ErrorObject]:
    fewest, most = schema.get("minItems", 0), schema.get("maxItems")
    if len(value) < fewest:
        return [
            api_errors.invalid_value(
                name, f"{name} must have at least {api_errors.counted(fewest, 'item')}."
            )
        ]
    if most is not None and len(value) > most:
        return [api_errors.too_many_items(name, most)]
    item_schema = schema.get("items", {})
    kind = item_schema.get("type")
    if kind and any(item is not None and not _has_type(item, kind) for item in value):
        plural = f"{TYPE_NAMES[kind].partition(' ')[2]}s"
        return [api_errors.invalid_type(name, f"an array of {plural}")]
    errors = [error for item in value for error in value_errors(name, item, item_schema)]
    if schema.get("uniqueItems") and not errors:
        errors += [
            api_errors.duplicate_item(name, str(item))
            for number, item in enumerate(value)
            if item in value[:number]
        ]
    return errors[:1]


def _object_errors(name: str, value: Mapping[str, Any], schema: Schema) -> list[ErrorObject]:
    properties = schema.get("properties", {})
    prefix = f"{name}." if name else ""
    errors = [
        api_errors.missing_param(f"{prefix}{field}")
        for field in schema.get("required", ())
        if field not in value
    ]
    # A body without additionalProperties in the spec refuses unknown fields all the same.
    extra = schema.get("additionalProperties", bool(name) and not properties)
    for field, item in value.items():
        if field in properties:
            errors += value_errors(f"{prefix}{field}", item, properties[field])
        elif extra is False:
            errors.append(api_errors.unknown_param(f"{prefix}{field}"))
        elif isinstance(extra, Mapping):
            errors += value_errors(f"{prefix}{field}", item, extra)
    return errors
