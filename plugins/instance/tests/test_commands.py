"""The instance commands: requests, output and usage errors."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

INSTANCE: dict[str, Any] = {
    "id": "ins_1",
    "object": "instance",
    "environment_type": "production",
    "allowed_origins": ["https://a.io", "https://b.io"],
}


def test_an_instance_is_shown_with_labels(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(INSTANCE)
    out = clerk("instance", "get").out
    assert "Environment:     production" in out
    assert "https://a.io, https://b.io" in out


@pytest.mark.parametrize(
    ("argv", "body"),
    [
        ("--no-test-mode --hibp", {"test_mode": False, "hibp": True}),
        ("--allowed-origins https://a.io,https://b.io",
         {"allowed_origins": ["https://a.io", "https://b.io"]}),
        ("--clerk-js-version 5 --development-origin http://localhost:1",
         {"clerk_js_version": "5", "development_origin": "http://localhost:1"}),
        ("--no-url-based-session-syncing", {"url_based_session_syncing": False}),
        ("--support-email=", {"support_email": ""}),
        ("--preferred-sign-in-strategy otp",
         {"preferred_sign_in_strategy_when_password_required": "otp"}),
        ("--preferred-sign-in-strategy=",
         {"preferred_sign_in_strategy_when_password_required": ""}),
    ],
)  # fmt: skip
def test_an_update_without_a_response_body_shows_what_was_set(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, body: Any
) -> None:
    fake_api.answer(status=204)
    result = clerk("instance", "update", *argv.split(), "-o", "json")
    assert (result.code, result.json, fake_api.requests[0].body) == (0, body, body)


def test_restrictions_are_enabled_and_disabled(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"object": "instance_restrictions", "allowlist": False, "blocklist": True})
    argv = (
        "instance restrictions update --no-allowlist --blocklist --block-email-subaddresses"
        " --allowlist-blocklist-disabled-on-sign-in"
    )
    result = clerk(*argv.split())
    assert fake_api.requests[0].body == {
        "allowlist": False, "blocklist": True, "block_email_subaddresses": True,
        "allowlist_blocklist_disabled_on_sign_in": True,
    }  # fmt: skip
    assert "Blocklist:                yes" in result.out


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("instance update", "no changes specified"),
        ("instance restrictions update", "no changes specified"),
    ],
)
def test_a_usage_error_is_one_clear_line_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, message: str
) -> None:
    assert clerk.refuses(*argv.split(), because=message)
    assert fake_api.requests == []
