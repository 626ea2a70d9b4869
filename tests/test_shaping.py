"""The options that shape the output of users and organizations."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI, SandboxAPI

USER: dict[str, Any] = {
    "object": "user",
    "id": "user_1",
    "username": "ada",
    "created_at": 1_700_000_000_000,
    "banned": False,
    "email_addresses": [{"id": "idn_1", "email_address": "ada@example.com"}],
    "public_metadata": {"plan": "pro", "note": "a\tb\nc"},
}

POURING = """
from clerk_cli.api import Command, Request
from clerk_cli.plugins import Group, hookimpl

@hookimpl
def clerk_groups():
    return [Group("tea", "Make tea", __name__)]

class TeaPour(Command, name="tea pour"):
    '''Pour tea.'''

    def run(self, context):
        context.send(Request("POST", "/v1/users", body={"a": 1}))
        return {"ok": True}
"""


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--jq", ".id |"], "--jq, line 1, column 5: syntax error, unexpected end of file"),
        (["--jq", ".id", "-o", "csv"], "--jq cannot be combined with -o csv"),
        (["--fields", "id,usernam"], '--fields, character 4: unknown field "usernam"'),
        (["--fields", "email_addresses[].mail"], '--fields, character 19: unknown field "mail"'),
        (["--fields", "id.x"], '--fields, character 4: "id" has no fields'),
        (["--fields", "id[]"], '--fields, character 1: "id" is not a list'),
        (["--fields", "id,,"], "--fields, character 4: the name of a field is missing"),
        (["--sort", "-usernam"], '--sort, character 2: unknown field "usernam"'),
        (["--sort", "email_addresses[].id"], "--sort, character 1: email_addresses[].id is a list"),
    ],
)
@pytest.mark.parametrize("argv", [["users", "list", "--all"], ["users", "lock", "user_1"]])
def test_a_mistake_is_found_before_a_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: list[str], options: list[str], message: str
) -> None:
    result = clerk(*argv, *options)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"✗ {message}")
    assert fake_api.requests == []


@pytest.mark.parametrize(
    ("options", "output"),
    [
        (["--jq", ".username"], "ada\n"),
        (["--jq", ".id", "-o", "json"], "user_1\n"),
        (["--fields", "id,public_metadata.plan", "-o", "ndjson"],
         '{"id": "user_1", "public_metadata": {"plan": "pro"}}\n'),
        (["--fields", "username,email_addresses[].email_address", "-o", "yaml"],
         "username: ada\nemail_addresses:\n- email_address: ada@example.com\n"),
        (["--fields", "id,email_addresses[].email_address,created_at", "-o", "csv"],
         "id,email_addresses[].email_address,created_at\n"
         "user_1,ada@example.com,2023-11-14T22:13:20+00:00\n"),
        (["--fields", "id,banned", "--no-header", "-o", "csv"], "user_1,false\n"),
        (["--fields", "username,id"], "username  id\nada       user_1\n"),
        (["--fields", "username,id", "--no-header"], "ada  user_1\n"),
        (["--fields", "id,public_metadata.note,locale", "-o", "value"], "user_1\ta\\tb\\nc\t\n"),
        (["--fields", "public_metadata.unheard.of", "-o", "value"], "\n"),
        (["--fields", "id,username", "--jq", "keys"], '["id", "username"]\n'),
    ],
)  # fmt: skip
def test_an_object_is_shaped(
    clerk: CommandLine, fake_api: FakeAPI, options: list[str], output: str
) -> None:
    fake_api.answer(USER)
    assert clerk("users", "get", "user_1", *options).out == output


@pytest.mark.parametrize("every", [[], ["--all"]])
def test_a_program_runs_for_each_object_of_a_list(
    clerk: CommandLine, sandbox_api: SandboxAPI, every: list[str]
) -> None:
    for name in ("ada", "bob"):
        clerk("organizations", "create", "--name", name)
    argv = ["organizations", "list", *every]
    assert set(clerk(*argv, "--jq", ".name").out.split()) == {"ada", "bob"}
    assert clerk(*argv, "--jq", ".data | length", "-o", "json").out == "2\n"


@pytest.mark.parametrize("every", [[], ["--all"]])
def test_a_list_is_sorted_and_a_page_says_that_it_is_one(
    clerk: CommandLine, sandbox_api: SandboxAPI, every: list[str]
) -> None:
    for name in ("bob", "ada", "cyd"):
        clerk("organizations", "create", "--name", name)
    page = every or ["--limit", "2"]
    argv = ["organizations", "list", *page, "--fields", "name", "--no-header"]
    up = clerk(*argv, "--sort", "name")
    down = clerk(*argv, "--sort", "-name").out.split()
    assert up.out.split() == sorted(down) == down[::-1]
    assert len(down) == (3 if every else 2)
    assert ("Only this page is sorted" in up.err) is not bool(every)


def test_large_numbers_lose_their_last_digits(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({**USER, "public_metadata": {"n": 2**53 + 1}})
    assert clerk("users", "get", "user_1", "--jq", ".public_metadata.n").out == f"{2**53}\n"


def test_a_program_sees_no_environment(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(USER)
    result = clerk("users", "get", "user_1", "--jq", "[env.CLERK_SECRET_KEY, $ENV.HOME]")
    assert result.json == [None, None]


def test_a_masked_key_stays_masked(clerk: CommandLine, fake_api: FakeAPI) -> None:
    for options in (["--jq", ".apiKey"], ["--fields", "apiKey", "-o", "value"]):
        assert "****" in clerk("whoami", *options).out


def test_a_program_that_fails_ends_with_status_1(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer([USER])
    fake_api.answer({"object": "total_count", "total_count": 1})
    result = clerk("users", "list", "--jq", ".data[].id")
    assert (result.code, result.out) == (1, "")
    assert "With -o json it gets the whole document." in result.err


def test_a_program_that_fails_after_a_change_says_what_was_changed(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer(USER)
    result = clerk("users", "lock", "user_1", "--jq", ".id + 1", "-o", "json")
    assert result.code == 1
    assert "POST /v1/users/user_1/lock was done" in json.loads(result.err)["message"]


@pytest.mark.parametrize(
    ("program", "code", "out", "err"),
    [
        ("halt", 0, "", ""),
        (".id, (.username | halt_error)", 5, "user_1\n", "ada\n"),
        (".banned | halt_error(0)", 0, "", "false\n"),
        ('"\\u001b[1mno" | halt_error(3)', 3, "", "\\x1b[1mno\n"),
    ],
)
def test_a_program_ends_the_run_with_its_status(
    clerk: CommandLine, fake_api: FakeAPI, program: str, code: int, out: str, err: str
) -> None:
    fake_api.answer(USER)
    result = clerk("users", "get", "user_1", "--jq", program)
    assert (result.code, result.out, result.err) == (code, out, err)


def test_a_program_that_halts_reads_no_further_page(
    clerk: CommandLine, sandbox_api: SandboxAPI
) -> None:
    for name in ("ada", "bob", "cyd"):
        clerk("organizations", "create", "--name", name)
    words = ["organizations", "list", "--all", "--sort", "name"]
    result = clerk(*words, "--jq", 'if .name == "bob" then halt_error else .name end')
    assert (result.code, result.out) == (5, "ada\n")
    assert '"name": "bob"' in result.err


def test_a_halt_is_an_error_of_its_own_for_programs(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(USER)
    result = clerk("users", "get", "user_1", "-o", "json", "--jq", ".username | halt_error(9)")
    error = json.loads(result.err)
    assert (result.code, error["code"], error["message"], error["exit_status"]) == (
        9, "halted", "ada", 9,
    )  # fmt: skip


def test_a_halt_does_not_hide_a_failure(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(USER)
    fake_api.answer({"errors": [{"code": "resource_not_found", "message": "gone"}]}, status=404)
    result = clerk("users", "get", "user_1", "user_2", "--jq", "halt")
    assert (result.code, result.out) == (1, "")


@pytest.mark.parametrize("option", ["--fields", "--sort"])
@pytest.mark.parametrize(
    "line",
    [
        "token user_1",
        "impersonate user_1 --as user_2",
        "users sign-out user_1 --force",
        "restrictions add a@example.com --allow",
        "restrictions remove alid_1",
        "billing credits adjust user_1 --amount 5 --action increase",
        "instance update --test-mode",
        "protect rules add SIGN_IN --expression ip.privacy.is_vpn",
        "protect rules flush SIGN_IN --force",
        "api users -f first_name=Ada",
        "api DELETE users/user_1 --force",
        "api POST unheard/of",
        "config set output json",
        "config profile create work",
        "plugins disable users",
        "sandbox seed demo",
        "token user_1 --dry-run",
    ],
)
def test_an_unknown_field_changes_nothing(
    clerk: CommandLine, fake_api: FakeAPI, line: str, option: str
) -> None:
    result = clerk(*line.split(), option, "nope")
    assert (result.code, result.out, fake_api.requests) == (2, "", [])
    assert f"✗ {option}" in result.err
    assert not clerk.config.exists() or not list(clerk.config.iterdir())


def test_fields_that_cannot_be_known_before_a_change_are_refused(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    result = clerk("api", "POST", "unheard/of", "--fields", "id")
    assert (result.code, result.out, fake_api.requests) == (2, "", [])
    assert (
        "--fields: api may change something, and its fields are known only afterwards" in result.err
    )
    assert "--jq" in result.err


@pytest.mark.parametrize("option", ["--fields", "--sort"])
def test_a_command_that_does_not_say_that_it_only_reads_may_change_something(
    clerk: CommandLine, fake_api: FakeAPI, option: str
) -> None:
    folder = clerk.directory / "plugins"
    folder.mkdir()
    (folder / "tea.py").write_text(POURING)
    result = clerk("--plugins-dir", str(folder), "tea", "pour", option, "nope")
    assert (result.code, fake_api.requests) == (2, [])
    assert f"{option}: tea pour may change something" in result.err


@pytest.mark.parametrize(
    ("line", "output"),
    [
        ("config profile create work --fields active,name", '{"active": false, "name": "work"}'),
        ("api PATCH users/user_1 -f username=ada --fields username", '{"username": "ada"}'),
        ("token user_1 --fields jwt,object", '{"jwt": "t", "object": "token"}'),
    ],
)
def test_a_change_shows_the_fields_that_it_knows(
    clerk: CommandLine, fake_api: FakeAPI, line: str, output: str
) -> None:
    if line.startswith("token"):
        fake_api.answer([{"id": "sess_1", "status": "active"}])
        fake_api.answer({"object": "token", "jwt": "t"})
    elif line.startswith("api"):
        fake_api.answer(USER)
    result = clerk(*line.split(), "-o", "ndjson")
    assert (result.code, result.out.strip()) == (0, output), result.err


def test_fields_that_only_objects_tell_are_checked_with_them(clerk: CommandLine) -> None:
    result = clerk("plugins", "list", "--fields", "name,versions", "-o", "json")
    assert (result.code, result.out) == (2, "")
    error = json.loads(result.err)
    assert error["message"] == '--fields, character 6: unknown field "versions"'
    assert error["hint"].startswith('Did you mean "version"?')


@pytest.mark.parametrize(
    ("argv", "output"),
    [
        (["config", "get", "output"], "table\n"),
        (["users", "count"], "12\n"),
    ],
)
def test_a_value_alone_is_bare(
    clerk: CommandLine, fake_api: FakeAPI, argv: list[str], output: str
) -> None:
    clerk("config", "set", "output", "table")
    if argv[0] == "users":
        fake_api.answer({"object": "total_count", "total_count": 12})
    assert clerk(*argv, "-o", "value").out == output


def test_a_secret_alone_is_bare(clerk: CommandLine, sandbox_api: SandboxAPI) -> None:
    result = clerk("m2m", "machines", "create", "--name", "robot", "-o", "value")
    assert result.out.startswith("ak_")
    assert result.out.count("\n") == 1
    assert "\t" not in result.out


@pytest.mark.parametrize(
    "field", ["email_addresses", "email_addresses.id", "email_addresses[].id", "passkeys.name"]
)
def test_rows_are_not_sorted_by_a_list_of_values(
    clerk: CommandLine, fake_api: FakeAPI, field: str
) -> None:
    result = clerk("users", "list", "--sort", f"-{field}")
    assert (result.code, fake_api.requests) == (2, [])
    assert f"--sort, character 2: {field} is a list of values" in result.err
