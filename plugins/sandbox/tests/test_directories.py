"""The API keys of directories: shown when they are new, and never again."""

from __future__ import annotations

from typing import Any

import pytest

PATHS = ("/directories", "/scim_directories")


@pytest.mark.parametrize("path", PATHS)
def test_each_rotation_gives_another_key(api: Any, path: str) -> None:
    body = {"enterprise_connection_id": "entconn_1", "provider": "okta"}
    directory = api.ok("POST", path, body)
    keys = {directory["api_key"]}
    for _ in range(3):
        rotated = api.ok("POST", f"{path}/{directory['id']}/rotate_api_key")
        keys.add(rotated["api_key"])
        assert rotated == directory | {name: rotated[name] for name in ("api_key", "updated_at")}
    assert len(keys) == 4


@pytest.mark.parametrize("path", PATHS)
def test_no_other_response_shows_the_key(api: Any, path: str) -> None:
    body = {"enterprise_connection_id": "entconn_1", "provider": "okta"}
    directory = api.ok("POST", path, body)
    one = f"{path}/{directory['id']}"
    responses = [
        api.ok("GET", path),
        api.ok("GET", one),
        api.ok("PATCH", one, {"name": "Staff"}),
        api.ok("GET", f"{one}/group_role_mappings"),
        api.ok("DELETE", one),
    ]
    assert all(directory["api_key"] not in str(response) for response in responses)
