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


@pytest.mark.parametrize("command", ["yes", "head -c 70000 /dev/zero", "yes >&2 & yes"])
def test_a_command_that_prints_too_much_is_stopped(environment: Environment, command: str) -> None:
    with pytest.raises(ConfigError, match="printed more than 64 KiB"):
        run(command, name="x", environment=environment)


def test_a_command_may_print_64_kib_and_any_amount_of_messages(environment: Environment) -> None:
    command = "head -c 1000000 /dev/zero >&2; head -c 65536 /dev/zero | tr '\\0' x"
    assert run(command, name="x", environment=environment) == "x" * 65536


def test_the_last_message_of_a_command_that_fails_is_shown_and_cut(
    environment: Environment,
) -> None:
    command = "yes | head -n 100000 >&2; printf 'no vault %05000d' 1 >&2; exit 3"
    with pytest.raises(ConfigError, match="status 3: no vault 0000") as raised:
        run(command, name="x", environment=environment)
    assert len(raised.value.message) < 2100


def test_a_missing_shell_is_named(environment: Environment) -> None:
    environment.variables = {"SHELL": "/no/such/shell"}
    with pytest.raises(ConfigError, match="cannot start"):
        run("echo x", name="x", environment=environment)
