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
from unittest.mock import ANY
from urllib.parse import unquote

import pytest
import requests
from every_leaf import installed_commands
from instance_with_one_of_each import place
from test_command_outputs import EXAMPLES, one_of_each

from clerk_cli.api import Command
from clerk_cli.commands.request import READING_POSTS, is_read
from clerk_cli.connection import writes
from clerk_cli.operations import all_operations
from clerk_cli.testing import CommandLine, FakeAPI, Received

__all__ = ["one_of_each"]

NOW = r"=\d{13}\b"
UNKNOWN = re.compile(r"\{[\w.]+ of step \d+\}")
MASKED = "****"
RANDOM = "idempotency_key"
"""A member of bodies that is another one in every run."""
LINES = [line for line, _ in EXAMPLES]
SEVERAL = """
users get {user} {other}
users delete {user} {other} -f
users ban ada@example.com {other}
users unlock {other} @grace
users sign-out {user} {other} -f
organizations get acme {org}
restrictions add --block bad@example.com worse@example.com
restrictions import --allow --notify --identifiers {many}
restrictions remove {allowed} {allowed}
m2m machines delete {machine} {scoped}
"""
"""Lines for several objects, which are done several at a time."""

COMBINATIONS = """
users update {user} --first-name Augusta --username augusta
users verify-password {user} --password pl4nted77_password
users emails add {user} --email b@example.com --primary
users show ada@example.com
organizations delete acme -f
organizations members add acme {other} --role org:member
organizations members remove acme ada@example.com
invitations bulk-create --emails {many}
waitlist bulk-add --emails {many}
waitlist reject {waiting} -f
token ada@example.com
token {founder}
token {user} --org acme
token {user} --expires-in 10m
token --session {session}
impersonate ada@example.com --as @grace --expires-in 10m
impersonate --revoke {actor} -f
stats -o ndjson
jwttemplates update {template} --name renamed --claims {json}
apikeys create --name other --subject acme
m2m tokens create --machine-id {machine} --expires-in 1h
m2m tokens revoke {token_id} -f
m2m machines create --name third --scopes {machine},{scoped}
billing credits get {org}
billing credits adjust {org} --action decrease --amount 500 -f
billing subscription get-user ada@example.com
protect rules add SIGN_IN --expression true --to 1
protect rules add SIGN_IN --expression true --after {rule}
protect rules add SIGN_IN --expression true --before {rule} --description first
protect rules edit SIGN_IN {rule} --expression true
protect rules edit SIGN_IN {rule} --description why --action ALLOW
protect rules reorder SIGN_IN --move {rule} --to 1
domains update {domain} --proxy-url https://clerk.third.example.com
api users
api GET users -f limit=1 -f query=ada
api users -f username=new -F skip_password_requirement=true
api PATCH users/{user} -f first_name=Ada
api PUT users/{user}/metadata -F public_metadata[a]=1 --force
api DELETE users/{user} --force
api POST users/{user}/ban -H X-Test:1 --force
api m2m_tokens --machine {machine} -F seconds_until_expiration=60
"""
"""Lines whose options or names lead to several requests, or to other ones than the rows."""

UNORDERED, MORE = SEVERAL.strip().splitlines(), COMBINATIONS.strip().splitlines()
PAGED = [
    "users list --all",
    "users list --all --query a",
    "organizations list --all",
    "organizations members list acme --all",
    "sessions list --user-id ada@example.com --all",
    "apikeys list --subject {user} --all",
    "m2m tokens list --machine-id {scoped} --all",
    "jwttemplates list --all",
    "waitlist list --all",
    "api users --paginate",
    "api users --paginate --slurp",
    "api organizations -f limit=1 --paginate",
]
MANY = {"many": ",".join(f"user{number}@many.example" for number in range(25))}
COMMANDS = installed_commands()
LOCAL = [
    name
    for name, command in COMMANDS.items()
    if command.__module__.startswith(("clerk_cli.builtin.", "clerk_cli_sandbox."))
]
"""The commands that send no requests to the instance of a profile."""


