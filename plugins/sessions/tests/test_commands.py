"""The sessions commands: requests, output and usage errors."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

SESSION: dict[str, Any] = {
    "id": "sess_1",
    "object": "session",
    "user_id": "user_1",
    "status": "active",
    "last_active_at": 1_700_000_000_000,
    "latest_activity": {"browser_name": "Firefox", "browser_version": "150", "city": "Oslo"},
}


def test_a_session_is_shown_with_device_and_location(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(SESSION)
    out = clerk("session", "get", "sess_1").out
    assert "Firefox 150" in out
    assert "Oslo" in out


def test_a_bare_array_is_a_list_too(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer([SESSION])
    result = clerk("sessions", "list", "--client-id", "client_1", "-o", "json")
    assert result.json == {"data": [SESSION], "total_count": 1}


def test_a_session_can_be_created_for_testing(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(SESSION)
    assert clerk("sessions", "create", "--user-id", "user_1").code == 0
    assert fake_api.requests[0].body == {"user_id": "user_1"}


@pytest.mark.parametrize(
    ("argv", "target", "body"),
    [
        ("", "/v1/sessions/sess_1/tokens", {}),
        ("--template a/b --expires-in 60", "/v1/sessions/sess_1/tokens/a%2Fb",
         {"expires_in_seconds": 60}),
    ],
)  # fmt: skip
def test_a_token_is_the_only_output(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, target: str, body: Any
) -> None:
    fake_api.answer({"object": "token", "jwt": "eyJ.the.token"})
    result = clerk("sessions", "create-token", "sess_1", *argv.split())
    assert (result.out, fake_api.requests[0].body) == ("eyJ.the.token\n", body)
    assert fake_api.requests[0].target == target


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("sessions list", "missing required option: --user-id or --client-id"),
        ("sessions list --user-id u --status lost", '"lost" is not one of'),
        ("sessions create", "missing required option: --user-id"),
        ("sessions revoke", "missing required argument: sessionId"),
    ],
)
def test_a_usage_error_is_one_clear_line_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, message: str
) -> None:
    assert clerk.refuses(*argv.split(), because=message)
    assert fake_api.requests == []


def test_a_token_is_refreshed_with_the_old_one_from_stdin(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer({"object": "token", "jwt": "a.b.c"})
    argv = "sessions refresh sess_1 --expired-token - --refresh-token r --request-origin https://x"
    result = clerk(*argv.split(), stdin="old\n")
    assert result.out == "a.b.c\n"
    (request,) = fake_api.requests
    assert (request.method, request.target) == ("POST", "/v1/sessions/sess_1/refresh")
    assert request.body == {
        "expired_token": "old",
        "refresh_token": "r",
        "request_origin": "https://x",
    }
