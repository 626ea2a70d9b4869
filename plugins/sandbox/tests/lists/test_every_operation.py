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
    NEEDS_ANOTHER_INSTANCE,
    OPERATIONS,
    answer,
    identify,
    valid_request,
)
from plugins.sandbox.tests.oauth_client import ALL_SCOPES, URI, Client

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


def oauth_token(api: Any, ids: dict[str, str]) -> str:
    """An access token of an application, which can be revoked."""
    path = f"/oauth_applications/{ids['reports']}"
    api.ok("PATCH", "/instance/oauth_application_settings", {"oauth_jwt_access_tokens": False})
    api.ok("PATCH", path, {"redirect_uris": [URI], "scopes": ALL_SCOPES})
    client = Client(api)
    client.application = api.ok("POST", f"{path}/rotate_secret")
    return str(client.tokens()["access_token"])


def verified_token(api: Any, ids: dict[str, str]) -> Any:
    return {"access_token": oauth_token(api, ids)}


def revoked_token(api: Any, ids: dict[str, str]) -> Any:
    return {"token": oauth_token(api, ids)}


def without_svix_app(api: Any, _: dict[str, str]) -> Any:
    api("DELETE", "/webhooks/svix")


def with_svix_app(api: Any, _: dict[str, str]) -> Any:
    api("POST", "/webhooks/svix")


Prepare = Callable[[Any, dict[str, str]], Any]
PREPARED: dict[str, Prepare] = {
    "POST /v1/sessions/{session_id}/refresh": refresh,
    "POST /v1/m2m_tokens": as_machine,
    "POST /v1/m2m_tokens/verify": machine_token,
    "POST /v1/api_keys/verify": api_key,
    "POST /v1/oauth_applications/access_tokens/verify": verified_token,
    "POST /v1/oauth_applications/{oauth_application_id}/revoke_token": revoked_token,
    "POST /v1/webhooks/svix": without_svix_app,
    "DELETE /v1/webhooks/svix": with_svix_app,
    "POST /v1/webhooks/svix_url": with_svix_app,
}
"""What returns the body of a request that needs another one before."""


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


def test_what_needs_another_request_is_prepared() -> None:
    assert set(PREPARED) >= NEEDS_A_SECRET | NEEDS_ANOTHER_INSTANCE


@pytest.mark.steps
def test_every_operation_is_served() -> None:
    missing = {operation.id for operation in all_operations() if served(operation) is None}
    assert missing == set(), "add a handler in plugins/sandbox/src/clerk_cli_sandbox"


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
