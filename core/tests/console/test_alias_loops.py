"""Aliases that lead nowhere: refused when they are added, named when they are used."""

from __future__ import annotations

import json

import pytest

from clerk_cli.config.aliases import OPTIONS_WITH_VALUE, find_loop
from clerk_cli.console.options import global_forms
from clerk_cli.plugins.manager import Plugins
from clerk_cli.testing import CommandLine


def write(clerk: CommandLine, **table: str) -> None:
    """Write the aliases file."""
    clerk.config.mkdir(parents=True, exist_ok=True)
    (clerk.config / "aliases.json").write_text(json.dumps(table))


def stored(clerk: CommandLine) -> dict[str, str]:
    """The aliases in the file; none if there is no file."""
    path = clerk.config / "aliases.json"
    return dict(json.loads(path.read_text())) if path.exists() else {}


@pytest.mark.parametrize(
    ("table", "argv", "loop"),
    [
        ({}, ["a", "a"], "a -> a"),
        ({}, ["a", "clerk", "a", "x"], "a -> a"),
        ({}, ["a", "--", "-p", "live", "a"], "a -> a"),
        ({}, ["a", "--", "--output=json", "a"], "a -> a"),
        ({}, ["a", "--", "--debug", "-o", "json", "--", "a"], "a -> a"),
        ({"b": "a"}, ["a", "b", "c"], "a -> b -> a"),
        ({"b": "-o json c", "c": "clerk --debug a"}, ["a", "b"], "a -> b -> c -> a"),
        ({"b": "b"}, ["a", "b"], "a -> b -> b"),
        ({"a": "whoami", "b": "a"}, ["a", "b"], "a -> b -> a"),
        ({"con": "con list"}, ["x", "con"], "x -> con -> con"),
    ],
)
def test_a_circular_alias_is_not_added(
    clerk: CommandLine, table: dict[str, str], argv: list[str], loop: str
) -> None:
    write(clerk, **table)
    result = clerk("config", "alias", "add", *argv)
    assert (result.code, result.out) == (2, "")
    assert f"✗ the alias is circular: {loop}\n" in result.err
    assert stored(clerk) == table


@pytest.mark.parametrize(
    ("table", "argv"),
    [
        ({"b": "whoami"}, ["a", "b"]),
        ({"b": "a"}, ["a", "config", "get", "b"]),
        ({"b": "a"}, ["a", "--", "-p", "b", "whoami"]),
        ({"b": "a"}, ["a", "--", "-ob", "whoami"]),
        ({"b": "a"}, ["a", "--", "--profile", "a", "whoami"]),
        ({"x": "y", "y": "x"}, ["a", "whoami"]),
        ({"config": "a"}, ["a", "config", "list"]),
    ],
)
def test_an_alias_that_comes_to_an_end_is_added(
    clerk: CommandLine, table: dict[str, str], argv: list[str]
) -> None:
    write(clerk, **table)
    result = clerk("config", "alias", "add", *argv)
    assert result.code == 0, result.err
    assert stored(clerk).keys() == {"a", *table}


LOOP = {"a": "b --debug", "b": "-o json a", "me": "whoami"}


@pytest.mark.parametrize("argv", [["a"], ["-p", "x", "b"], ["a", "--help"], ["help", "a"]])
def test_a_loop_in_the_file_is_named_when_it_is_used(clerk: CommandLine, argv: list[str]) -> None:
    write(clerk, **LOOP)
    result = clerk(*argv)
    assert result.code == 2
    (line,) = [line for line in result.err.splitlines() if line.startswith("✗")]
    assert "the alias is circular: " in line
    assert "clerk config alias remove" in result.err


@pytest.mark.parametrize(
    "argv",
    [
        ["me"], ["whoami"], ["--help"], ["config", "alias", "list"], ["config", "list"],
        ["config", "alias", "add", "new", "whoami"], ["config", "alias", "remove", "b"],
        ["plugins", "list"], ["completion", "bash"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_everything_else_works_beside_a_loop(clerk: CommandLine, argv: list[str]) -> None:
    write(clerk, **LOOP)
    result = clerk(*argv)
    assert result.code == 0, result.err
    assert "circles" not in result.err


@pytest.mark.parametrize("words", [["a", ""], ["a", "b", ""], ["b", "x", "--"]])
def test_completion_comes_to_an_end_in_a_loop(clerk: CommandLine, words: list[str]) -> None:
    write(clerk, **LOOP)
    result = clerk("__complete", "--", *words)
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    ("command", "plugin"),
    [("billing plans", "billing"), ("orgs list", "organizations"), ("-o json jwks", "jwks")],
)
def test_an_alias_to_a_missing_official_plugin_is_a_warning(
    clerk: CommandLine, command: str, plugin: str
) -> None:
    clerk.plugins = Plugins([])
    result = clerk("config", "alias", "add", "a", "--", *command.split())
    assert result.code == 0
    assert (
        f'⚠ the command "{plugin}" is not installed. Install it with: clerk plugins install'
        in result.err
    )
    assert stored(clerk) == {"a": command}


def test_an_alias_to_a_disabled_plugin_says_how_to_enable_it(clerk: CommandLine) -> None:
    pytest.importorskip("clerk_cli_users")
    clerk("plugins", "disable", "users")
    result = clerk("config", "alias", "add", "ul", "users", "list")
    assert result.code == 0
    assert '⚠ the plugin "users" is not loaded' in result.err
    assert "clerk plugins enable users" in result.err


@pytest.mark.parametrize("command", ["whoami", "who", "conf list", "b"])
def test_an_alias_to_another_command_gives_no_warning(clerk: CommandLine, command: str) -> None:
    write(clerk, b="whoami")
    result = clerk("config", "alias", "add", "a", *command.split())
    assert (result.code, "⚠" in result.err) == (0, False)


def test_a_team_file_with_a_loop_is_refused(clerk: CommandLine) -> None:
    write(clerk, b="a")
    (clerk.directory / "clerk.toml").write_text('[aliases]\na = "b"\n')
    result = clerk("plugins", "sync", "--yes")
    assert result.code != 0
    assert "the alias is circular: a -> b -> a" in result.err
    assert stored(clerk) == {"b": "a"}


def test_the_options_with_a_value_are_those_of_the_parser() -> None:
    forms = global_forms(at_root=True)
    assert {form.text for form in forms if form.takes_value} == OPTIONS_WITH_VALUE


@pytest.mark.slow
def test_a_long_chain_is_followed_to_its_end() -> None:
    table = {f"a{number}": f"a{number + 1}" for number in range(2000)}
    assert find_loop("a0", table, ()) == []
    assert len(find_loop("a0", table | {"a2000": "a0"}, ())) == 2002
