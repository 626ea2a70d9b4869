"""What an instance turned off is refused, whichever operation asks for it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from clerk_cli.operations import APIOperation, all_operations

SETTINGS = "/instance/organization_settings"
"""It turns organizations on again."""

ABOUT_ORGANIZATIONS = [
    operation
    for operation in all_operations()
    if re.search("/organization|/role_sets", operation.path)
    and operation.path != SETTINGS
    and operation.body is None
]


@pytest.mark.parametrize(
    "operation", ABOUT_ORGANIZATIONS, ids=lambda entry: f"{entry.method} {entry.path}"
)
def test_what_is_about_organizations_is_refused_where_they_are_turned_off(
    api: Any, make_user: Any, operation: APIOperation
) -> None:
    user = make_user(username="ada")
    organization = api.ok("POST", "/organizations", {"name": "Acme", "created_by": user["id"]})
    ids = {"{user_id}": user["id"], "{organization_id}": organization["id"]}
    path = re.sub(r"\{\w+\}", lambda match: ids.get(match[0], "x"), operation.path)
    api.ok("PATCH", SETTINGS, {"enabled": False})
    refusal = api.errors(operation.method, path)
    assert refusal == (403, [("organization_not_enabled_in_instance", None)])
