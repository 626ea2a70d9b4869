"""Requests are checked against Clerk's spec: every field and parameter of every operation."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from clerk_cli.operations import APIOperation, Schema, find_operation

WRONG_TYPES = {
    "string": 1,
    "integer": "x",
    "number": "x",
    "boolean": "yes",
    "object": [],
    "array": "x",
}
INVALID_TEXTS = {"integer": "ten", "number": "ten", "boolean": "maybe"}
NEEDS_SECRET = "POST /m2m_tokens/verify"
"""The operation whose body the sandbox widens for Clerk's Python SDK."""


def served_operations() -> list[APIOperation]:
    from clerk_cli_sandbox.rooms import operations

    served = [find_operation(entry.method, entry.pattern[3:]) for entry in operations()]
    return [operation for operation in served if operation is not None]


OPERATIONS = served_operations()


def identify(operation: APIOperation) -> str:
    return f"{operation.method} {operation.path}"


def object_schema(operation: APIOperation) -> Schema:
    """The schema of the object, or of each object, in the body of an operation."""
    body = operation.body or {}
    schema: Schema = body.get("items", body)
    return schema


def fields(operation: APIOperation) -> Iterator[tuple[str, Schema]]:
    yield from object_schema(operation).get("properties", {}).items()


def query(operation: APIOperation) -> Iterator[tuple[str, Schema]]:
    for parameter in operation.parameters:
        if parameter.place == "query":
            yield parameter.name, parameter.schema.get("items", parameter.schema)


WITH_BODY = pytest.mark.parametrize(
    "operation",
    [each for each in OPERATIONS if each.body and identify(each) != NEEDS_SECRET],
    ids=identify,
)
WITH_JSON = pytest.mark.parametrize(
    "operation",
    [
        each
        for each in OPERATIONS
        if each.content_type == "application/json" and identify(each) != NEEDS_SECRET
    ],
    ids=identify,
)
"""Those whose fields have types; the fields of a form are text or files."""

WITH_QUERY = pytest.mark.parametrize(
    "operation", [each for each in OPERATIONS if any(query(each))], ids=identify
)


def errors_of_body(api: Any, operation: APIOperation, **body: Any) -> set[Any]:
    """The codes and fields of the errors for a body."""
    sent = [body] if (operation.body or {})["type"] == "array" else body
    path = re.sub(r"\{\w+\}", "some_id", operation.path)
    return set(api.errors(operation.method, path, sent)[1])


def errors_of_query(api: Any, operation: APIOperation, name: str, value: str) -> set[Any]:
    path = re.sub(r"\{\w+\}", "some_id", operation.path)
    return set(api.errors(operation.method, f"{path}?{name}={value}")[1])


def test_the_sandbox_serves_operations_of_the_spec() -> None:
    assert len(OPERATIONS) >= 151


@WITH_JSON
def test_a_field_of_a_wrong_type_is_refused(api: Any, operation: APIOperation) -> None:
    wrong = {
        name: WRONG_TYPES[schema["type"]] for name, schema in fields(operation) if "type" in schema
    }
    expected = {("form_param_type_invalid", name) for name in wrong}
    assert expected <= errors_of_body(api, operation, **wrong)


@pytest.mark.parametrize(
    "operation", [each for each in OPERATIONS if each.body_required], ids=identify
)
def test_a_missing_body_is_refused(api: Any, operation: APIOperation) -> None:
    path = re.sub(r"\{\w+\}", "some_id", operation.path)
    assert api.errors(operation.method, path) == (400, [("request_body_invalid", None)])


@WITH_BODY
def test_an_unknown_field_is_refused(api: Any, operation: APIOperation) -> None:
    assert ("form_param_unknown", "shoe_size") in errors_of_body(api, operation, shoe_size=44)


@WITH_BODY
def test_a_missing_field_is_named(api: Any, operation: APIOperation) -> None:
    required = object_schema(operation).get("required", ())
    missing = {("form_param_missing", name) for name in required}
    # The unknown field makes sure that the request is refused.
    assert missing <= errors_of_body(api, operation, shoe_size=44)


