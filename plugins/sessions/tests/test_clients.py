"""The clients commands: requests, output and usage errors."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

CLIENT: dict[str, Any] = {
    "id": "client_1",
    "object": "client",
    "session_ids": ["sess_1", "sess_2", "sess_3"],
    "sessions": [{"user_id": "user_1"}, {"user_id": "user_2"}, {"user_id": "user_1"}],
    "sign_in_id": None,
    "sign_up_id": "sua_1",
    "last_active_session_id": "sess_2",
    "last_authentication_strategy": "email_code",
    "created_at": 1_700_000_000_000,
}
TOKEN = "pl4nted77_token"


def test_a_client_is_listed_with_its_users(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"data": [CLIENT], "total_count": 1})
    header, row = clerk("clients", "ls", "--limit", "5", "--offset", "1").out.splitlines()
    assert header.split()[:2] == ["ID", "USERS"]
    assert row.split()[:3] == ["client_1", "user_1,", "user_2"]
    target = "/v1/clients?limit=5&offset=1&paginated=true"
    assert fake_api.requests[0].target == target


def test_a_bare_array_is_a_list_too(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer([CLIENT])
    result = clerk("clients", "list", "-o", "json")
    assert result.json == {"data": [CLIENT], "total_count": 1}


def test_a_client_is_shown_with_its_sessions(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(CLIENT)
    out = clerk("client", "get", "client_1").out
    assert "sess_1, sess_2, sess_3" in out
    assert fake_api.requests[0].target == "/v1/clients/client_1"


@pytest.mark.parametrize("prompts", [False, True])
def test_a_token_is_verified_and_not_shown(
    clerk: CommandLine, fake_api: FakeAPI, prompts: bool
) -> None:
    fake_api.answer(CLIENT)
    if prompts:
        terminal = clerk.on_terminal("clients", "verify")
        terminal.expect("Session token:")
        terminal.type(f"{TOKEN}\r")
        assert (terminal.wait(), TOKEN in terminal.err.text) == (0, False)
    else:
        result = clerk("clients", "verify", "--token", "-", stdin=f"{TOKEN}\n")
        assert "client_1" in result.out
        assert "Token is valid." in result.err
    (request,) = fake_api.requests
    assert (request.method, request.target) == ("POST", "/v1/clients/verify")
    assert request.body == {"token": TOKEN}


def test_a_token_is_needed(clerk: CommandLine, fake_api: FakeAPI) -> None:
    assert clerk.refuses("clients", "verify", because="missing required option: --token")
    assert fake_api.requests == []
