"""``clerk sandbox run``: a command with an instance of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from clerk_cli.testing import CommandLine

COUNT = """
import json, os, urllib.request
url = os.environ["CLERK_API_URL"] + "/v1/users/count"
headers = {"Authorization": "Bearer " + os.environ["CLERK_SECRET_KEY"]}
print(url, json.load(urllib.request.urlopen(urllib.request.Request(url, headers=headers))))
"""
VERIFY = """
import json, os, urllib.request
from cryptography.hazmat.primitives.serialization import load_pem_public_key
numbers = load_pem_public_key(os.environ["CLERK_JWT_KEY"].encode()).public_numbers()
print(numbers.e)
"""
SLEEP = "import sys, time; print('ready', flush=True); time.sleep(60)"


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "total"), [([], 12), (["--seed", "empty"], 0)])
def test_the_command_gets_a_new_instance_that_ends_with_it(
    clerk: CommandLine, seed: list[str], total: int
) -> None:
    result = clerk.process("sandbox", "run", *seed, "--", *python(COUNT))
    assert result.code == 0, result.err
    url, _, counted = result.out.partition(" ")
    assert f"'total_count': {total}" in counted
    with pytest.raises(URLError):
        urlopen(url)
    assert not (clerk.config / "sandbox.db").exists()


def test_the_command_gets_the_public_key(clerk: CommandLine) -> None:
    assert clerk.process("sandbox", "run", "--", *python(VERIFY)).out == "65537\n"


def test_clerk_itself_uses_the_instance(clerk: CommandLine) -> None:
    clerk_argv = [sys.executable, "-m", "clerk_cli", "users", "count"]
    result = clerk.process("sandbox", "run", "--seed", "empty", "--", *clerk_argv)
    assert (result.code, result.out) == (0, "0\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "status"),
    [("raise SystemExit(7)", 7), ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", 137)],
)
def test_the_status_is_that_of_the_command(clerk: CommandLine, code: str, status: int) -> None:
    result = clerk.process("sandbox", "run", "--", *python(code))
    assert (result.code, result.out) == (status, "")


def test_a_command_that_does_not_exist_has_the_status_of_shells(clerk: CommandLine) -> None:
    result = clerk("sandbox", "run", "--", "no-such-command-anywhere")
    assert result.code == 127
    assert 'cannot run "no-such-command-anywhere"' in result.err


def test_a_command_is_required(clerk: CommandLine) -> None:
    assert clerk("sandbox", "run").code == 2


@pytest.mark.slow
@pytest.mark.parametrize(("name", "status"), [("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_signal_is_passed_on(clerk: CommandLine, name: str, status: int) -> None:
    argv = [sys.executable, "-m", "clerk_cli", "sandbox", "run", "--", *python(SLEEP)]
    environment = {**os.environ, **clerk.variables}
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.Signals[name])
        assert process.wait(timeout=5) == status