@WITH_JSON
def test_null_is_refused_where_the_spec_does_not_have_it(api: Any, operation: APIOperation) -> None:
    names = [name for name, schema in fields(operation) if "type" in schema]
    nullable = {name for name, schema in fields(operation) if schema.get("nullable")}
    errors = errors_of_body(api, operation, shoe_size=44, **dict.fromkeys(names))
    refused = {name for code, name in errors if code == "form_param_nil"}
    assert refused == set(names) - nullable


def out_of_bounds(schema: Schema) -> Iterator[tuple[str, Any]]:
    """Codes, and values of the right type that get them."""
    if "enum" in schema:
        wrong = {"string": "shoe", "boolean": not schema["enum"][0]}[schema["type"]]
        yield "form_param_value_invalid", wrong
    if "maximum" in schema:
        yield "form_param_value_too_large", schema["maximum"] + 1
    if "minimum" in schema:
        yield "form_param_value_invalid", schema["minimum"] - 1
    if schema.get("exclusiveMinimum"):
        yield "form_param_value_invalid", schema["minimum"]
    if "maxLength" in schema:
        yield "form_param_max_length_exceeded", "x" * (schema["maxLength"] + 1)
    if "minLength" in schema:
        yield "form_param_min_length_exceeded", "x" * (schema["minLength"] - 1)
    if "pattern" in schema:
        yield "form_param_format_invalid", " not a key "
    if "maxItems" in schema:
        yield "form_param_array_size_exceeded", ["x"] * (schema["maxItems"] + 1)
    if "minItems" in schema:
        yield "form_param_value_invalid", ["x"] * (schema["minItems"] - 1)


@WITH_BODY
def test_a_field_out_of_bounds_is_refused(api: Any, operation: APIOperation) -> None:
    for name, schema in fields(operation):
        for code, value in out_of_bounds(schema):
            assert (code, name) in errors_of_body(api, operation, **{name: value})


@WITH_QUERY
def test_a_parameter_of_a_wrong_type_is_refused(api: Any, operation: APIOperation) -> None:
    for name, schema in query(operation):
        if text := INVALID_TEXTS.get(schema["type"]):
            assert ("form_param_type_invalid", name) in errors_of_query(api, operation, name, text)


@WITH_QUERY
def test_a_parameter_out_of_bounds_is_refused(api: Any, operation: APIOperation) -> None:
    for name, schema in query(operation):
        for code, value in out_of_bounds(schema):
            assert (code, name) in errors_of_query(api, operation, name, str(value))


@WITH_QUERY
def test_a_missing_parameter_is_named(api: Any, operation: APIOperation) -> None:
    for parameter in operation.parameters:
        if parameter.place == "query" and parameter.required:
            assert ("form_param_missing", parameter.name) in errors_of_query(
                api, operation, "limit", "1"
            )


def test_all_errors_of_a_request_are_reported_at_once(api: Any) -> None:
    body = {
        "email_address": ["nope", "fine@x.io"],
        "phone_number": [7],
        "username": "x" * 65,
        "created_at": "soon",
        "locked": "yes",
        "shoe_size": 44,
        "password": "short",
    }
    assert api.errors("POST", "/users", body) == (
        422,
        [
            ("form_param_type_invalid", "phone_number"),
            ("form_param_type_invalid", "locked"),
            ("form_param_unknown", "shoe_size"),
            ("form_username_invalid_length", "username"),
            ("form_param_format_invalid", "created_at"),
            ("form_param_format_invalid", "email_address"),
            ("form_password_length_too_short", "password"),
        ],
    )


