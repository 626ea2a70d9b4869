"""The jwks commands: requests, output and usage errors."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

KEYS: dict[str, Any] = {
    "keys": [{"kid": "ins_1", "kty": "RSA", "alg": "RS256", "use": "sig", "n": "AQ", "e": "AQAB"}]
}


def test_the_table_has_a_row_for_each_key(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(KEYS)
    assert clerk("jwks", "get").out == "KID    KTY  ALG    USE\nins_1  RSA  RS256  sig\n"


def test_the_json_is_the_key_set_itself(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(KEYS)
    assert clerk("jwks", "get", "-o", "json").json == KEYS


def test_an_empty_key_set_is_a_sentence_on_stderr(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"keys": []})
    result = clerk("jwks", "get")
    assert (result.out, "No keys found" in result.err) == ("", True)


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("jwks get extra", "expected no arguments"),
    ],
)
def test_a_usage_error_is_one_clear_line_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, message: str
) -> None:
    assert clerk.refuses(*argv.split(), because=message)
    assert fake_api.requests == []
