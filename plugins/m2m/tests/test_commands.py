"""The m2m commands: requests, output and usage errors."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

MACHINE: dict[str, Any] = {
    "id": "mch_1",
    "object": "machine",
    "name": "Backend",
    "scoped_machines": [{"id": "mch_2"}],
    "default_token_ttl": 3600,
    "secret_key": "ak_new_machine_secret",
}
TOKEN: dict[str, Any] = {
    "id": "mt_1",
    "object": "machine_to_machine_token",
    "subject": "mch_1",
    "scopes": ["mch_2"],
    "token": "mt_the_token_itself",
    "revoked": False,
    "expired": False,
}
SECRET = {"object": "machine_secret_key", "secret": "ak_secret_of_the_machine"}


def test_a_token_is_created_with_the_secret_key_of_its_machine(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer(SECRET).answer(TOKEN, status=201)
    argv = ["m2m", "tokens", "create", "--machine-id", "mch_1", "--expires-in", "60", "--debug"]
    result = clerk(*argv)
    assert result.out == "mt_the_token_itself\n"
    first, second = fake_api.requests
    assert first.headers["authorization"] != second.headers["authorization"]
    assert second.headers["authorization"] == "Bearer ak_secret_of_the_machine"
    assert second.body == {"seconds_until_expiration": 60}
    assert "ak_secret_of" not in result.err
    assert "mt_the_token" not in result.err


def test_tokens_of_all_machines_are_listed_without_a_filter(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer({"data": [MACHINE, {**MACHINE, "id": "mch_2"}], "total_count": 2})
    for tokens in ([TOKEN], [{**TOKEN, "id": "mt_2"}, {**TOKEN, "id": "mt_3"}]):
        fake_api.answer({"m2m_tokens": tokens, "total_count": len(tokens)})
        fake_api.answer({"m2m_tokens": [], "total_count": len(tokens)})
    fake_api.answer({"data": [], "total_count": 2})
    result = clerk("m2m", "tokens", "list", "--limit", "2", "-o", "json").json
    assert (len(result["data"]), result["total_count"]) == (2, 3)


@pytest.mark.parametrize(
    ("members", "code", "message"),
    [
        ({}, 0, "Token is valid."),
        ({"revoked": True}, 1, "Token is revoked."),
        ({"expired": True}, 1, "Token is expired."),
    ],
)
def test_a_token_that_is_no_longer_valid_is_exit_1(
    clerk: CommandLine, fake_api: FakeAPI, members: dict[str, bool], code: int, message: str
) -> None:
    fake_api.answer(TOKEN | members)
    result = clerk("m2m", "tokens", "verify", "--token", "-", stdin="mt_the_token_itself\n")
    assert (result.code, message in result.err) == (code, True)
    assert fake_api.requests[0].body == {"token": "mt_the_token_itself"}


def test_a_machine_secret_is_the_only_output(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(SECRET).answer(MACHINE).answer(SECRET)
    assert clerk("m2m", "machines", "get-secret", "mch_1").out == "ak_secret_of_the_machine\n"
    created = clerk("m2m", "machines", "create", "--name", "x", "--scopes", "mch_2")
    assert created.out == "ak_new_machine_secret\n"
    rotated = clerk("m2m", "machines", "rotate-secret", "mch_1", "--force")
    assert rotated.out == "ak_secret_of_the_machine\n"
    assert fake_api.requests[1].body == {"name": "x", "scoped_machines": ["mch_2"]}
    assert fake_api.requests[2].body == {"previous_token_ttl": 0}


@pytest.mark.parametrize(
    "argv",
    ["m2m machines create --name x --scopes read", "m2m machines add-scope mch_1 --scope read"],
)
def test_a_scope_that_is_not_a_machine_id_is_sent_with_a_warning(
    clerk: CommandLine, fake_api: FakeAPI, argv: str
) -> None:
    fake_api.answer(MACHINE)
    result = clerk(*argv.split())
    assert (result.code, '"read" is not a machine ID' in result.err) == (0, True)


def test_a_scope_is_removed(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"from_machine_id": "mch_1", "to_machine_id": "mch_2"})
    assert clerk("m2m", "machines", "remove-scope", "mch_1", "mch_2", "-f").code == 0
    assert fake_api.requests[0].target == "/v1/machines/mch_1/scopes/mch_2"


@pytest.mark.parametrize(
    ("argv", "sent"),
    [
        ("create --name x --default-token-ttl 60",
         ("POST", "/v1/machines", {"name": "x", "default_token_ttl": 60})),
        ("update mch_1 --default-token-ttl 60",
         ("PATCH", "/v1/machines/mch_1", {"default_token_ttl": 60})),
        ("rotate-secret mch_1 --previous-token-ttl 60 -f",
         ("POST", "/v1/machines/mch_1/secret_key/rotate", {"previous_token_ttl": 60})),
        ("delete mch_1 -f", ("DELETE", "/v1/machines/mch_1", None)),
    ],
)  # fmt: skip
def test_a_command_about_a_machine_sends_its_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, sent: Any
) -> None:
    fake_api.answer(MACHINE | SECRET | {"deleted": True})
    result = clerk("m2m", "machines", *argv.split())
    assert result.code == 0, result.err
    (request,) = fake_api.requests
    assert (request.method, request.target, request.body) == sent


def test_a_machine_is_shown_with_its_scopes(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(MACHINE)
    out = clerk("m2m", "machines", "get", "mch_1").out
    assert "mch_2" in out
    assert "3600 seconds" in out
    assert "ak_new" not in out


def test_a_token_is_revoked_with_a_reason(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({**TOKEN, "revoked": True})
    clerk("m2m", "tokens", "revoke", "mt_1", "-f", "--reason", "leaked")
    assert fake_api.requests[0].body == {"revocation_reason": "leaked"}


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("m2m tokens create", "missing required option: --machine-id"),
        ("m2m tokens create --machine-id m --expires-in 0", "at least 1"),
        ("m2m tokens list --limit 101", "at most 100"),
        ("m2m tokens verify", "missing required option: --token"),
        ("m2m machines create", "missing required option: --name"),
        ("m2m machines update mch_1", "no changes specified"),
        ("m2m machines remove-scope mch_1 mch_2", "confirmation required"),
        ("m2m machines add-scope mch_1", "missing required option: --scope"),
    ],
)
def test_a_usage_error_is_one_clear_line_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, message: str
) -> None:
    assert clerk.refuses(*argv.split(), because=message)
    assert fake_api.requests == []
