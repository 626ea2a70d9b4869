"""No command changes the wrong instance: ``-p`` asks for a live key, a variable has a test key."""

from __future__ import annotations

import shlex

import pytest
from every_leaf import installed_leaves, installed_tree
from example_instance import FILES
from walks import each

from clerk_cli.api import Command
from clerk_cli.connection import writes
from clerk_cli.console.binding import bind
from clerk_cli.console.dispatch import RunCommand, dispatch
from clerk_cli.environment import Environment
from clerk_cli.testing import CommandLine, FakeAPI

LOCAL = ("clerk_cli.builtin.", "clerk_cli_mcp.", "clerk_cli_sandbox.")
"""Modules whose commands send nothing to the instance of the profile."""
READS = ("GET", "HEAD")


COMMANDS: list[type[Command]] = [
    leaf.command for leaf in installed_leaves() if not leaf.command.__module__.startswith(LOCAL)
]


def declares_a_write(command: type[Command], line: str) -> bool:
    """Whether a command writes; for some the words of the line decide that."""
    if command.spec.name not in ("api", "migrate import"):
        return writes(command())
    action = dispatch(shlex.split(line)[1:], installed_tree(), dict)
    assert isinstance(action, RunCommand)
    return writes(bind(action.leaf, action.line.values, Environment()).command)


ALL_EXAMPLES = [
    (example.command, declares_a_write(command, example.command))
    for command in COMMANDS
    for example in command.spec.examples
    if not {"|", "<", ">", "$"} & set(example.command) and "--dry-run" not in example.command
]
EXAMPLES = [line for line, declared in ALL_EXAMPLES if declared]
UNDECLARED = [line for line, declared in ALL_EXAMPLES if not declared]


@each("command", COMMANDS, lambda command: command.spec.name)
def test_a_command_says_whether_it_writes(command: type[Command]) -> None:
    assert command.spec.route is not None or command.writes is not None, (
        f"{command.__name__} has no route: give it writes = True, or False"
    )


def test_a_group_that_writes_is_among_the_examples() -> None:
    groups = {example.split()[1] for example in EXAMPLES}
    assert {"users", "organizations", "protect", "restrictions", "instance"} <= groups


@pytest.mark.matrix
@pytest.mark.parametrize("line", EXAMPLES)
def test_a_write_is_refused_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, line: str
) -> None:
    clerk.write_profiles("[profile production]\nclerk.key = sk_live_of_the_profile\n")
    for name, content in FILES.items():
        (clerk.directory / name).write_text(content)
    (clerk.directory / "spam.txt").write_text("user_123\n")
    result = clerk("-p", "production", *shlex.split(line)[1:])
    assert (result.code, result.out, fake_api.requests) == (2, "", [])
    assert "✗ -p production selects a live key" in result.err


@pytest.mark.matrix
@pytest.mark.parametrize("line", UNDECLARED)
def test_a_command_that_seems_to_read_sends_no_write_either(
    clerk: CommandLine, fake_api: FakeAPI, line: str
) -> None:
    clerk.write_profiles("[profile production]\nclerk.key = sk_live_of_the_profile\n")
    (clerk.directory / "event.json").write_text("{}")
    for _ in range(4):
        fake_api.answer({"data": [], "total_count": 0})
    clerk("-p", "production", *shlex.split(line)[1:])
    assert [request for request in fake_api.requests if request.method not in READS] == []
    fake_api.unexpected.clear()
