"""``clerk impersonate``: the link, opening it, and revoking it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

LINK = "https://accounts.example.com/v1/tickets/accept?ticket=abc"
TOKEN: dict[str, Any] = {
    "id": "act_1",
    "object": "actor_token",
    "status": "pending",
    "user_id": "user_1",
    "url": LINK,
}


def test_the_link_is_the_only_output(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(TOKEN)
    argv = "impersonate user_1 --as user_2 --expires-in 10m --session-max-duration 60"
    result = clerk(*argv.split())
    assert (result.code, result.out) == (0, f"{LINK}\n")
    assert "clerk impersonate --revoke act_1" in result.err
    (request,) = fake_api.requests
    assert (request.method, request.target) == ("POST", "/v1/actor_tokens")
    assert request.body == {
        "user_id": "user_1",
        "actor": {"sub": "user_2"},
        "expires_in_seconds": 600,
        "session_max_duration_in_seconds": 60,
    }


def test_a_link_is_revoked_by_the_id_of_its_token(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({**TOKEN, "status": "revoked", "url": None})
    result = clerk("impersonate", "--revoke", "act_1", "-f")
    assert (result.code, "Revoked actor token act_1." in result.err) == (0, True)
    assert [(each.method, each.target) for each in fake_api.requests] == [
        ("POST", "/v1/actor_tokens/act_1/revoke")
    ]


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("", "missing required argument: userId"),
        ("user_1", "missing required option: --as"),
        ("user_1 --revoke act_1", "--revoke cannot be combined with other arguments or options"),
        ("--revoke act_1", "confirmation required"),
        ("user_1 --as org_1", "is an organization ID"),
    ],
)
def test_what_cannot_work_is_refused_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, message: str
) -> None:
    assert clerk.refuses("impersonate", *argv.split(), because=message)
    assert fake_api.requests == []


def test_a_browser_gets_the_link_and_no_key(
    clerk: CommandLine, fake_api: FakeAPI, tmp_path: Path
) -> None:
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    browser.write_text(f'#!/bin/sh\necho "$1 key=$CLERK_SECRET_KEY" > {opened}\n')
    browser.chmod(0o755)
    fake_api.answer(TOKEN)
    argv = ("impersonate", "user_1", "--as", "user_2", "--open")
    result = clerk(*argv, env={"BROWSER": f"{browser} %s"})
    assert (result.code, result.out) == (0, f"{LINK}\n")
    assert opened.read_text() == f"{LINK} key=\n"


@pytest.mark.parametrize(("url", "browser"), [(LINK, "/bin/false %s"), ("file:///etc/x", "true")])
def test_a_link_that_cannot_be_opened_is_printed(
    clerk: CommandLine, fake_api: FakeAPI, url: str, browser: str
) -> None:
    fake_api.answer({**TOKEN, "url": url})
    argv = ("impersonate", "user_1", "--as", "user_2", "--open")
    result = clerk(*argv, env={"BROWSER": browser, "PATH": "/nowhere"})
    assert (result.code, result.out) == (1, f"{url}\n")
    assert "could not open a browser; open the link yourself" in result.err
