"""``CLERK_READONLY`` and a profile's ``readonly``: no command of any plugin changes anything."""

from __future__ import annotations

import shlex

import pytest
from example_instance import FILES
from test_mixed_writes import COMMANDS

from clerk_cli.api import Command
from clerk_cli.commands.request import is_read
from clerk_cli.connection import writes
from clerk_cli.testing import CommandLine, FakeAPI

READ_ONLY = {"CLERK_READONLY": "1"}


def argv(command: type[Command]) -> list[str]:
    """The first example; a part of one that is a substitution stands for itself."""
    (line, *_) = (example.command.split(" | ")[-1] for example in command.spec.examples)
    return shlex.split(line[line.index("clerk ") :].replace(")", ""))[1:]


@pytest.mark.matrix
@pytest.mark.parametrize(
    "command",
    [command for command in COMMANDS if command.spec.name != "api"],
    ids=lambda command: command.spec.name,
)
def test_a_write_is_never_sent(
    clerk: CommandLine, fake_api: FakeAPI, command: type[Command]
) -> None:
    for name, content in FILES.items():
        (clerk.directory / name).write_text(content)
    for _ in range(4):
        fake_api.answer({"id": "x_1", "data": [], "total_count": 0})
    result = clerk(*argv(command), env=READ_ONLY, stdin="a secret")
    sent = [(request.method, request.path) for request in fake_api.requests]
    assert all(is_read(*request) for request in sent)
    if writes(command()) or command.writes_locally:
        assert (result.code, result.out, sent) == (2, "", [])
        assert f"✗ {command.spec.name} would change the instance" in result.err
    fake_api.unexpected.clear()


@pytest.mark.parametrize("line", ["reset --force", "seed demo", "restore before --force"])
@pytest.mark.parametrize("where", ["variable", "profile"])
def test_the_sandbox_stays_as_it_is(clerk: CommandLine, where: str, line: str) -> None:
    clerk("-p", "sandbox", "organizations", "create", "--name", "Acme")
    clerk("sandbox", "snapshot", "before")
    clerk("-p", "sandbox", "users", "create", "--email", "new@example.com")
    count = clerk("-p", "sandbox", "users", "count").out
    if where == "profile":
        clerk.write_profiles("[profile default]\nreadonly = true\n")
    env = READ_ONLY if where == "variable" else {}
    result = clerk("sandbox", *line.split(), env=env)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"✗ sandbox {line.split()[0]} would change the instance, but ")
    assert "dry-run" not in result.err
    assert clerk("sandbox", "status", env=env).code == 0
    assert clerk("sandbox", "snapshot", "after", env=env).code == 0
    assert clerk("-p", "sandbox", "users", "count").out == count
    assert clerk("-p", "sandbox", "sandbox", "seed", "demo").code == 0


@pytest.mark.parametrize("line", ["users -f first_name=Ada", "delete /v1/users/user_1 --force"])
def test_no_write_leaves_through_api(clerk: CommandLine, fake_api: FakeAPI, line: str) -> None:
    result = clerk("api", *line.split(), env=READ_ONLY)
    assert (result.code, result.out, fake_api.requests) == (2, "", [])


@pytest.mark.parametrize("where", ["profile default", "default"])
def test_a_profile_can_be_read_only(clerk: CommandLine, fake_api: FakeAPI, where: str) -> None:
    clerk.write_profiles(f"[{where}]\nreadonly = true\n")
    result = clerk("users", "delete", "user_1", "--force")
    assert (result.code, result.out, fake_api.requests) == (2, "", [])


def test_a_variable_overrides_the_profile(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"id": "user_1", "object": "user", "deleted": True})
    clerk.write_profiles("[profile default]\nreadonly = true\n")
    result = clerk("users", "delete", "user_1", "--force", env={"CLERK_READONLY": "0"})
    assert result.code == 0, result.err


def test_a_value_that_is_neither_true_nor_false_changes_nothing(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    result = clerk("users", "ban", "user_1", env={"CLERK_READONLY": "maybe"})
    assert (result.code, fake_api.requests) == (1, [])
    assert "readonly must be true or false" in result.err
    assert "Fix it with: unset CLERK_READONLY" in result.err


def test_a_dry_run_still_shows_what_would_be_sent(clerk: CommandLine, fake_api: FakeAPI) -> None:
    result = clerk("users", "ban", "user_1", "--dry-run", env=READ_ONLY)
    assert (result.code, fake_api.requests) == (0, [])
    assert "/v1/users/user_1/ban" in result.out


def test_an_operation_that_verifies_is_allowed(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"verified": True})
    argv = ["users", "verify-password", "user_1", "--password", "pl4nted77_password"]
    assert clerk(*argv, env=READ_ONLY).code == 0
    assert [request.method for request in fake_api.requests] == ["POST"]


@pytest.mark.parametrize(
    "line",
    [
        "POST users/user_1%2fban%23/verify_password -f password=x",
        "POST users/user_1%2Fban/verify_password -f password=x",
        "POST users/%2e%2e/verify_password -f password=x",
        "POST users/user_1%5cban/verify_password -f password=x",
        "POST users/user_1%3F/verify_password -f password=x",
        "POST users/user_1/verify_password?_method=DELETE -f password=x",
        "POST users/user_1/verify_password -f _method=DELETE",
        "users -f _method=DELETE",
        "users?_method=POST",
        "users -H X-HTTP-Method-Override:DELETE",
        "users -H x-http-method:DELETE",
        "users -H X-Method-Override:DELETE",
    ],
)
def test_a_read_that_a_server_may_take_for_a_write_does_not_leave(
    clerk: CommandLine, fake_api: FakeAPI, line: str
) -> None:
    result = clerk("api", *line.split(), env=READ_ONLY)
    assert (result.code, result.out, fake_api.requests) == (2, "", [])


def test_protect_status_reads_unless_an_option_changes_it(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    refused = clerk("protect", "status", "--disable-rules", env=READ_ONLY)
    assert "✗ protect status would change the instance" in refused.err
    fake_api.answer({"rules_enabled": True})
    assert clerk("protect", "status", env=READ_ONLY).code == 0
    assert [request.method for request in fake_api.requests] == ["GET"]


@pytest.mark.parametrize("command", ["serve", "status", "snapshot before"])
@pytest.mark.parametrize("env", [{}, READ_ONLY])
def test_no_database_is_made_in_a_folder_that_does_not_exist(
    clerk: CommandLine, env: dict[str, str], command: str
) -> None:
    word, *rest = command.split()
    result = clerk("sandbox", word, "--db", "missing/db", *rest, env=env)
    assert (result.code, result.out) == (2, "")
    assert "missing does not exist" in result.err
    assert not (clerk.directory / "missing").exists()


def test_no_database_is_made_where_only_reading_is_allowed(clerk: CommandLine) -> None:
    result = clerk("sandbox", "status", "--db", "db", env=READ_ONLY)
    assert (result.code, result.out) == (2, "")
    assert not (clerk.directory / "db").exists()
    assert clerk("sandbox", "status", "--db", "db").code == 0
    assert clerk("sandbox", "status", "--db", "db", env=READ_ONLY).code == 0
