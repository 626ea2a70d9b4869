"""What is wrong with a body, by the facts about its operation."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.operations import Problem, body_problems, find_operation, request_problems

NOTHING = object()

SCHEMA = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 2, "maxLength": 4, "pattern": "^[a-z]+$"},
        "note": {"type": "string", "nullable": True},
        "count": {"type": "integer", "minimum": 1, "maximum": 9},
        "is_new": {"type": "boolean"},
        "kind": {"type": "string", "enum": ["a", "b"]},
        "tags": {"type": "array", "minItems": 1, "maxItems": 2, "items": {"type": "string"}},
        "owner": {
            "type": "object",
            "required": ["id"],
            "properties": {"id": {"type": "string"}},
            "additionalProperties": False,
        },
        "metadata": {"type": "object", "additionalProperties": True},
        "share": {"type": "number", "minimum": 0, "exclusiveMinimum": True},
        "labels": {"type": "object", "additionalProperties": {"type": "string"}},
        "both": {"allOf": [{"type": "integer"}, {"minimum": 2}]},
    },
}


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"naem": "x"}, "naem is not a field of the request body"),
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
        ({"owner": {"id": "a", "x": 1}}, "owner.x is not a member of owner"),
        ({"name": "a1"}, "name must match ^[a-z]+$"),
        ({"tags": []}, "tags must have at least 1 item"),
        ({"share": 0}, "share must be more than 0"),
        ({"labels": {"a": 1}}, "labels.a must be a string"),
        ({"both": 1}, "both must be at least 2"),
        ("text", "the body must be an object"),
        ([], "the body must be an object"),
        (None, "the body must not be null"),
    ],
)
def test_a_problem_names_the_member(body: Any, problem: str) -> None:
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
        "share": 0.5,
        "labels": {"a": "b"},
        "both": 2,
    }
    assert list(body_problems(SCHEMA, body)) == []


def test_what_is_missing_counts_only_in_a_complete_body() -> None:
    schema = {**SCHEMA, "required": ["name"]}
    assert list(body_problems(schema, {})) == []
    assert list(body_problems(schema, {}, is_complete=True)) == [Problem(("name",), "is missing")]


def test_a_place_is_written_as_in_code_and_as_in_forms() -> None:
    problem = Problem(("a", 0, "b"), "is missing")
    assert (problem.field, problem.key) == ("a[0].b", "a[0][b]")


@pytest.mark.parametrize(
    ("method", "path", "query", "body", "problem"),
    [
        ("GET", "/users", {"limit": "900"}, NOTHING, "limit must be at most 500"),
        ("GET", "/users", {"lim": "1"}, NOTHING, "lim is not a parameter"),
        ("GET", "/users", {"banned": "yes"}, NOTHING, "banned must be true or false"),
        ("GET", "/m2m_tokens", {}, NOTHING, "subject is missing"),
        ("POST", "/users/unban", {}, NOTHING, "user_ids is missing"),
        ("POST", "/users/unban", {}, {}, "user_ids is missing"),
        ("POST", "/users/{user_id}/unban", {}, {"a": 1}, "the body must be left out"),
        ("POST", "/invitations/bulk", {}, [], "the body must have at least 1 item"),
        ("POST", "/invitations/bulk", {}, [{"notify": 1}], "[0].email_address is missing"),
        ("PUT", "/organizations/{id}/logo", {}, {"file": ""}, None),
    ],
)
def test_a_request_is_checked_by_its_operation(
    method: str, path: str, query: dict[str, str], body: object, problem: str | None
) -> None:
    operation = find_operation(method, path)
    assert operation is not None
    has_body = body is not NOTHING
    found = request_problems(operation, query, body, has_body=has_body)
    assert next((f"{item.field} {item.reason}" for item in found), None) == problem
