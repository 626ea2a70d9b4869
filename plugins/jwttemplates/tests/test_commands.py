"""The jwttemplates commands: requests, output and usage errors."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

TEMPLATE: dict[str, Any] = {
    "id": "jtmpl_1",
    "object": "jwt_template",
    "name": "Hasura",
    "claims": {"a": "{{user.id}}"},
    "lifetime": 60,
    "allowed_clock_skew": 0,
    "custom_signing_key": False,
    "signing_algorithm": "RS256",
}


def test_an_update_preserves_other_values(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(TEMPLATE).answer(TEMPLATE)
    assert clerk("jwt", "update", "jtmpl_1", "--name", "New").code == 0
    assert fake_api.requests[1].body == {
        "name": "New",
        "claims": {"a": "{{user.id}}"},
        "lifetime": 60,
        "allowed_clock_skew": 0,
    }


def test_the_list_sends_its_request(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"data": [TEMPLATE], "total_count": 1}).answer({"data": [], "total_count": 1})
    assert "Hasura" in clerk("jwttemplates", "list").out
    request, _ = fake_api.requests
    assert (request.method, request.path) == ("GET", "/v1/jwt_templates")


def test_a_clock_skew_of_zero_is_sent(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(TEMPLATE)
    clerk("jwt", "create", "--name", "x", "--claims", "{}", "--clock-skew", "0")
    assert fake_api.requests[0].body["allowed_clock_skew"] == 0


def test_a_custom_signing_key_comes_from_stdin_and_is_never_logged(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer(TEMPLATE)
    result = clerk(
        "jwt", "create", "--name", "x", "--claims", "{}", "--signing-algorithm", "HS256",
        "--signing-key", "-", "--debug", stdin="very-pl4nted77-secret-key\n",
    )  # fmt: skip
    assert fake_api.requests[0].body["custom_signing_key"] is True
    assert fake_api.requests[0].body["signing_key"] == "very-pl4nted77-secret-key"
    assert "very-pl4nted77-secret-key" not in result.err


def test_an_update_without_the_custom_signing_key_brings_a_warning(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer({**TEMPLATE, "custom_signing_key": True}).answer(TEMPLATE)
    assert "custom signing key" in clerk("jwt", "update", "jtmpl_1", "--lifetime", "90").err


def test_details_show_the_claims(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(TEMPLATE)
    out = clerk("jwt", "get", "jtmpl_1").out
    assert '{"a": "{{user.id}}"}' in out
    assert "60 seconds" in out


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("jwt create --name x", "missing required option: --claims"),
        ("jwt create --name x --claims []", "must be a JSON object"),
        ("jwt create --name x --claims {} --lifetime 29", "at least 30"),
        ("jwt create --name x --claims {} --clock-skew 301", "at most 300"),
        ("jwt create --name x --claims {} --signing-algorithm RS256", "must be used together"),
        ("jwt update jtmpl_1", "no changes specified"),
        ("jwt delete jtmpl_1", "confirmation required"),
    ],
)
def test_a_usage_error_is_one_clear_line_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, message: str
) -> None:
    assert clerk.refuses(*argv.split(), because=message)
    assert fake_api.requests == []
