"""A dry run shows exactly the requests that a command sends, and sends none that changes anything.

Every command runs twice against the sandbox, first dry. The rows are those of the test of outputs.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import requests
from every_leaf import installed_commands
from test_command_outputs import EXAMPLES, one_of_each

from clerk_cli.api import Command
from clerk_cli.commands.request import READING_POSTS, is_read
from clerk_cli.connection import writes
from clerk_cli.operations import all_operations
from clerk_cli.testing import CommandLine, FakeAPI

__all__ = ["one_of_each"]

NOW = r"=\d{13}\b"
UNKNOWN = re.compile(r"\{[\w.]+ of step \d+\}")
MASKED = "****"
RANDOM = "idempotency_key"
"""A member of bodies that is another one in every run."""
LINES = [line for line, _ in EXAMPLES]
COMMANDS = installed_commands()
LOCAL = [
    name
    for name, command in COMMANDS.items()
    if command.__module__.startswith(("clerk_cli.builtin.", "clerk_cli_sandbox."))
]
"""The commands that send no requests to the instance of a profile."""


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The requests that leave the client, as they leave it."""
    recorded: list[dict[str, Any]] = []
    send = requests.Session.send

    def record(
        self: requests.Session, request: requests.PreparedRequest, **options: Any
    ) -> requests.Response:
        body = json.loads(request.body) if request.body else None
        recorded.append({"method": request.method, "url": request.url, "body": body})
        return send(self, request, **options)

    monkeypatch.setattr(requests.Session, "send", record)
    return recorded


@pytest.fixture
def offline(clerk: CommandLine, fake_api: FakeAPI) -> CommandLine:
    """A command line without a key, whose key would be printed by a command that fails."""
    del clerk.variables["CLERK_SECRET_KEY"]
    clerk.write_profiles("[profile default]\nclerk.key = !exit 1\n")
    return clerk


def command_of(line: str) -> type[Command]:
    words = line.split()
    names = (" ".join(words[:number]) for number in range(len(words), 0, -1))
    return next(COMMANDS[name] for name in names if name in COMMANDS)


def fits(planned: Any, real: Any) -> bool:
    """Whether a value was planned: what was masked, or not known, may be anything."""
    if isinstance(planned, dict):
        return planned.keys() == real.keys() and all(
            name == RANDOM or fits(member, real[name]) for name, member in planned.items()
        )
    if isinstance(planned, list):
        return len(planned) == len(real) and all(map(fits, planned, real))
    if isinstance(planned, str):
        parts = UNKNOWN.split(planned.replace(MASKED, "{secret of step 0}"))
        return bool(re.fullmatch(".+".join(map(re.escape, parts)), str(real)))
    return bool(planned == real)


def described(request: dict[str, Any]) -> str:
    """The method and the URL of a request; periods of statistics end now."""
    return f"{request['method']} {re.sub(NOW, '=now', unquote(request['url']))}"


@pytest.mark.parametrize("line", LINES)
def test_a_dry_run_shows_the_requests_that_are_sent(
    clerk: CommandLine, one_of_each: tuple[Path, dict[str, str]], sent: list[Any], line: str
) -> None:
    database, names = one_of_each
    argv = ["-p", "sandbox", *shlex.split(line.format_map(names)), "-o", "json"]
    clerk.config.mkdir(parents=True)
    shutil.copy(database, clerk.config / "sandbox.db")
    dry = clerk(*argv, "--dry-run")
    assert dry.code == 0, dry.err
    planned = dry.json["data"]
    assert [step for step in planned if step["sent"]] == [
        step for step in planned if described(step) in map(described, sent)
    ]
    assert all(request["method"] == "GET" for request in sent)
    sent.clear()
    clerk(*argv)
    if not writes(command_of(line)()):
        planned.sort(key=described)
        sent.sort(key=described)
    assert len(planned) == len(sent)
    for step, request in zip(planned, sent, strict=True):
        assert fits(described(step), described(request))
        assert fits(step["body"], request["body"])


@pytest.mark.parametrize("name", LOCAL)
def test_a_command_of_this_computer_is_refused(
    clerk: CommandLine, fake_api: FakeAPI, name: str
) -> None:
    line = COMMANDS[name].spec.examples[0].command.split(" && ")[-1].split(" | ")[-1]
    line = line.split(" <")[0].split(" >")[0]
    result = clerk("--dry-run", *shlex.split(line)[1:], stdin="a secret")
    assert (result.code, result.out, fake_api.requests) == (2, "", [])
    assert f"✗ {name} sends no requests that --dry-run could show" in result.err
    assert not clerk.config.exists() or not list(clerk.config.iterdir())