@pytest.mark.parametrize(
    ("path", "field", "value"),
    [
        ("/organizations", "slug", "No Slug"),
        ("/organizations", "created_at", "soon"),
        ("/organization_roles", "key", "admin"),
        ("/organization_permissions", "key", "org:admin"),
        ("/role_sets", "key", "org:admin"),
        ("/domains", "name", "no domain"),
        ("/organizations/o/domains", "name", "no domain"),
        ("/organizations/o/invitations", "email_address", "nope"),
        ("/invitations", "email_address", "nope"),
        ("/waitlist_entries", "email_address", "nope"),
        ("/email_addresses", "email_address", "nope"),
        ("/phone_numbers", "phone_number", "911"),
        ("/allowlist_identifiers", "identifier", " "),
        ("/redirect_urls", "url", "//["),
        ("/billing/subscription_items/i/extend_free_trial", "extend_to", "soon"),
    ],
)
def test_formats_are_reported_together_with_types(
    api: Any, path: str, field: str, value: str
) -> None:
    errors = api.errors("POST", path, {field: value, "shoe_size": 44})[1]
    assert {("form_param_format_invalid", field), ("form_param_unknown", "shoe_size")} <= set(
        errors
    )


def test_a_machine_service_answers_400(api: Any) -> None:
    assert api.errors("GET", "/api_keys?limit=1000")[0] == 400


@pytest.mark.parametrize("size", [0, 11])
def test_a_bulk_request_has_a_size(api: Any, size: int) -> None:
    items = [{"email_address": f"a{number}@x.io"} for number in range(size)]
    assert api.errors("POST", "/invitations/bulk", items) == (400, [("bulk_size_exceeded", None)])


@pytest.mark.parametrize(
    "raw",
    [
        b"{", b"[]", b"1", b'{"username": NaN}', b'{"created_at": 1e999}', b"\xff\xfe{}",
        b'{"public_metadata": ' + b'{"a":' * 5000 + b"1" + b"}" * 5001,
        b'{"username": "' + b"9" * 5 + b'", "create_organizations_limit": ' + b"9" * 5000 + b"}",
        b'{"username": "\xed\xa0\x80"}',
    ],
    ids=["cut", "array", "number", "NaN", "infinite", "utf-16", "deep", "digits", "surrogate"],
)  # fmt: skip
def test_a_body_that_is_not_json_is_refused(api: Any, raw: bytes) -> None:
    from clerk_cli_sandbox.application import HTTPRequest

    response = api.sandbox.handle(HTTPRequest("POST", "/v1/users", api.headers, raw))
    assert response.status == 400
    assert json.loads(response.body)["errors"][0]["code"] == "request_body_invalid"


def test_half_a_character_is_replaced_as_by_go(api: Any) -> None:
    from clerk_cli_sandbox.application import HTTPRequest

    raw = b'{"username": "a", "first_name": "\\ud83d", "last_name": "\\ud83d\\ude00"}'
    response = api.sandbox.handle(HTTPRequest("POST", "/v1/users", api.headers, raw))
    user = json.loads(response.body)
    assert (user["first_name"], user["last_name"]) == ("\N{REPLACEMENT CHARACTER}", "\U0001f600")


@pytest.mark.parametrize("number", [2**63, -(2**64), 10**30])
def test_a_number_that_no_integer_can_hold_is_refused(api: Any, number: int) -> None:
    body = {"username": "a", "create_organizations_limit": number}
    code = "form_param_value_too_large" if number > 0 else "form_param_value_invalid"
    assert api.errors("POST", "/users", body)[1] == [(code, "create_organizations_limit")]


def test_metadata_can_hold_any_number(api: Any, make_user: Any) -> None:
    metadata = {"big": 10**30, "float": 1.5, "negative": -(2**70)}
    assert make_user(username="a", public_metadata=metadata)["public_metadata"] == metadata


def test_an_empty_choice_is_quoted(api: Any) -> None:
    name = "preferred_sign_in_strategy_when_password_required"
    _, response = api("PATCH", "/instance", {name: "bogus"})
    expected = f'{name} must be one of password, otp, "".'
    assert response["errors"][0]["long_message"] == expected
