"""What is wrong with a body, by the facts about its operation."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.operations import body_problems

SCHEMA = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 2, "maxLength": 4},
        "note": {"type": "string", "nullable": True},
        "count": {"type": "integer", "minimum": 1, "maximum": 9},
        "is_new": {"type": "boolean"},
        "kind": {"type": "string", "enum": ["a", "b"]},
        "tags": {"type": "array", "maxItems": 2, "items": {"type": "string"}},
        "owner": {
            "type": "object",
            "required": ["id"],
            "properties": {"id": {"type": "string"}},
            "additionalProperties": False,
        },
        "metadata": {"type": "object", "additionalProperties": True},
    },
}


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"naem": "x"}, "naem is not a member of the body"),
        ({"name": 1}, "name must be a string"),
        ({"name": None}, "name must not be null"),
        ({"name": "x"}, "name must have at least 2 characters"),
        ({"name": "xxxxx"}, "name must have at most 4 characters"),
        ({"count": True}, "count must be a whole number"),
        ({"count": 1.5}, "count must be a whole number"),
        ({"count": 0}, "count must be at least 1"),
        ({"count": 10}, "count must be at most 9"),
        ({"is_new": 1}, "is_new must be true or false"),
        ({"kind": "c"}, "kind must be one of a, b"),
        ({"tags": "a"}, "tags must be an array"),
        ({"tags": ["a", 1]}, "tags[1] must be a string"),
        ({"tags": ["a", "b", "c"]}, "tags must have at most 2 items"),
        ({"owner": {}}, "owner.id is missing"),
        ({"owner": {"id": 1}}, "owner.id must be a string"),
        ({"owner": {"id": "a", "x": 1}}, "owner.x is not a member of it"),
    ],
)
def test_a_problem_names_the_member(body: dict[str, Any], problem: str) -> None:
    assert [f"{item.field} {item.reason}" for item in body_problems(SCHEMA, body)] == [problem]


def test_a_valid_body_has_no_problems() -> None:
    body = {
        "name": "abc",
        "note": None,
        "count": 9,
        "is_new": False,
        "kind": "b",
        "tags": ["a"],
        "owner": {"id": "a"},
        "metadata": {"x": {"y": [None]}},
    }
    assert list(body_problems(SCHEMA, body)) == []
