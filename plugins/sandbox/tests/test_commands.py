"""``clerk -p sandbox …`` and ``clerk sandbox …`` through the real command line."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from clerk_cli.testing import CommandLine


def test_the_sandbox_needs_no_key_no_server_and_no_set_up(clerk: CommandLine) -> None:
    result = clerk("-p", "sandbox", "users", "list")
    assert result.code == 0
    assert "ada@example.com" in clerk("-p", "sandbox", "users", "list", "--query", "ada").out
    assert "Showing 10 of 12" in result.err


def test_what_is_changed_stays_changed(clerk: CommandLine) -> None:
    created = clerk("-p", "sandbox", "users", "create", "--email", "new@x.io", "-o", "json").json
    shown = clerk("-p", "sandbox", "users", "get", created["id"], "-o", "json").json
    assert shown == created
    assert clerk("-p", "sandbox", "users", "delete", created["id"], "--force").code == 0
    assert clerk("-p", "sandbox", "users", "get", created["id"]).code == 1


def test_the_environment_cannot_lead_the_sandbox_elsewhere(clerk: CommandLine) -> None:
    elsewhere = {"CLERK_API_URL": "http://127.0.0.1:9", "CLERK_SECRET_KEY": "sk_live_real"}
    assert clerk("-p", "sandbox", "users", "count", env=elsewhere).out == "12\n"


def test_the_sandbox_profile_can_be_made_the_active_one(clerk: CommandLine) -> None:
    assert clerk("config", "profile", "use", "sandbox").code == 0
    assert clerk("users", "count").out == "12\n"


@pytest.mark.parametrize(
    "argv",
    [
        ["config", "profile", "create", "sandbox", "--api-key", "sk_live_x"],
        ["config", "set", "clerk.key", "sk_live_x", "-p", "sandbox"],
    ],
)
def test_the_sandbox_profile_cannot_be_given_a_real_key(
    clerk: CommandLine, argv: list[str]
) -> None:
    result = clerk(*argv)
    assert result.code != 0
    assert "built in" in result.err


def test_the_sandbox_profile_has_settings_of_its_own(clerk: CommandLine) -> None:
    clerk("config", "set", "output", "json", "-p", "sandbox")
    assert clerk("-p", "sandbox", "users", "count").json["total_count"] == 12


def test_reset_asks_and_begins_anew(clerk: CommandLine) -> None:
    clerk("-p", "sandbox", "users", "create", "--username", "x")
    assert clerk("sandbox", "reset").code == 2
    assert clerk("sandbox", "reset", "--force", "-o", "json").json["users"] == 12


def test_reset_can_leave_nothing(clerk: CommandLine) -> None:
    assert clerk("sandbox", "reset", "--force", "--seed", "empty", "-o", "json").json["users"] == 0
    assert clerk("-p", "sandbox", "users", "list", "-o", "json").json["data"] == []


def test_a_seed_that_cannot_be_used_leaves_the_sandbox_as_it_was(clerk: CommandLine) -> None:
    (clerk.directory / "bad.json").write_text('{"users": [{}]}')
    assert clerk("sandbox", "reset", "--force", "--seed", "bad.json").code == 1
    assert clerk("sandbox", "status", "-o", "json").json["users"] == 12


def test_a_seed_is_added_from_a_file(clerk: CommandLine) -> None:
    (clerk.directory / "more.json").write_text('{"users": [{"username": "more"}]}')
    assert clerk("sandbox", "seed", "more.json", "-o", "json").json["users"] == 13


def test_status_tells_where_the_database_is(clerk: CommandLine) -> None:
    status = clerk("sandbox", "status", "-o", "json").json
    assert status["path"] == str(clerk.config / "sandbox.db")
    assert status["bytes"] > 0


def test_a_database_can_be_anywhere(clerk: CommandLine, tmp_path: Path) -> None:
    clerk("sandbox", "reset", "--force", "--seed", "empty", "--db", "other.db")
    assert (clerk.directory / "other.db").exists()
    assert clerk("sandbox", "status", "-o", "json").json["users"] == 12


@pytest.fixture
def serving(clerk: CommandLine) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """``clerk sandbox serve`` in a process of its own, and its URL."""
    argv = [sys.executable, "-m", "clerk_cli", "sandbox", "serve", "--port", "0"]
    environment = {**os.environ, **clerk.variables}
    with subprocess.Popen(
        argv,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        # A background job, such as a CI step, ignores Ctrl-C and so do its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stderr is not None
        match = re.search(r"http://127\.0\.0\.1:\d+", process.stderr.readline())
        assert match
        yield process, match.group()
        process.kill()


def test_the_served_sandbox_is_the_one_of_the_profile(
    clerk: CommandLine, serving: tuple[subprocess.Popen[str], str]
) -> None:
    _, url = serving
    headers = {"Authorization": "Bearer sk_test_x", "Content-Type": "application/json"}
    with urlopen(Request(f"{url}/v1/users", b'{"username": "over_http"}', headers)) as answer:
        assert answer.status == 200
    assert "over_http" in clerk("-p", "sandbox", "users", "list").out


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_served_sandbox_ends_on_a_signal(
    serving: tuple[subprocess.Popen[str], str], ending: signal.Signals
) -> None:
    process, _ = serving
    process.send_signal(ending)
    assert process.wait(timeout=10) == 130
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()
