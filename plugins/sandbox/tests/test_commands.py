"""``clerk -p sandbox …`` and ``clerk sandbox …`` through the real command line."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from clerk_cli.testing import CommandLine


def test_the_sandbox_works_without_a_key_a_server_or_setup(clerk: CommandLine) -> None:
    result = clerk("-p", "sandbox", "users", "list")
    assert result.code == 0
    assert "ada@example.com" in clerk("-p", "sandbox", "users", "list", "--query", "ada").out
    assert "Showing 10 of 12" in result.err


def test_a_change_is_saved(clerk: CommandLine) -> None:
    created = clerk("-p", "sandbox", "users", "create", "--email", "new@x.io", "-o", "json").json
    user = clerk("-p", "sandbox", "users", "get", created["id"], "-o", "json").json
    assert user == created
    assert clerk("-p", "sandbox", "users", "delete", created["id"], "--force").code == 0
    assert clerk("-p", "sandbox", "users", "get", created["id"]).code == 1


def test_the_sandbox_profile_ignores_the_environment(clerk: CommandLine) -> None:
    variables = {"CLERK_API_URL": "http://127.0.0.1:9", "CLERK_SECRET_KEY": "sk_live_real"}
    assert clerk("-p", "sandbox", "users", "count", env=variables).out == "12\n"


def test_the_sandbox_profile_can_be_active(clerk: CommandLine) -> None:
    assert clerk("config", "profile", "use", "sandbox").code == 0
    assert clerk("users", "count").out == "12\n"


@pytest.mark.parametrize(
    "argv",
    [
        ["config", "profile", "create", "sandbox", "--api-key", "sk_live_x"],
        ["config", "set", "clerk.key", "sk_live_x", "-p", "sandbox"],
    ],
)
def test_the_sandbox_profile_rejects_a_real_key(clerk: CommandLine, argv: list[str]) -> None:
    result = clerk(*argv)
    assert result.code != 0
    assert "built in" in result.err


def test_the_sandbox_profile_has_its_own_settings(clerk: CommandLine) -> None:
    clerk("config", "set", "output", "json", "-p", "sandbox")
    assert clerk("-p", "sandbox", "users", "count").json["total_count"] == 12


def test_reset_asks_and_starts_over(clerk: CommandLine) -> None:
    clerk("-p", "sandbox", "users", "create", "--username", "x")
    assert clerk("sandbox", "reset").code == 2
    assert clerk("sandbox", "reset", "--force", "-o", "json").json["users"] == 12


def test_reset_can_leave_the_sandbox_empty(clerk: CommandLine) -> None:
    assert clerk("sandbox", "reset", "--force", "--seed", "empty", "-o", "json").json["users"] == 0
    assert clerk("-p", "sandbox", "users", "list", "-o", "json").json["data"] == []


def test_an_invalid_seed_leaves_the_sandbox_unchanged(clerk: CommandLine) -> None:
    (clerk.directory / "bad.json").write_text('{"users": [{}]}')
    assert clerk("sandbox", "reset", "--force", "--seed", "bad.json").code == 1
    assert clerk("sandbox", "status", "-o", "json").json["users"] == 12


def test_a_seed_file_is_added(clerk: CommandLine) -> None:
    (clerk.directory / "more.json").write_text('{"users": [{"username": "more"}]}')
    assert clerk("sandbox", "seed", "more.json", "-o", "json").json["users"] == 13


def test_a_seed_gives_users_what_only_they_can_add(clerk: CommandLine) -> None:
    user = {
        "username": "more",
        "passkeys": [{"name": "Laptop"}],
        "external_accounts": [
            {"provider": "oauth_google", "email_address": "m@example.com", "token": "abc"}
        ],
        "trusted_devices": [{"name": "Phone", "platform": "android"}],
    }
    (clerk.directory / "more.json").write_text(json.dumps({"users": [user]}))
    assert clerk("sandbox", "seed", "more.json").code == 0
    for line, shown in (
        ("passkeys list @more", "Laptop"),
        ("external-accounts list @more", "oauth_google"),
        ("oauth-tokens @more google --reveal", "abc"),
        ("trusted-devices list @more", "android"),
    ):
        assert shown in clerk("-p", "sandbox", "users", *line.split()).out


@pytest.mark.parametrize(
    ("field", "value", "place"),
    [
        ("passkeys", [{}], "passkeys.name"),
        ("passkeys", [{"name": "a", "id": "b"}], "passkeys.id"),
        ("external_accounts", [{"provider": "google", "email_address": "a"}],
         "external_accounts.provider"),
        ("trusted_devices", [{"name": "a", "platform": "linux"}], "trusted_devices.platform"),
        ("trusted_devices", "a", "trusted_devices"),
    ],
)  # fmt: skip
def test_what_a_seed_gives_to_users_is_checked(
    clerk: CommandLine, field: str, value: object, place: str
) -> None:
    (clerk.directory / "bad.json").write_text(
        json.dumps({"users": [{"username": "x", field: value}]})
    )
    result = clerk("sandbox", "seed", "bad.json")
    assert result.code == 1
    assert f"users[0].{place}" in result.err


def test_the_demo_has_every_kind_of_credential(clerk: CommandLine) -> None:
    lines = (
        "passkeys list ada@example.com",
        "web3-wallets list margaret@example.com",
        "external-accounts list linus@example.com",
        "trusted-devices list katherine@example.com",
        "oauth-tokens linus@example.com github",
    )
    for line in lines:
        result = clerk("-p", "sandbox", "users", *line.split(), "-o", "json")
        assert result.json["total_count"] == 1
    verify = ("-p", "sandbox", "users", "totp", "verify", "katherine@example.com", "--code")
    assert [clerk(*verify, "demo-one").code for _ in range(2)] == [0, 1]


def test_the_code_that_a_user_got_can_be_read(clerk: CommandLine) -> None:
    assert "No messages found" in clerk("sandbox", "messages").err
    emails = ["-p", "sandbox", "users", "emails"]
    id = clerk(*emails, "add", "@ada", "--email", "new@x.io", "-o", "json").json["id"]
    path = f"/v1/email_addresses/{id}/prepare_verification"
    clerk("-p", "sandbox", "api", "post", path)
    assert clerk("sandbox", "messages", "--to", "ada@example.com", "-o", "json").json["data"] == []
    (message,) = clerk("sandbox", "messages", "--to", "New@x.io", "-o", "json").json["data"]
    assert re.fullmatch(r"\d{6}", message["code"])
    assert clerk("sandbox", "messages", "--limit", "1", "--jq", ".to").out == "new@x.io\n"


def test_demo_data_can_be_loaded_twice(clerk: CommandLine) -> None:
    clerk("-p", "sandbox", "users", "create", "--username", "x")
    assert clerk("sandbox", "seed", "demo", "-o", "json").json["users"] == 13


def test_status_shows_the_location_of_the_database(clerk: CommandLine) -> None:
    status = clerk("sandbox", "status", "-o", "json").json
    assert status["path"] == str(clerk.config / "sandbox.db")
    assert status["bytes"] > 0


def test_a_database_can_be_in_another_file(clerk: CommandLine, tmp_path: Path) -> None:
    clerk("sandbox", "reset", "--force", "--seed", "empty", "--db", "other.db")
    assert (clerk.directory / "other.db").exists()
    assert clerk("sandbox", "status", "-o", "json").json["users"] == 12


def test_a_quirk_that_does_not_exist_is_refused_with_those_that_do(clerk: CommandLine) -> None:
    result = clerk("sandbox", "serve", "--port", "0", "--quirks", "no-etag,nonsense")
    assert result.code == 2
    assert "Valid quirks: merge-updates, no-paging" in result.err


ORIGIN = "http://localhost:3000"


@pytest.fixture
def serving(clerk: CommandLine) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """``clerk sandbox serve`` in another process, and its URL."""
    argv = [sys.executable, "-m", "clerk_cli", "sandbox", "serve", "--port", "0"]
    argv += ["--allow-host", "box.example", "--cors", ORIGIN]
    environment = {**os.environ, **clerk.variables}
    with subprocess.Popen(argv, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stderr is not None
        match = re.search(r"http://127\.0\.0\.1:\d+", process.stderr.readline())
        assert match
        yield process, match.group()
        process.kill()


@pytest.mark.slow
def test_the_server_shares_data_with_the_profile(
    clerk: CommandLine, serving: tuple[subprocess.Popen[str], str]
) -> None:
    _, url = serving
    headers = {"Authorization": "Bearer sk_test_x", "Content-Type": "application/json"}
    with urlopen(Request(f"{url}/v1/users", b'{"username": "over_http"}', headers)) as response:
        assert response.status == 200
    assert "over_http" in clerk("-p", "sandbox", "users", "list").out


@pytest.mark.slow
def test_an_allowed_host_is_served_and_an_allowed_origin_reads_the_response(
    serving: tuple[subprocess.Popen[str], str],
) -> None:
    _, url = serving
    headers = {"Authorization": "Bearer sk_test_x", "Host": "box.example", "Origin": ORIGIN}
    with urlopen(Request(f"{url}/v1/users/count", headers=headers)) as response:
        assert response.headers["Access-Control-Allow-Origin"] == ORIGIN


@pytest.mark.slow
@pytest.mark.parametrize(("name", "status"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_the_server_stops_on_a_signal_within_a_second(
    serving: tuple[subprocess.Popen[str], str], name: str, status: int
) -> None:
    process, url = serving
    with socket.create_connection((urlsplit(url).hostname or "", urlsplit(url).port or 0)) as idle:
        idle.sendall(b"GET /v1/users HTTP/1.1\r\n")
        process.send_signal(signal.Signals[name])
        assert process.wait(timeout=1) == status
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()
