"""Completion in a shell."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from forked_runs import run_forked
from powershell import LINES, complete, find_powershell
from shells import Shell
from site_folder import Site

from clerk_cli.testing import CommandLine


def completions(clerk: CommandLine, *words: str) -> list[str]:
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
        (["help", "conf"], ["config"]),
        (["config", "get", "clerk.a"], ["clerk.api.url"]),
        (["config", "set", "output", "nd"], ["ndjson"]),
        (["config", "set", "debug", ""], ["true", "false"]),
        (["config", "set", "clerk.key", ""], []),
        (["config", "profile", "use", "def"], ["default"]),
        (["config", "profile", "create", ""], []),
        (["config", "alias", "add", "x", "--", "conf", "prof", "up"], ["update"]),
        (["plugins", "new", "x", "--directory", "a/"], [":files"]),
        (["plugins", "new", "x", "--directory=a/"], [":files"]),
        (["completion", "Z"], ["zsh"]),
    ],
)
def test_a_word_is_completed(clerk: CommandLine, words: list[str], expected: list[str]) -> None:
    assert completions(clerk, *words) == expected


def test_a_profile_or_alias_is_completed(clerk: CommandLine) -> None:
    clerk.write_profiles("[profile staging]\nclerk.key = sk_test_x\n")
    clerk("config", "alias", "add", "cfl", "config", "list")
    assert completions(clerk, "-p", "st") == ["staging"]
    assert completions(clerk, "cf") == ["cfl"]
    assert completions(clerk, "config", "alias", "remove", "") == ["cfl"]
    assert completions(clerk, "config", "profile", "show", "st") == ["staging"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["cs", "--ty"], ["--type"]),
        (["cs", "--type", ""], ["command"]),
        (["-p", "x", "cs", "--type=c"], ["--type=command"]),
        (["conf", "pa"], []),
        (["self", ""], []),
    ],
)
def test_an_alias_is_completed_like_what_it_stands_for(
    clerk: CommandLine, words: list[str], expected: list[str]
) -> None:
    clerk.config.mkdir()
    (clerk.config / "aliases.json").write_text(
        '{"cs": "config set", "conf": "completion", "self": "self x"}'
    )
    assert completions(clerk, *words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["plugins", "install", "bil"], ["billing"]),
        (["plugins", "install", "users", "--yes", "bil"], ["billing"]),
        (["plugins", "show", "wea"], ["weather"]),
        (["plugins", "show", "weather", "wea"], []),
        (["plugins", "uninstall", "weather", "wea"], ["weather"]),
    ],
)
def test_a_plugin_is_completed(
    clerk: CommandLine, tmp_path: Path, words: list[str], expected: list[str]
) -> None:
    Site(tmp_path / "site", clerk).install("weather")
    for _ in range(2):  # once out of the tree, once out of the index
        lines = run_forked(clerk, "__complete", *words).out.splitlines()
        assert [line.split("\t")[0] for line in lines] == expected


def test_an_option_is_completed_once_with_its_help(clerk: CommandLine) -> None:
    lines = clerk("__complete", "config", "get", "--").out.splitlines()
    assert "--resolve\tShow the value in effect, unmasked" in lines
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_is_valid_for_its_shell(clerk: CommandLine, shell: str) -> None:
    script = clerk("completion", shell).out
    assert "clerk __complete" in script
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    done = subprocess.run(
        [program, "-n"], input=script, text=True, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.fixture(params=["bash", "zsh", "fish"])
def shell(request: pytest.FixtureRequest, clerk: CommandLine, tmp_path: Path) -> Iterator[Shell]:
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    Site(tmp_path / "site", clerk).install("weather")
    clerk.write_profiles("[profile staging]\nclerk.key = sk_test_x\n")
    clerk("config", "alias", "add", "cs", "config", "set")
    folder = tmp_path / "shell"
    (folder / "data files").mkdir(parents=True)
    (folder / "data files/list.json").touch()
    started = Shell(request.param, f"{sys.executable} -m clerk_cli", clerk.variables, folder)
    yield started
    started.close()


@pytest.mark.slow
def test_tab_completes_words_values_and_third_party_commands(shell: Shell) -> None:
    for line, completed in {
        "clerk conf": "config",
        "clerk plugin unin": "plugin uninstall",
        "clerk -p st": "-p staging",
        "clerk -o y": "-o yaml",
        "clerk --time r": "--time relative",
        "clerk config list --time=i": "config list --time=iso",
        "clerk -p staging -o json conf": "-p staging -o json config",
        "clerk config set --ty": "config set --type",
        "clerk config set --type=c": "config set --type=command",
        "clerk cs --ty": "cs --type",
        "clerk wea": "weather",
        "clerk weather he": "weather hello",
        "clerk config profile use st": "config profile use staging",
        "clerk config set output nd": "config set output ndjson",
        "clerk config get clerk.a": "config get clerk.api.url",
        "clerk weather hello --data @da\tli": "weather hello --data @data files/list.json",
        "clerk weather hello --data=@da\tli": "weather hello --data=@data files/list.json",
        "clerk plugins new x --directory da": "plugins new x --directory data files",
        "clerk weather hello da": "weather hello da",
    }.items():
        assert shell.completed(line).rstrip("/") == completed


def test_powershell_completes_too(clerk: CommandLine, tmp_path: Path) -> None:
    powershell = find_powershell()
    if powershell is None:
        pytest.skip("PowerShell is not installed")
    variables = {**clerk.variables, "PATH": os.environ["PATH"]}
    completed = complete(powershell, list(LINES), tmp_path, variables)
    assert completed == list(LINES.values())
