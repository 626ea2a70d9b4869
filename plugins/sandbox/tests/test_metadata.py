"""Metadata may have 8 KiB as JSON, whichever operation sets it.

Source: https://clerk.com/docs/guides/users/extending
"""

from __future__ import annotations

import re
from typing import Any

import pytest

ORGANIZATION = "/organizations/{organization}"
SETTING = [
    ("POST", "/users", {"username": "other"}),
    ("PUT", "/users/{user}/metadata", {}),
    ("PATCH", "/users/{user}/metadata", {}),
    ("POST", "/invitations", {"email_address": "a@x.io"}),
    ("POST", "/invitations/bulk", {"email_address": "a@x.io"}),
    ("POST", "/organizations", {"name": "Other"}),
    ("PUT", f"{ORGANIZATION}/metadata", {}),
    ("PATCH", f"{ORGANIZATION}/metadata", {}),
    ("POST", f"{ORGANIZATION}/memberships", {"user_id": "{guest}", "role": "org:member"}),
    ("PATCH", f"{ORGANIZATION}/memberships/{{user}}/metadata", {}),
    ("POST", f"{ORGANIZATION}/invitations", {"email_address": "a@x.io", "role": "org:member"}),
    ("POST", f"{ORGANIZATION}/invitations/bulk", {"email_address": "a@x.io", "role": "org:member"}),
]
LIMIT = 8 * 1024


def metadata(size: int) -> dict[str, str]:
    """Metadata that has a size in bytes as JSON; it needs two bytes for each of its letters."""
    return {"a": "é" * ((size - 8) // 2) + "e" * (size % 2)}


@pytest.mark.parametrize(("method", "path", "fields"), SETTING)
def test_metadata_is_refused_beyond_8_kib(
    api: Any, make_user: Any, method: str, path: str, fields: dict[str, str]
) -> None:
    ids = {name: make_user(username=name)["id"] for name in ("user", "guest")}
    organization = {"name": "Acme", "created_by": ids["user"]}
    ids["organization"] = api.ok("POST", "/organizations", organization)["id"]
    target = path.format_map(ids)
    body = {name: value.format_map(ids) for name, value in fields.items()}

    def with_metadata(size: int) -> Any:
        item = body | {"public_metadata": metadata(size)}
        return [item] if path.endswith("bulk") else item

    code = "form_param_exceeds_allowed_size"
    assert api.errors(method, target, with_metadata(LIMIT + 1)) == (
        422,
        [(code, "public_metadata")],
    )
    api.ok(method, target, with_metadata(LIMIT))


def test_no_operation_that_sets_metadata_is_missing() -> None:
    from clerk_cli_sandbox.rooms import operations

    setting = set()
    for operation in operations():
        schema = operation.body_schema or {}
        if "public_metadata" in schema.get("items", schema).get("properties", {}):
            setting.add((operation.method, anonymous(operation.pattern.removeprefix("/v1"))))
    assert setting == {(method, anonymous(path)) for method, path, _ in SETTING}


def anonymous(path: str) -> str:
    return re.sub(r"\{\w+\}", "{}", path)
