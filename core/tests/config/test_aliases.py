"""The aliases file."""

from __future__ import annotations

from pathlib import Path

import pytest

from clerk_cli.config.alias_expansion import command_words, quote
from clerk_cli.config.aliases import edit, load
from clerk_cli.errors import ConfigError, UsageError


def test_an_absent_file_has_no_aliases(tmp_path: Path) -> None:
    assert load(tmp_path / "aliases.json") == {}


def test_the_file_is_sorted_and_indented_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "aliases.json"
    with edit(path) as table:
        table |= {"b": "users list", "a": "users get"}
    assert path.read_text() == '{\n  "a": "users get",\n  "b": "users list"\n}\n'
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": }', "not valid JSON at line 1, column 7"),
        ("[]", "must be a JSON object of strings"),
        ('{"a": 1}', "must be a JSON object of strings"),
        ('{"a": null}', "must be a JSON object of strings"),
        ('"users list"', "must be a JSON object of strings"),
        ('{"a": "users list"} {}', "not valid JSON at line 1, column 21"),
        ('{"a": "users list", "b": "x", "a": "users delete"}', '"a" is defined more than once'),
        ('{"a": {"b": "x", "b": "y"}}', '"b" is defined more than once'),
        ("[" * 100_000, "nested too deeply"),
        ('{"a": ""}', '"a" has no command'),
        ('{"a": " \\t"}', '"a" has no command'),
        ('{"": "users list"}', "a name that cannot be used"),
        ('{"two words": "users list"}', '"two words" has no command, or a name'),
        ('{"-x": "users list"}', '"-x" has no command, or a name'),
        ('{"a\\u200b": "users list"}', "a name that cannot be used"),
        ("\u200b{}", "not valid JSON at line 1, column 1"),
    ],
)
def test_a_broken_file_is_named_and_never_overwritten(
    tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "aliases.json"
    path.write_text(text)
    with pytest.raises(ConfigError, match=message), edit(path):
        raise AssertionError
    assert path.read_text() == text


@pytest.mark.parametrize(
    "words", [["users", "list"], ["rules", "add", "-g", "block vpn"], ["a", "it's", '"']]
)
def test_quoted_words_split_into_the_same_words(words: list[str]) -> None:
    assert command_words("x", quote(words)) == words


def test_a_text_that_is_not_valid_unicode_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "aliases.json"
    path.write_text('{"a": "users list"}')
    with pytest.raises(ConfigError, match="not valid Unicode"), edit(path) as table:
        table["b"] = "users get \udcff"
    assert load(path) == {"a": "users list"}


@pytest.mark.parametrize("text", ["", " \n", "{}", "\ufeff{}"])
def test_an_empty_file_has_no_aliases(tmp_path: Path, text: str) -> None:
    (tmp_path / "aliases.json").write_text(text, encoding="utf-8")
    assert load(tmp_path / "aliases.json") == {}


def test_a_leading_program_name_is_dropped() -> None:
    assert command_words("x", "clerk users list") == ["users", "list"]


def test_a_command_that_cannot_be_split_is_named() -> None:
    with pytest.raises(UsageError, match='alias "x" cannot be split into words'):
        command_words("x", "users 'list")


@pytest.mark.parametrize(("name", "command"), [("a", ""), ("a", " "), ("", "users"), ("a b", "x")])
def test_what_could_not_be_read_back_is_not_written(
    tmp_path: Path, name: str, command: str
) -> None:
    path = tmp_path / "aliases.json"
    path.write_text('{"b": "users list"}')
    with pytest.raises(UsageError, match="has no command, or a name"), edit(path) as table:
        table[name] = command
    assert load(path) == {"b": "users list"}
