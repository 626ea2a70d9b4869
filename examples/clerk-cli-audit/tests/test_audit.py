"""What the plugin does, seen through the real command line."""

from __future__ import annotations

import pytest

from clerk_cli.testing import CommandLine, FakeAPI


@pytest.fixture(autouse=True)
def audited(clerk: CommandLine) -> None:
    """The command line with this plugin, whether it is installed or not."""
    clerk.add_plugin("audit", "clerk_cli_audit")


def test_a_request_is_logged(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"id": "user_1", "object": "user"})
    clerk("users", "get", "user_1")
    (entry,) = clerk("audit", "show", "-o", "json").json["data"]
    assert (entry["method"], entry["path"]) == ("GET", "/v1/users/user_1")
    assert (entry["status"], entry["attempt"]) == (200, 1)


def test_a_retry_is_logged_too(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.fail(503, "busy", "busy").answer({"id": "user_1"})
    clerk("users", "get", "user_1")
    entries = clerk("audit", "show", "-o", "json").json["data"]
    assert [(entry["status"], entry["attempt"]) for entry in entries] == [(503, 1), (200, 2)]


def test_the_log_contains_no_secret(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"id": "user_1"})
    clerk("users", "get", "user_1")
    assert "sk_test" not in (clerk.config / "audit.jsonl").read_text()


def test_the_log_can_be_shown_as_tsv_and_deleted(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"id": "user_1"})
    clerk("users", "get", "user_1")
    header, row = clerk("audit", "show", "-o", "tsv").out.splitlines()
    assert header.split("\t")[:3] == ["TIME", "METHOD", "PATH"]
    assert row.split("\t")[1] == "GET"
    assert clerk("audit", "clear", "--force").code == 0
    assert clerk("audit", "show", "-o", "json").json["data"] == []


def test_a_key_can_be_read_from_a_file(clerk: CommandLine, fake_api: FakeAPI) -> None:
    secret = clerk.directory / "key"
    secret.write_text("sk_test_from_the_file\n")
    del clerk.variables["CLERK_SECRET_KEY"]
    clerk.write_profiles(f"[profile default]\nclerk.key = !file {secret}\n")
    fake_api.answer({"id": "user_1"})
    assert clerk("users", "get", "user_1").code == 0
    assert fake_api.requests[0].headers["authorization"] == "Bearer sk_test_from_the_file"


def test_a_log_that_cannot_be_written_does_not_fail_the_command(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    (clerk.config / "audit.jsonl").mkdir(parents=True)
    fake_api.answer({"id": "user_1"})
    result = clerk("users", "get", "user_1")
    assert result.code == 0
    assert 'plugin "audit" fails in clerk_exchange: IsADirectoryError' in result.err
