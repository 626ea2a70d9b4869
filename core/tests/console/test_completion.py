"""What a shell is offered."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from clerk_cli.testing import CommandLine


def offered(clerk: CommandLine, *words: str) -> list[str]:
    lines = clerk("__complete", *words).out.splitlines()
    return [line.split("\t")[0] for line in lines]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["conf"], ["config"]),
        (["config", "prof"], ["profile"]),
        (["conf", "prof", "up"], ["update"]),
        (["-p", "x", "who"], ["whoami"]),
        (["config", "set", "--ty"], ["--type"]),
        (["config", "set", "--type", ""], ["command"]),
        (["config", "set", "--type=c"], ["--type=command"]),
        (["-o", "j"], ["json"]),
        (["-o=y"], ["-o=yaml"]),
        (["completion", "z"], ["zsh"]),
        (["nope", ""], []),
        (["config", "get", "--", "--ty"], []),
        (["--ver"], ["--version"]),
        (["config", "get", "--ver"], []),
    ],
)
def test_what_can_come_next_is_offered(
    clerk: CommandLine, words: list[str], expected: list[str]
) -> None:
    assert offered(clerk, *words) == expected


def test_profiles_and_aliases_are_offered(clerk: CommandLine) -> None:
    clerk.write_profiles("[profile staging]\nclerk.key = sk_test_x\n")
    clerk("config", "alias", "add", "cfl", "config", "list")
    assert offered(clerk, "-p", "st") == ["staging"]
    assert offered(clerk, "cf") == ["cfl"]


def test_every_option_is_offered_once_with_its_meaning(clerk: CommandLine) -> None:
    lines = clerk("__complete", "config", "get", "--").out.splitlines()
    assert "--resolve\tExecute command-type values to get the actual value" in lines
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_one_that_the_shell_understands(clerk: CommandLine, shell: str) -> None:
    script = clerk("completion", shell).out
    assert "clerk __complete" in script
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    done = subprocess.run(
        [program, "-n"], input=script, text=True, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_bash_completes(clerk: CommandLine) -> None:
    import sys

    line = f'clerk() {{ {sys.executable} -m clerk_cli "$@"; }}\n'
    words = "COMP_WORDS=(clerk config prof); COMP_CWORD=2; _clerk; echo ${COMPREPLY[@]}"
    done = subprocess.run(
        ["bash", "-c", line + clerk("completion", "bash").out + words],
        capture_output=True, text=True, env=clerk.variables, check=True,
    )  # fmt: skip
    assert done.stdout == "profile\n"
