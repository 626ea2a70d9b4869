"""Passkeys, wallets, accounts at OAuth providers, trusted devices and second factors of users."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI, SandboxAPI

GONE = {"id": "idn_1", "object": "passkey", "deleted": True}
ADA: dict[str, Any] = {
    "id": "user_1",
    "username": "ada",
    "primary_web3_wallet_id": "idn_3",
    "passkeys": [{"id": "idn_1", "name": "Laptop", "last_used_at": 1_700_000_000_000}],
    "external_accounts": [
        {
            "id": "eac_1",
            "provider": "oauth_google",
            "email_address": "ada@example.com",
            "verification": {"status": "verified"},
        }
    ],
    "web3_wallets": [
        {"id": "idn_2", "web3_wallet": "0xabc", "verification": None},
        {"id": "idn_3", "web3_wallet": "0xdef", "verification": {"status": "verified"}},
    ],
}
DEVICE = {"id": "tdev_1", "name": "Phone", "platform": "ios", "status": "active"}
SECRET = "pl4nted77_oauth_token_wxyz"
TOKEN = {
    "object": "oauth_access_token",
    "external_account_id": "eac_1",
    "token": SECRET,
    "expires_at": None,
    "scopes": ["email", "profile"],
}


@pytest.mark.parametrize(
    ("line", "answer", "method", "path", "body"),
    [
        ("passkeys delete user_1 idn_1 -f", GONE, "DELETE", "passkeys/idn_1", None),
        ("web3-wallets delete user_1 idn_2 -f", GONE, "DELETE", "web3_wallets/idn_2", None),
        ("web3-wallets rm user_1 idn_2 -f", GONE, "DELETE", "web3_wallets/idn_2", None),
        ("external-accounts delete user_1 eac_1 -f", GONE, "DELETE", "external_accounts/eac_1",
         None),
        ("trusted-devices revoke user_1 tdev_1 -f", DEVICE, "DELETE", "trusted_devices/tdev_1",
         None),
        ("totp delete user_1 -f", {"user_id": "user_1"}, "DELETE", "totp", None),
        ("backup-codes delete user_1 -f", {"user_id": "user_1"}, "DELETE", "backup_code", None),
        ("totp verify user_1 --code pl4nted77_1", {"verified": True}, "POST", "verify_totp",
         {"code": "pl4nted77_1"}),
        ("password set-compromised user_1 -f", ADA, "POST", "password/set_compromised", {}),
        ("password set-compromised user_1 -f --revoke-all-sessions", ADA, "POST",
         "password/set_compromised", {"revoke_all_sessions": True}),
        ("password unset-compromised user_1", ADA, "POST", "password/unset_compromised", None),
        ("replace-metadata user_1 --public-metadata {} --private-metadata {} --unsafe-metadata {}",
         ADA, "PUT", "metadata",
         {"public_metadata": {}, "private_metadata": {}, "unsafe_metadata": {}}),
    ],
)  # fmt: skip
def test_a_command_sends_its_request(
    clerk: CommandLine,
    fake_api: FakeAPI,
    line: str,
    answer: Any,
    method: str,
    path: str,
    body: Any,
) -> None:
    fake_api.answer(answer)
    result = clerk("users", *line.split())
    assert result.code == 0, result.err
    (request,) = fake_api.requests
    assert (request.method, request.target) == (method, f"/v1/users/user_1/{path}")
    assert request.body == body


@pytest.mark.parametrize(
    ("line", "answer", "target"),
    [
        ("passkeys list user_1", ADA, "/v1/users/user_1"),
        ("web3-wallets list user_1", ADA, "/v1/users/user_1"),
        ("external-accounts ls user_1", ADA, "/v1/users/user_1"),
        ("trusted-devices list user_1", {"data": [DEVICE], "total_count": 1},
         "/v1/users/user_1/trusted_devices"),
        ("oauth-tokens user_1 google --limit 5 --offset 2", {"data": [TOKEN], "total_count": 3},
         "/v1/users/user_1/oauth_access_tokens/oauth_google?limit=5&offset=2&paginated=true"),
        ("oauth-tokens user_1 oauth_custom_acme", [TOKEN],
         "/v1/users/user_1/oauth_access_tokens/oauth_custom_acme?limit=10&paginated=true"),
        ("organization-invitations user_1 --status pending --limit 3 --offset 1",
         {"data": [], "total_count": 1},
         "/v1/users/user_1/organization_invitations?limit=3&offset=1&status=pending"),
    ],
)  # fmt: skip
def test_a_list_is_read_with_one_request(
    clerk: CommandLine, fake_api: FakeAPI, line: str, answer: Any, target: str
) -> None:
    fake_api.answer(answer)
    result = clerk("users", *line.split())
    assert result.code == 0, result.err
    assert [request.target for request in fake_api.requests] == [target]


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        ("passkeys list user_1", [["ID", "NAME", "LAST"], ["idn_1", "Laptop"]]),
        ("external-accounts list user_1", [["ID", "PROVIDER", "EMAIL", "STATUS"],
         ["eac_1", "oauth_google", "ada@example.com", "verified"]]),
        ("web3-wallets list user_1", [["ID", "ADDRESS", "VERIFIED", "PRIMARY"],
         ["idn_2", "0xabc", "no", "no"], ["idn_3", "0xdef", "yes", "yes"]]),
    ],
)  # fmt: skip
def test_a_list_shows_what_the_user_has(
    clerk: CommandLine, fake_api: FakeAPI, line: str, rows: list[list[str]]
) -> None:
    fake_api.answer(ADA).answer(ADA)
    lines = clerk("users", *line.split()).out.splitlines()
    assert [text.split()[: len(row)] for text, row in zip(lines, rows, strict=True)] == rows
    member = line.split()[0].replace("-", "_")
    assert clerk("users", *line.split(), "-o", "json").json["data"] == ADA[member]


@pytest.mark.parametrize("format", ["table", "json", "yaml", "ndjson", "csv"])
@pytest.mark.parametrize("more", [[], ["--all"], ["--wide"]])
def test_a_token_is_masked_in_every_format(
    clerk: CommandLine, fake_api: FakeAPI, format: str, more: list[str]
) -> None:
    tokens = [{**TOKEN, "id_token": "pl4nted77_id", "token_secret": "pl4nted77"}]
    fake_api.answer({"data": tokens, "total_count": 1}).answer({"data": [], "total_count": 1})
    result = clerk("users", "oauth-tokens", "user_1", "google", *more, "-o", format)
    assert result.code == 0, result.err
    assert "****wxyz" in result.out
    assert "pl4nted77" not in result.out


def test_a_token_is_shown_if_asked() -> None:
    from clerk_cli_users.commands.oauth_tokens import UsersOAuthTokens, masked

    assert UsersOAuthTokens.local_options == ("reveal",)  # Agents cannot ask.
    assert masked({"token": "abc", "label": None}) == {"token": "****", "label": None}
    assert masked("odd") == "odd"


def test_a_revealed_token_is_complete(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"data": [TOKEN | {"token": "a token for the provider"}], "total_count": 1})
    result = clerk("users", "oauth-tokens", "user_1", "google", "--reveal", "-o", "json")
    assert result.json["data"][0]["token"] == "a token for the provider"


@pytest.mark.parametrize("provider", ["", "oauth_", "1", "google/x", "a b", "google?"])
def test_what_is_not_a_provider_is_refused_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, provider: str
) -> None:
    result = clerk("users", "oauth-tokens", "user_1", provider)
    assert (result.code, fake_api.requests) == (2, [])
    assert "provider" in result.err


def test_a_wrong_code_is_a_result_and_exit_1(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.fail(422, "totp_incorrect_code", "Incorrect code")
    result = clerk("users", "totp", "verify", "u1", "--code", "1", "-o", "json")
    assert (result.code, result.json) == (1, {"verified": False})


def test_a_user_without_an_authenticator_app_is_an_api_error(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.fail(400, "totp_disabled", "TOTP disabled")
    result = clerk("users", "totp", "verify", "u1", "--code", "1")
    assert (result.code, result.out, "totp_disabled" in result.err) == (1, "", True)


def test_a_code_can_come_from_stdin_and_is_required_without_a_terminal(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer({"verified": True, "code_type": "totp"})
    result = clerk("users", "totp", "verify", "u1", "--code", "-", stdin="pl4nted77_code\n")
    assert (result.code, fake_api.requests[0].body) == (0, {"code": "pl4nted77_code"})
    assert "The code of user u1 is correct." in result.err
    result = clerk("users", "totp", "verify", "u1")
    assert result.code == 2
    assert "--code -" in result.err


def test_a_question_names_the_passkey(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(ADA).answer(GONE)
    terminal = clerk.on_terminal("users", "passkeys", "delete", "user_1", "idn_1", columns=200)
    terminal.expect("Delete passkey Laptop (idn_1) of user user_1 from profile")
    terminal.type("y\r")
    assert terminal.wait() == 0
    assert [request.method for request in fake_api.requests] == ["GET", "DELETE"]


def test_a_backup_code_is_used_up(clerk: CommandLine, sandbox_api: SandboxAPI) -> None:
    secrets = ("--totp-secret", "PL4NTED77PNZQUYM", "--backup-codes", "pl4nted77_a,pl4nted77_b")
    clerk("users", "create", "--username", "ada", *secrets)
    verify = ("users", "totp", "verify", "@ada", "--code", "pl4nted77_a")
    first, second = (clerk(*verify) for _ in range(2))
    assert (first.code, second.code) == (0, 1)
    assert "It was a backup code, which cannot be used again." in first.err
