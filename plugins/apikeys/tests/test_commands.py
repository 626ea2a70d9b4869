"""The apikeys commands: requests, output and usage errors."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

KEY: dict[str, Any] = {
    "id": "ak_1",
    "object": "api_key",
    "name": "CI",
    "subject": "user_1",
    "scopes": ["read"],
    "revoked": False,
    "expired": False,
    "expiration": None,
    "created_at": 1_700_000_000_000,
}
CREATED = {**KEY, "secret": "ak_the_secret_itself"}
ARGV = ["apikeys", "create", "--name", "CI", "--subject", "user_1"]


def test_a_new_secret_is_alone_on_stdout(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(CREATED)
    result = clerk(*ARGV)
    assert result.out == "ak_the_secret_itself\n"
    assert "Save it now" in result.err
    assert "ak_the_secret" not in result.err


def test_a_new_secret_is_part_of_the_json(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(CREATED)
    assert clerk(*ARGV, "-o", "json").json == CREATED


def test_create_sends_every_option(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(CREATED)
    clerk(*ARGV, "--description", "d", "--scopes", "a, b", "--expires-in", "60")
    assert fake_api.requests[0].body == {
        "name": "CI",
        "subject": "user_1",
        "description": "d",
        "scopes": ["a", "b"],
        "seconds_until_expiration": 60,
    }


@pytest.mark.parametrize(
    ("members", "status"),
    [({}, "active"), ({"revoked": True}, "revoked"), ({"expired": True}, "expired")],
)
def test_the_status_of_a_key_is_one_word(
    clerk: CommandLine, fake_api: FakeAPI, members: dict[str, bool], status: str
) -> None:
    fake_api.answer({"data": [KEY | members], "total_count": 1})
    result = clerk("api-keys", "ls", "--subject", "user_1", "--include-invalid")
    assert status in result.out
    assert ("include_invalid", "true") in fake_api.requests[0].query


@pytest.mark.parametrize("options", [[], ["--all"]])
def test_a_list_without_a_subject_gets_a_hint(
    clerk: CommandLine, fake_api: FakeAPI, options: list[str]
) -> None:
    fake_api.fail(400, "form_param_missing", "subject is missing")
    assert "Pass --subject" in clerk("apikeys", "list", *options).err


def test_a_revocation_sends_its_reason(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({**KEY, "revoked": True})
    result = clerk("apikeys", "revoke", "ak_1", "-f", "--reason", "leaked")
    assert fake_api.requests[0].body == {"revocation_reason": "leaked"}
    assert "revoked" in result.out


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("apikeys list --limit 101", "at most 100"),
        ("apikeys create --name x", "missing required option: --subject"),
        ("apikeys create --name x --subject u --expires-in -1", "at least 0"),
        ("apikeys revoke ak_1", "confirmation required"),
    ],
)
def test_a_usage_error_is_one_clear_line_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, message: str
) -> None:
    assert clerk.refuses(*argv.split(), because=message)
    assert fake_api.requests == []
