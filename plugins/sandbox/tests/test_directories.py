"""The API keys of directories: shown when they are new, and never again."""

from __future__ import annotations

from typing import Any

import pytest

PATHS = ("/directories", "/scim_directories")


def create(api: Any, path: str) -> Any:
    """A new directory, of a new enterprise connection."""
    request = {"name": "Staff", "provider": "saml_okta", "domains": ["staff.example"]}
    _, connection = api("POST", "/enterprise_connections", request)
    body = {"enterprise_connection_id": connection["id"], "provider": "okta"}
    return api.ok("POST", path, body)


@pytest.mark.parametrize("path", PATHS)
def test_each_rotation_gives_another_key(api: Any, path: str) -> None:
    directory = create(api, path)
    keys = {directory["api_key"]}
    for _ in range(3):
        rotated = api.ok("POST", f"{path}/{directory['id']}/rotate_api_key")
        keys.add(rotated["api_key"])
        assert rotated == directory | {name: rotated[name] for name in ("api_key", "updated_at")}
    assert len(keys) == 4


@pytest.mark.parametrize("path", PATHS)
def test_no_other_response_shows_the_key(api: Any, path: str) -> None:
    directory = create(api, path)
    one = f"{path}/{directory['id']}"
    responses = [
        api.ok("GET", path),
        api.ok("GET", one),
        api.ok("PATCH", one, {"name": "Staff"}),
        api.ok("GET", f"{one}/group_role_mappings"),
        api.ok("DELETE", one),
    ]
    assert all(directory["api_key"] not in str(response) for response in responses)


def test_the_older_routes_name_what_is_wrong_as_they_are_written(api: Any) -> None:
    body = {"name": "Acme", "provider": "saml_okta", "domains": ["acme.example"]}
    connection = api("POST", "/enterprise_connections", body)[1]
    required = {"enterprise_connection_id": connection["id"], "provider": "okta"}
    directory = api.ok("POST", "/scim_directories", required)
    path = f"/scim_directories/{directory['id']}/group_role_mappings"
    body = {"directory_group_id": "crew", "role_id": "role_0"}
    assert api.errors("POST", path, body) == (
        422,
        [("form_param_missing", "scim_group_id"), ("form_param_unknown", "directory_group_id")],
    )
