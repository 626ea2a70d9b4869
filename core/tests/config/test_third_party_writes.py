"""Dry runs and read-only profiles hold for the commands of any plugin, whatever they declare."""

from __future__ import annotations

import pytest

from clerk_cli.testing import CommandLine, FakeAPI


@pytest.mark.parametrize(
    ("command", "planned", "sent"),
    [
        ("create", ["POST /v1/things"], []),
        ("list", ["GET /v1/things"], []),
        ("check", ["POST /v1/things/check"], []),
        ("totals", ["GET /v1/things/1", "GET /v1/things/2"], []),
        ("apply", ["GET /v1/things", "PUT /v1/things"], ["GET"]),
    ],
)
def test_a_dry_run_sends_only_what_others_depend_on(
    things: CommandLine, fake_api: FakeAPI, command: str, planned: list[str], sent: list[str]
) -> None:
    fake_api.answer({})
    result = things("things", command, "--dry-run", "-o", "json")
    steps = [f"{step['method']} {step['url']}" for step in result.json["data"]]
    assert [step.replace(fake_api.url, "") for step in steps] == planned
    assert [request.method for request in fake_api.requests] == sent


def test_a_command_that_declares_nothing_is_not_run_dry(
    things: CommandLine, fake_api: FakeAPI
) -> None:
    result = things("things", "sync", "--dry-run")
    assert (result.code, result.out, fake_api.requests) == (2, "", [])


@pytest.mark.parametrize(
    ("command", "sent"),
    [("create", []), ("apply", []), ("sync", ["GET"]), ("check", []), ("verify", ["POST"])],
)
def test_a_read_only_profile_lets_no_write_out(
    things: CommandLine, fake_api: FakeAPI, command: str, sent: list[str]
) -> None:
    fake_api.answer({})
    result = things("things", command, env={"CLERK_READONLY": "true"})
    assert result.code == (0 if command == "verify" else 2)
    assert [request.method for request in fake_api.requests] == sent
