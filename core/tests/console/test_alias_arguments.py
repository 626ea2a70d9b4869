"""Aliases with quotes and arguments, and those that could never work."""

from __future__ import annotations

import json

import pytest

from clerk_cli.config.alias_expansion import expand
from clerk_cli.errors import UsageError
from clerk_cli.testing import CommandLine


def stored(clerk: CommandLine) -> dict[str, str]:
    path = clerk.config / "aliases.json"
    return dict(json.loads(path.read_text())) if path.exists() else {}


@pytest.mark.parametrize(
    ("command", "arguments", "words"),
    [
        ("users get", ["a", "-o", "json"], ["users", "get", "a", "-o", "json"]),
        ("get $1 --to $2", ["a b", "c", "d"], ["get", "a b", "--to", "c", "d"]),
        ("get $2 $1", ["a", "b"], ["get", "b", "a"]),
        ("get --query=$1,$1", ["a"], ["get", "--query=a,a"]),
        ("list $@ --all", ["-q", "a b"], ["list", "-q", "a b", "--all"]),
        ("list $@", [], ["list"]),
        ("move $1 $@", ["a", "b"], ["move", "a", "a", "b"]),
        ("get '$1'", ["a"], ["get", "a"]),
        ("add -g 'block \"vpn\" now'", [], ["add", "-g", 'block "vpn" now']),
        ("get $$1 $ $x", ["a"], ["get", "$1", "$", "$x", "a"]),
        ("get $1", ["$1"], ["get", "$1"]),
        ("get $1", ["\\\\1"], ["get", "\\\\1"]),
    ],
)
def test_arguments_come_in_their_places_and_the_others_at_the_end(
    command: str, arguments: list[str], words: list[str]
) -> None:
    expanded, rest = expand("x", command, arguments)
    assert [*expanded, *rest] == words


def test_a_missing_argument_is_named_with_what_the_alias_stands_for() -> None:
    with pytest.raises(UsageError, match='the alias "x" needs 2 arguments, got 1') as raised:
        expand("x", "users update $1 --username $2", ["a"])
    assert raised.value.hint == "It runs: clerk users update $1 --username $2"


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--", "config", "set", "x", "a b"], "config set x 'a b'"),
        (["config set x 'a b'"], "config set x 'a b'"),
        (["clerk config get $1"], "config get $1"),
        (["config", "get", "$1"], "config get $1"),
        (["whoami", "$@", "-o", "json"], "whoami $@ -o json"),
        (["--", "-o", "json", "config", "$1"], "-o json config $1"),
    ],
)
def test_a_command_is_stored_as_it_is_typed(
    clerk: CommandLine, words: list[str], line: str
) -> None:
    assert clerk("config", "alias", "add", "x", *words).code == 0
    assert stored(clerk) == {"x": line}


def test_an_alias_with_arguments_runs(clerk: CommandLine) -> None:
    clerk("config", "alias", "add", "show", "config get $1 -o json")
    clerk("config", "alias", "add", "out", "show output")
    assert clerk("show", "output").json == clerk("out").json
    assert clerk.refuses("show", because='the alias "show" needs 1 argument, got 0')
    assert "clerk config get <key>" in clerk("show", "--help").out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["no-such-command"], 'unknown command "no-such-command" for "clerk"'),
        (["config", "lst"], 'unknown command "lst" for "clerk config"'),
        (["config", "get", "--nope"], 'unknown option "--nope" for "clerk config get"'),
        (["config", "get", "a", "b"], "expected 1 argument (key), got 2: a b"),
        (["config get 'a"], 'alias "x" cannot be split into words'),
        (["config get a | wc"], 'the alias "x" cannot contain |: an alias is a single command'),
        (["!ls"], 'the alias "x" runs a program'),
        (["config get $(ls)"], 'the alias "x" cannot contain $(ls): it is not expanded by a shell'),
        (
            ["config", "get", "${1}"],
            'the alias "x" cannot contain ${1}: it is not expanded by a shell',
        ),
        (["config", "get", "$0"], 'the alias "x" has $0; arguments are numbered from $1'),
        (["config", "get", "a$@"], "$@ must be a word of its own, not a part of a$@"),
    ],
)
def test_what_could_never_work_is_refused(
    clerk: CommandLine, words: list[str], message: str
) -> None:
    assert clerk.refuses("config", "alias", "add", "x", *words, because=message)
    assert stored(clerk) == {}


@pytest.mark.parametrize(
    ("table", "line", "message"),
    [
        (
            {"a": "b", "b": "-p one whoami"},
            "-p two a",
            'the alias "b" selects profile "one", the command line "two"',
        ),
        (
            {"a": "-p one b", "b": "-p two whoami"},
            "a",
            'the alias "a" selects profile "one", the alias "b" "two"',
        ),
    ],
)
def test_a_conflict_of_profiles_names_who_selects_which(
    clerk: CommandLine, table: dict[str, str], line: str, message: str
) -> None:
    clerk.config.mkdir(parents=True)
    (clerk.config / "aliases.json").write_text(json.dumps(table))
    clerk.write_profiles("[profile one]\n\n[profile two]\n")
    assert clerk.refuses(*line.split(), because=message)


def test_the_place_of_an_argument_is_completed(clerk: CommandLine) -> None:
    clerk.config.mkdir(parents=True)
    (clerk.config / "aliases.json").write_text('{"sh": "completion $1"}')
    assert clerk("__complete", "sh", "z").out.startswith("zsh\t")
