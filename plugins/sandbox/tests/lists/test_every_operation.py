"""The sandbox answers every operation of the spec: valid requests, and responses as documented.

The fixture ``api`` compares each response with the spec.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from plugins.sandbox.tests.lists.test_hostile_input import (
    NEEDS_A_SECRET,
    OPERATIONS,
    answer,
    identify,
    valid_request,
)
from under_construction import UNDER_CONSTRUCTION

from clerk_cli.operations import APIOperation, all_operations, body_problems

ORIGIN = "https://app.example.com"


def without_names(method: str, path: str) -> str:
    return f"{method} {re.sub(r'{[^}]*}', '{}', path)}"


SERVED = {without_names(entry.method, entry.pattern[3:]): entry for entry in OPERATIONS}


def served(operation: APIOperation) -> Any:
    """The operation of the sandbox; None if it has none."""
    return SERVED.get(without_names(operation.method, operation.path))


def refresh(api: Any, ids: dict[str, str]) -> Any:
    api("PATCH", "/instance", {"allowed_origins": [ORIGIN]})
    expired = api.ok("POST", f"/sessions/{ids['first']}/tokens", {})["jwt"]
    return {"expired_token": expired, "refresh_token": "r", "request_origin": ORIGIN}


def as_machine(api: Any, ids: dict[str, str]) -> Any:
    api.headers = {"authorization": f"Bearer {ids['secret-of-worker']}"}
    return {}


def machine_token(api: Any, ids: dict[str, str]) -> Any:
    key, body = api.headers, as_machine(api, ids)
    _, token = api("POST", "/m2m_tokens", body)
    api.headers = key
    return {"token": token["token"]}


def api_key(api: Any, ids: dict[str, str]) -> Any:
    return api.ok("GET", f"/api_keys/{ids['deploy']}/secret")


Prepare = Callable[[Any, dict[str, str]], Any]
PREPARED: dict[str, Prepare] = {
    "POST /v1/sessions/{session_id}/refresh": refresh,
    "POST /v1/m2m_tokens": as_machine,
    "POST /v1/m2m_tokens/verify": machine_token,
    "POST /v1/api_keys/verify": api_key,
}
"""What returns the body of a request that needs the response to another one."""


def problems_of(operation: APIOperation, body: Any) -> list[str]:
    """What is wrong with the body of a request, by the spec."""
    if body is None:
        return ["it is missing"] if operation.body_required else []
    schema, items = operation.body or {}, body if isinstance(body, list) else [body]
    schema = schema.get("items", schema)
    problems = [
        f"{problem.field} {problem.reason}"
        for item in items
        for problem in body_problems(schema, item)
    ]
    required = set(schema.get("required", ()))
    return problems + [f"{name} is missing" for item in items for name in required - set(item)]


def test_what_needs_a_secret_is_prepared() -> None:
    assert set(PREPARED) == NEEDS_A_SECRET


def test_every_operation_is_served() -> None:
    missing = {operation.id for operation in all_operations() if served(operation) is None}
    assert missing - UNDER_CONSTRUCTION == set()


@pytest.mark.parametrize(
    "operation",
    [operation for operation in all_operations() if served(operation) is not None],
    ids=lambda operation: operation.id,
)
def test_an_operation_answers_a_valid_request(instance: Any, operation: APIOperation) -> None:
    entry, api = served(operation), instance.api
    target, body = valid_request(entry, instance)
    headers = api.headers
    try:
        if prepare := PREPARED.get(identify(entry)):
            body = prepare(api, instance.ids)
        assert problems_of(operation, body) == []
        assert 200 <= answer(instance, operation.method, target, body) < 300
    finally:
        api.headers = headers
