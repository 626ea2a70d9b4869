"""The schemas of tools: completed for every provider, or refused with a reason."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from clerk_cli_protect.ai.schemas import UnusableSchemaError, complete_schema

TEXT = {"type": "string"}


def properties(**schemas: Any) -> dict[str, Any]:
    """The schema of an object."""
    return {"type": "object", "properties": schemas}


@pytest.mark.parametrize(
    "schema",
    [
        properties(),
        properties() | {"required": []},
        properties(name=TEXT) | {"required": ["name"], "additionalProperties": False},
        properties(point=properties(x={"type": "number"})),
        properties(node={"$ref": "#/$defs/n"}) | {"$defs": {"n": {"items": {"$ref": "#/$defs/n"}}}},
        properties() | {"$schema": "http://json-schema.org/draft-07/schema#"},
        properties(either={"anyOf": [TEXT, {"type": "null"}]}),
    ],
)
def test_a_schema_that_providers_accept_stays_as_it_is(schema: Any) -> None:
    assert complete_schema(schema) == (schema, "")


@pytest.mark.parametrize(
    ("schema", "completed"),
    [
        (None, properties()),
        ({}, properties()),
        (True, properties()),
        ({"properties": {"a": TEXT}}, properties(a=TEXT)),
        ({"type": "object"}, properties()),
        ({"type": ["object", "null"], "properties": None}, properties()),
        ({"$ref": "#/$defs/A", "$defs": {"A": properties(a=TEXT)}},
         properties(a=TEXT) | {"$defs": {"A": properties(a=TEXT)}}),
        ({"allOf": [properties(a=TEXT) | {"required": ["a"]}, properties(b=TEXT)]},
         properties(a=TEXT, b=TEXT) | {"required": ["a"]}),
        ({"oneOf": [properties(a=TEXT) | {"required": ["a"]}, properties(b=TEXT)]},
         properties(a=TEXT, b=TEXT)),
        (properties(a=TEXT) | {"not": {"required": ["b"]}, "enum": [{}]}, properties(a=TEXT)),
        (properties(a=TEXT) | {"required": ["a", 1, "a"]},
         properties(a=TEXT) | {"required": ["a"]}),
        (properties(a=TEXT) | {"required": True}, properties(a=TEXT)),
        (properties(a={"type": "array"}), properties(a={"type": "array", "items": {}})),
        (properties(a={"type": "array", "items": [TEXT]}),
         properties(a={"type": "array", "items": {"anyOf": [TEXT]}})),
        (properties(a=True), properties(a={})),
        (properties(a={"type": "any"}), properties(a={})),
        (properties(a="string"), properties(a={})),
        (properties(a={"$ref": "https://example.com/schema"}), properties(a={})),
        (properties(a={"$ref": "#/nowhere"}), properties(a={})),
        (properties(a={"minimum": 1, "exclusiveMinimum": True}), properties(a={"minimum": 1})),
    ],
)  # fmt: skip
def test_a_schema_is_completed(schema: Any, completed: Any) -> None:
    result, reason = complete_schema(schema)
    assert result == completed
    assert reason
    Draft202012Validator.check_schema(result)
    assert complete_schema(result) == (result, "")


def nested(depth: int) -> Any:
    """Objects in objects."""
    return properties(a=nested(depth - 1)) if depth else TEXT


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ("object", "its schema is not an object"),
        ([properties()], "its schema is not an object"),
        (False, "its schema is not an object"),
        ({"type": "array", "items": TEXT}, "its arguments are of type array, not object"),
        ({"type": ["string", "null"]}, "not object"),
        ({"$ref": "#/$defs/A", "$defs": {"A": TEXT}}, "of type string, not object"),
        (nested(100), "nested deeper than 40 levels"),
    ],
    ids=range(7),
)
def test_a_schema_that_cannot_be_completed_has_a_reason(schema: Any, reason: str) -> None:
    with pytest.raises(UnusableSchemaError, match=reason):
        complete_schema(schema)


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"$ref": "#/$defs/A", "$defs": {"A": {"$ref": "#/$defs/A"}}},
        {"allOf": [{"$ref": "#"}]},
        {"anyOf": [{"anyOf": [{"$ref": "#"}]}]},
    ],
)
def test_a_schema_that_refers_to_itself_comes_to_an_end(schema: Any) -> None:
    complete_schema(schema)
