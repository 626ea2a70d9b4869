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


def test_a_new_secret_is_the_only_output(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(CREATED)
    result = clerk(*ARGV)
    assert result.out == "ak_the_secret_itself\n"
    assert "clerk apikeys get-secret prints it again" in result.err
    assert "ak_the_secret" not in result.err


def test_a_new_secret_is_part_of_the_json(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(CREATED)
    assert clerk(*ARGV, "-o", "json").json == CREATED


def test_create_sends_every_option(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(CREATED)
    more = ["--claims", '{"a":1}', "--type", "deploy_key", "--created-by", "user_2"]
    clerk(*ARGV, "--description", "d", "--scopes", "a, b", "--expires-in", "60", *more)
    assert fake_api.requests[0].body == {
        "claims": {"a": 1},
        "type": "deploy_key",
        "created_by": "user_2",
        "name": "CI",
        "subject": "user_1",
        "description": "d",
        "scopes": ["a", "b"],
        "seconds_until_expiration": 60,
    }


def test_a_key_is_shown_by_its_id(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(KEY)
    assert "CI" in clerk("apikeys", "get", "ak_1").out
    (request,) = fake_api.requests
    assert (request.method, request.target) == ("GET", "/v1/api_keys/ak_1")


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
        ("apikeys delete ak_1", "confirmation required"),
        ("apikeys update ak_1", "no changes specified"),
        ("apikeys update ak_1 --expires-in 0", "at least 1"),
        ("apikeys update ak_1 --never-expires --expires-in 1d", "cannot be combined"),
        ("apikeys update ak_1 --no-claims --claims {}", "cannot be combined"),
        ("apikeys update ak_1 --claims 1", "must be a JSON object"),
        ("apikeys verify", "missing required option: --secret"),
        ("apikeys verify --secret @none.txt", "none.txt: No such file"),
        ("apikeys verify --secret @empty.txt", "empty.txt is empty"),
    ],
)
def test_a_usage_error_is_one_clear_line_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, message: str
) -> None:
    (clerk.directory / "empty.txt").write_text("\n")
    assert clerk.refuses(*argv.split(), because=message)
    assert fake_api.requests == []


SECRET = "ak_pl4nted77_secret"


@pytest.mark.parametrize(
    ("argv", "method", "target", "body"),
    [
        (["delete", "ak_1", "-f"], "DELETE", "/v1/api_keys/ak_1", None),
        (["get-secret", "ak_1"], "GET", "/v1/api_keys/ak_1/secret", None),
        (["verify", "--secret", SECRET], "POST", "/v1/api_keys/verify", {"secret": SECRET}),
        (
            ["update", "ak_1", "--description", "d", "--scopes", "a,b", "--claims", '{"a":1}',
             "--subject", "org_1", "--expires-in", "1h"],
            "PATCH", "/v1/api_keys/ak_1",
            {"description": "d", "scopes": ["a", "b"], "claims": {"a": 1}, "subject": "org_1",
             "seconds_until_expiration": 3600},
        ),
        (
            ["update", "ak_1", "--description", "", "--scopes", "", "--never-expires"],
            "PATCH", "/v1/api_keys/ak_1",
            {"description": None, "scopes": [], "seconds_until_expiration": None},
        ),
    ],
)  # fmt: skip
def test_a_command_sends_its_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: list[str], method: str, target: str, body: Any
) -> None:
    fake_api.answer({**KEY, "secret": "ak_the_secret_itself", "deleted": True})
    result = clerk("apikeys", *argv)
    assert result.code == 0, result.err
    (request,) = fake_api.requests
    assert (request.method, request.target, request.body) == (method, target, body)


def test_a_secret_that_is_asked_for_is_the_only_output(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer({"secret": "ak_the_secret_itself"})
    result = clerk("apikeys", "get-secret", "ak_1")
    assert result.out == "ak_the_secret_itself\n"
    assert "ak_the_secret" not in result.err


@pytest.mark.parametrize("way", ["stdin", "file", "prompt"])
def test_the_secret_to_verify_need_not_be_on_the_command_line(
    clerk: CommandLine, fake_api: FakeAPI, way: str
) -> None:
    fake_api.answer(KEY)
    (clerk.directory / "secret.txt").write_text(f"{SECRET}\r\n")
    if way == "prompt":
        terminal = clerk.on_terminal("apikeys", "verify")
        terminal.expect("API key secret:")
        terminal.type(f"{SECRET}\r")
        assert (terminal.wait(), SECRET in terminal.err.text) == (0, False)
    else:
        value = "-" if way == "stdin" else "@secret.txt"
        result = clerk("apikeys", "verify", "--secret", value, stdin=f"{SECRET}\n")
        assert (result.code, "API key is valid." in result.err) == (0, True)
    assert fake_api.requests[0].body == {"secret": SECRET}


@pytest.mark.parametrize("flaw", ["revoked", "expired"])
def test_a_key_that_is_no_longer_valid_is_a_failure(
    clerk: CommandLine, fake_api: FakeAPI, flaw: str
) -> None:
    fake_api.answer({**KEY, flaw: True})
    result = clerk("apikeys", "verify", "--secret", SECRET)
    assert (result.code, f"API key is {flaw}." in result.err) == (1, True)


def test_the_hint_of_an_empty_update_names_every_way_to_change_a_key(clerk: CommandLine) -> None:
    assert "--never-expires, --no-claims, or" in clerk("apikeys", "update", "ak_1").err


def test_claims_are_removed(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(KEY)
    assert clerk("apikeys", "update", "ak_1", "--no-claims").code == 0
    assert fake_api.requests[0].body == {"claims": None}


@pytest.mark.parametrize("flaw", ["revoked", "expired"])
def test_an_update_of_a_key_that_is_not_valid_is_a_warning(
    clerk: CommandLine, fake_api: FakeAPI, flaw: str
) -> None:
    fake_api.answer(KEY | {flaw: True})
    result = clerk("apikeys", "update", "ak_1", "--description", "x")
    assert (result.code, result.err) == (0, f"⚠ Updated API key ak_1, which is {flaw}.\n")