def content_of(request: requests.PreparedRequest) -> dict[str, Any]:
    """The body of a request as a dry run shows it, and its files."""
    content: bytes = request.body or b""  # type: ignore[assignment] # no command streams
    headers = {name.lower(): value for name, value in request.headers.items()}
    if not headers.get("content-type", "").startswith("multipart/"):
        return {"body": json.loads(content) if content else None}
    form = Received("POST", "", headers, content).form
    return {
        "body": {name: field for name, field in form.items() if isinstance(field, str)},
        "files": {
            name: {"name": field[0], "type": field[1], "size": len(field[2])}
            for name, field in form.items()
            if not isinstance(field, str)
        },
    }


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The requests that leave the client, as they leave it."""
    recorded: list[dict[str, Any]] = []
    send = requests.Session.send

    def record(
        self: requests.Session, request: requests.PreparedRequest, **options: Any
    ) -> requests.Response:
        content = content_of(request)
        recorded.append({"method": request.method, "url": request.url, **content})
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


def order(request: dict[str, Any]) -> str:
    """What the requests of a line are sorted by that sends several at once."""
    return f"{described(request)} {request['body']}"


@pytest.mark.matrix
@pytest.mark.parametrize("line", [*LINES, *MORE, *UNORDERED])
def test_a_dry_run_shows_the_requests_that_are_sent(
    clerk: CommandLine, one_of_each: tuple[Path, dict[str, str]], sent: list[Any], line: str
) -> None:
    database, names = one_of_each
    argv = ["-p", "sandbox", *shlex.split(line.format_map(names | MANY)), "-o", "json"]
    clerk.config.mkdir(parents=True)
    place(database, clerk.config / "sandbox.db", line)
    dry = clerk(*argv, "--dry-run")
    assert dry.code == 0, dry.err
    planned = dry.json["data"]
    assert [step for step in planned if step["sent"]] == [
        step for step in planned if described(step) in map(described, sent)
    ]
    assert all(request["method"] == "GET" for request in sent)
    sent.clear()
    clerk(*argv)
    if not writes(command_of(line)()) or line in UNORDERED:
        planned.sort(key=order)
        sent.sort(key=order)
    assert len(planned) == len(sent)
    for step, request in zip(planned, sent, strict=True):
        assert fits(described(step), described(request))
        assert fits(step["body"], request["body"])
        files = {name: {**file, "path": ANY} for name, file in request.get("files", {}).items()}
        assert step.get("files", {}) == files


@pytest.mark.parametrize("line", PAGED)
def test_a_list_that_is_read_to_its_end_begins_as_shown(
    clerk: CommandLine, one_of_each: tuple[Path, dict[str, str]], sent: list[Any], line: str
) -> None:
    database, names = one_of_each
    argv = ["-p", "sandbox", *shlex.split(line.format_map(names)), "-o", "json"]
    clerk.config.mkdir(parents=True)
    shutil.copy(database, clerk.config / "sandbox.db")
    dry = clerk(*argv, "--dry-run")
    planned = dry.json["data"]
    is_read = all(step["sent"] for step in planned)
    assert is_read or "more pages would follow" in dry.err
    sent.clear()
    clerk(*argv)
    assert len(sent) >= len(planned)
    for step, request in zip(planned, sent, strict=False):
        assert fits(described(step), described(request))


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


IMAGE = b"\x89PNG\r\n\x1a\npl4nted77"


def test_a_file_is_shown_by_name_type_and_size(offline: CommandLine) -> None:
    (offline.directory / "a b").mkdir()
    (offline.directory / "a b" / 'o"n;e.png').write_bytes(IMAGE)
    words = ["orgs", "logo", "set", "org_1", 'a b/o"n;e.png', "--uploader", "user_1"]
    url = f"{offline.variables['CLERK_API_URL']}/v1/organizations/org_1/logo"
    assert offline(*words, "--dry-run").out == (
        f'1. PUT {url}\n   file: o"n;e.png (image/png, 17 bytes)\n   uploader_user_id: user_1\n'
    )
    result = offline(*words, "--dry-run=curl")
    assert shlex.split(result.out.split("\n", 1)[1].replace("\\\n", ""))[4:] == [
        "-H", "Authorization: Bearer $CLERK_SECRET_KEY", "-H", "Clerk-API-Version: 2026-05-12",
        "-F", 'file=@"a b/o\\"n;e.png";type=image/png', "--form-string", "uploader_user_id=user_1",
    ]  # fmt: skip
    (step,) = offline(*words, "--dry-run", "-o", "json").json["data"]
    file = {"name": 'o"n;e.png', "path": 'a b/o"n;e.png', "type": "image/png", "size": 17}
    assert (step["files"], step["body"]) == ({"file": file}, {"uploader_user_id": "user_1"})
    table = offline(*words, "--dry-run", "-o", "csv").out
    assert "(image/png, 17 bytes)" in table
    assert "pl4nted77" not in table


def test_a_file_of_clerk_api_is_shown_as_well(offline: CommandLine) -> None:
    (offline.directory / "photo.png").write_bytes(IMAGE)
    words = ["api", "POST", "/users/user_1/profile_image", "-F", "file=@./photo.png"]
    assert "\n   file: photo.png (image/png, 17 bytes)\n" in offline(*words, "--dry-run").out
    result = offline(*words, "--dry-run=curl")
    assert "-F 'file=@./photo.png;type=image/png'" in result.out


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
    assert '--dry-run takes true, false, or curl, not "wget"' in result.err


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


def test_a_dry_run_for_several_objects_says_why_one_would_fail(clerk: CommandLine) -> None:
    names = ("@ada", *(f"ghost{number}@example.com" for number in range(30)))
    result = clerk("-p", "sandbox", "users", "unlock", *names, "--dry-run")
    assert result.code == 1
    assert 'ghost0@example.com: no user has the email address "ghost0@example.com"' in result.err
    assert "10 more" in result.err
    assert "30 of 31 failed" in result.err


def test_a_dry_run_says_that_it_does_not_shape_requests(clerk: CommandLine) -> None:
    result = clerk("-p", "sandbox", "users", "create", "--first-name", "A", "--dry-run",
                   "--jq", ".id")  # fmt: skip
    assert "A dry run shows requests; --jq applies to results." in result.err
    assert "POST" in result.out
