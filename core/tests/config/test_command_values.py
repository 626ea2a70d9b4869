"""Commands that print values."""

from __future__ import annotations

import io
import os
from pathlib import Path
from select import select

import pytest

from clerk_cli.config.command_values import run
from clerk_cli.environment import Environment
from clerk_cli.errors import ConfigError


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    return Environment(
        stdin=io.StringIO(),
        stdout=io.StringIO(),
        variables={"PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "WORD": "spoken"},
        directory=tmp_path,
    )


@pytest.mark.parametrize(
    ("command", "value"),
    [
        ("echo sk_live_x", "sk_live_x"),
        ("printf ' two words \\n\\n'", " two words "),
        ('echo "$WORD"', "spoken"),
        ("cat || true; echo after", "after"),
    ],
)
def test_the_output_of_a_command_is_the_value(
    environment: Environment, command: str, value: str
) -> None:
    assert run(command, name="clerk.key", environment=environment) == value


def test_a_command_runs_in_the_working_folder(environment: Environment) -> None:
    folder = run("pwd", name="x", environment=environment)
    assert Path(folder).resolve() == environment.directory.resolve()


def test_a_command_that_takes_too_long_is_stopped_with_its_children(
    environment: Environment,
) -> None:
    pipe = environment.directory / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with pytest.raises(ConfigError, match=r"timed out after 0\.3 s"):
        command = "(echo started; exec sleep 60) > pipe & wait"
        run(command, name="x", environment=environment, timeout=0.3)
    assert os.read(reader, 100) == b"started\n"
    # The pipe ends once nobody has it open for writing.
    assert select([reader], [], [], 10) == ([reader], [], [])
    assert os.read(reader, 100) == b""
    os.close(reader)


def test_a_missing_shell_is_named(environment: Environment) -> None:
    environment.variables = {"SHELL": "/no/such/shell"}
    with pytest.raises(ConfigError, match="cannot start"):
        run("echo x", name="x", environment=environment)
