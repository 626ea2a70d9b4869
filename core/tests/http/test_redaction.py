"""Secrets are masked in what ``--debug`` shows."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.commands.request import Request
from clerk_cli.http.redaction import mask_json, mask_text, mask_url
from clerk_cli.results import Json

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1In0.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    "name",
    [
        "password", "password_digest", "secret", "secret_key", "client_secret", "token", "jwt",
        "signing_key", "api_key", "key", "Authorization", "totp_secret", "backup_codes", "ticket",
        "code", "otp", "Cookie", "private_key", "machine_secret_key", "current_password",
    ],
)  # fmt: skip
def test_a_member_with_a_secret_name_is_masked_at_any_depth(name: str) -> None:
    data: Json = {"a": [{name: "hidden", "n": 1}], name: ["hidden", {"x": "hidden"}]}
    assert "hidden" not in str(mask_json(data))


@pytest.mark.parametrize(
    "data",
    [
        {"password_enabled": True, "token_format": "jwt", "secret": None, "key": 5},
        {"id": "user_1", "email_address": "a@x.io", "kid": "ins_1", "n": "AQAB", "code_x": "y"},
        {"private_metadata": {"plan": "gold"}, "primary_email_address_id": "idn_1"},
    ],
)
def test_other_values_stay(data: Any) -> None:
    assert mask_json(data) == data


@pytest.mark.parametrize(
    "secret",
    ["sk_live_abcdef123456", "sk_test_abcdef123456", "ak_0123456789ab", "mt_0123456789ab", JWT],
)
def test_a_value_that_looks_like_a_secret_is_masked_under_any_name(secret: str) -> None:
    shown = str(mask_json({"note": f"it is {secret}, ok"})) + mask_text(f"it is {secret}")
    assert secret not in shown
    assert "it is " in shown


def test_a_url_shows_neither_credentials_nor_secret_parameters() -> None:
    url = mask_url("https://me:pw@x.io/v1/a?token=hidden&limit=5&__clerk_ticket=hidden2")
    assert "hidden" not in url
    assert "pw" not in url
    assert "limit=5" in url


def test_the_log_shows_everything_but_secrets(
    connect: Any, serve: Any, response: Any, reporter: Any, key: str
) -> None:
    server = serve(response('{"id": "user_1", "secret": "hidden_too", "note": "' + key + '"}'))
    body = {"first_name": "Ada", "password": "hidden word"}
    connect(server.url, debug=True).send(Request("POST", "/v1/users", {"code": "hidden"}, body))
    log = "\n".join(reporter.log)
    assert f"[DEBUG] --> POST {server.url}/v1/users?code=****" in log
    assert "Authorization: ****" in log
    assert '"first_name": "Ada"' in log
    assert "(200)" in log
    for secret in (key, "hidden"):
        assert secret not in log


def test_a_long_body_is_truncated(connect: Any, serve: Any, response: Any, reporter: Any) -> None:
    server = serve(response('{"text": "' + "x" * 5000 + '"}'))
    connect(server.url, debug=True).send(Request("GET", "/v1/users"))
    assert "more characters)" in reporter.log[-1]
    assert len(reporter.log[-1]) < 2100