def test_a_write_needs_neither_a_key_nor_the_network(offline: CommandLine) -> None:
    result = offline("users", "create", "--email", "a@b.co", "--first-name", "Ada", "--dry-run")
    assert result.out == (
        f"1. POST {offline.variables['CLERK_API_URL']}/v1/users\n"
        '   {\n     "email_address": [\n       "a@b.co"\n     ],\n     "first_name": "Ada"\n   }\n'
    )
    assert result.err == "ℹ Dry run: 1 request not sent.\n"


def test_a_command_that_reads_is_shown_and_not_sent(offline: CommandLine) -> None:
    result = offline("users", "get", "user_1", "--dry-run")
    assert result.out == f"1. GET {offline.variables['CLERK_API_URL']}/v1/users/user_1\n"


def test_secrets_are_masked(offline: CommandLine) -> None:
    words = ["users", "create", "--email", "a@b.co", "--password", "pl4nted77_password"]
    for how in ("--dry-run", "--dry-run=curl"):
        result = offline(*words, how)
        assert "pl4nted77" not in result.out + result.err
        assert '"password": "****"' in result.out


def test_curl_lines_have_the_key_in_a_variable(offline: CommandLine) -> None:
    result = offline("users", "ban", "user_1", "--dry-run=curl")
    url = f"{offline.variables['CLERK_API_URL']}/v1/users/user_1/ban"
    assert result.out.splitlines()[0] == f"# 1. POST {url}"
    words = shlex.split(result.out.split("\n", 1)[1].replace("\\\n", ""))
    assert words == [
        "curl", "-X", "POST", url, "-H", "Authorization: Bearer $CLERK_SECRET_KEY",
        "-H", "Clerk-API-Version: 2026-05-12",
    ]  # fmt: skip


def test_what_only_a_response_would_tell_is_named(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer([])
    result = clerk("token", "user_1", "--dry-run", "-o", "json")
    assert [step["url"].removeprefix(fake_api.url) for step in result.json["data"]] == [
        "/v1/sessions?user_id=user_1&status=active&limit=100",
        "/v1/sessions",
        "/v1/sessions/{id of step 2}/tokens",
    ]


def test_a_secret_of_the_api_is_not_read(clerk: CommandLine, fake_api: FakeAPI) -> None:
    result = clerk("m2m", "tokens", "create", "--machine-id", "mch_1", "--dry-run=curl")
    assert "Authorization: Bearer $CLERK_MACHINE_SECRET_KEY" in result.out
    assert fake_api.requests == []


def test_each_object_has_its_request_and_names_are_looked_up(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.add_user("user_9", username="ada")
    (clerk.directory / "more.txt").write_text("user_2\nuser_3\n")
    argv = ["users", "delete", "@ada", "user_1", "--from", "more.txt", "--failures", "f.txt"]
    result = clerk(*argv, "--dry-run", "-o", "json")
    steps = [(step["method"], step["url"].rpartition("/")[2]) for step in result.json["data"]]
    assert steps == [
        ("GET", "users?username=ada&limit=2"),
        *(("DELETE", f"user_{number}") for number in (9, 1, 2, 3)),
    ]
    assert [step["sent"] for step in result.json["data"]] == [True, *[False] * 4]
    assert "4 requests not sent; 1 request that only reads was sent." in result.err
    assert not (clerk.directory / "f.txt").exists()


def test_a_name_that_does_not_exist_fails_as_it_would(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.add_user("user_9", username="ada")
    result = clerk("users", "ban", "@grace", "--dry-run")
    assert (result.code, result.out) == (1, "")
    assert 'no user has the username "grace"' in result.err


def test_nothing_is_asked_on_a_terminal(clerk: CommandLine, fake_api: FakeAPI) -> None:
    terminal = clerk.on_terminal("users", "delete", "user_1", "--dry-run")
    assert terminal.wait() == 0
    assert "(y/N)" not in terminal.err.text
    assert fake_api.requests == []


def test_another_value_is_refused(clerk: CommandLine) -> None:
    result = clerk("users", "list", "--dry-run=wget")
    assert (result.code, result.out) == (2, "")
    assert '--dry-run takes true, false or curl, not "wget"' in result.err


def test_operations_that_read_with_post_are_those_that_verify() -> None:
    reading = {
        f"/v1{operation.path}"
        for operation in all_operations()
        if operation.method == "POST" and is_read("POST", f"/v1{operation.path}")
    }
    assert {re.sub(r"{\w*}", "{}", path) for path in reading} == READING_POSTS
    assert not is_read("POST", "/v1/users/user_1/verify_totp"), "it uses up a backup code"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/v1/users/x/verify_password"),
        ("POST", "/v1/users/../verify_password"),
        ("POST", "/v1/domains/x/verify"),
        ("POST", "/v1/users?x=/v1/clients/verify"),
        ("get", "/v1/users"),
    ],
)
def test_what_is_not_known_to_read_is_a_write(method: str, path: str) -> None:
    assert not is_read(method, path)
