"""Text of a server, a file or a plugin, on its way to the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clerk_cli.testing import TEST_KEY, CommandLine, FakeAPI

HOSTILE = "a\x1b[2Jb\x9bc\u202ed\xade\U000e0041f\u3164g\u200bh\r\nℹ i\n✓ Deleted everything."
UNSEEN = set(HOSTILE) - set("abcdefghi\n ℹ✓.[2J") - set("Deleted everything.")


def assert_safe(text: str) -> None:
    """Nothing is left that a terminal obeys or hides, and no line is forged."""
    assert not set(text) & UNSEEN
    assert not [line for line in text.splitlines() if line.lstrip().startswith("✓ Deleted every")]


def error(**members: Any) -> dict[str, Any]:
    entry = {"message": "no", "long_message": "no", "code": "x", "meta": {"param_name": "y"}}
    return {"errors": [entry | members], "clerk_trace_id": "trace_1"}


@pytest.mark.parametrize(
    "body",
    [
        error() | {"clerk_trace_id": HOSTILE},
        error(message=HOSTILE, long_message=None),
        error(long_message=HOSTILE),
        error(code=HOSTILE),
        error(meta={"param_name": HOSTILE}),
        {"errors": [{"message": "no"}, {"message": HOSTILE}]},
        {"errors": [{HOSTILE: HOSTILE}], "clerk_trace_id": [HOSTILE]},
    ],
)
@pytest.mark.parametrize("options", [[], ["--debug"], ["-o", "json"]])
def test_an_error_of_the_api_is_shown_with_escapes(
    things: CommandLine, fake_api: FakeAPI, body: Any, options: list[str]
) -> None:
    fake_api.answer(body, status=404)
    result = things("things", "get", "thing_1", *options)
    assert (result.code, result.out) == (1, "")
    assert_safe(result.err)


@pytest.mark.parametrize("header", ["Content-Type", "Location", "Retry-After", "Server"])
@pytest.mark.parametrize("status", [200, 302, 429, 500])
def test_a_header_is_shown_with_escapes(
    things: CommandLine, fake_api: FakeAPI, header: str, status: int
) -> None:
    value = "a\x1b[2Jb\x9bc\xad"
    fake_api.answer(status=status, headers={header: value, "X": value})
    fake_api.answer(status=status, headers={header: value})
    fake_api.answer(status=status, headers={header: value})
    fake_api.answer(status=status, headers={header: value})
    result = things("things", "get", "thing_1", "--debug")
    fake_api.unexpected.clear()
    assert_safe(result.err + result.out)


@pytest.mark.parametrize("format_", ["table", "json", "yaml", "ndjson", "csv"])
def test_data_is_shown_with_escapes(things: CommandLine, fake_api: FakeAPI, format_: str) -> None:
    thing = {"id": HOSTILE, "name": HOSTILE, HOSTILE: HOSTILE}
    fake_api.answer([thing]).answer(thing)
    listed = things("things", "list", "-o", format_)
    shown = things("things", "get", "thing_1", "-o", format_)
    for result in (listed, shown):
        assert result.code == 0
        assert not set(result.out + result.err) & (UNSEEN - {"\r"})


def test_a_sentence_about_what_was_done_cannot_forge_another(
    things: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer({"id": HOSTILE})
    assert_safe(things("things", "create").err)


def test_a_question_that_is_not_asked_cannot_forge_a_line(things: CommandLine) -> None:
    result = things("things", "delete", HOSTILE)
    assert result.code == 2
    assert_safe(result.err)


@pytest.mark.parametrize(
    "argv",
    [
        [HOSTILE],
        ["things", HOSTILE],
        ["things", "get", "a", HOSTILE],
        ["things", "list", f"--{HOSTILE}"],
        ["things", "list", "--limit", HOSTILE],
        ["things", "list", "-o", HOSTILE],
        ["-p", HOSTILE, "things", "list"],
        ["config", "get", HOSTILE],
        ["config", "alias", "remove", HOSTILE],
    ],
)
def test_words_of_the_command_line_are_shown_with_escapes(
    things: CommandLine, argv: list[str]
) -> None:
    result = things(*argv)
    assert_safe(result.err + result.out)


def test_a_key_file_with_a_hostile_name_is_shown_with_escapes(things: CommandLine) -> None:
    folder = things.directory / "a\x1b[2J\nb\u202e"
    folder.mkdir()
    (folder / ".env").write_bytes(b"CLERK_SECRET_KEY=sk_test_\xff\xfe\n")
    things.directory = folder
    result = things("things", "list", "--dotenv")
    assert result.code
    assert_safe(result.err)


TEA = '''
from clerk_cli.api import Command, Group, argument, hookimpl


@hookimpl
def clerk_groups():
    return [Group("tea", "Make tea", __name__)]


class TeaSpill(Command, name="tea spill", confirm='Spill "{name}"?'):
    """Spill a tea."""

    runs_locally = True
    name: str = argument("Name")

    def run(self, context):
        """Return nothing."""
'''


def test_a_question_on_a_terminal_is_shown_with_escapes(clerk: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / "tea.py").write_text(TEA)
    options = ("--plugins-dir", str(folder))
    terminal = clerk.on_terminal("tea", "spill", "a\x1b[2J\u202e", *options)
    terminal.expect("a\\x1b[2J\\u202e")
    terminal.type("n\r")
    assert terminal.wait() == 0
    assert "\u202e" not in terminal.out.raw + terminal.err.raw
    assert "a\x1b[2J" not in terminal.out.raw + terminal.err.raw


def test_a_prompt_on_a_terminal_is_shown_with_escapes(clerk: CommandLine) -> None:
    terminal = clerk.on_terminal("config", "set", "a\x1b[2J\u202e")
    terminal.expect("a\\x1b[2J\\u202e")
    terminal.type("\x03")
    assert terminal.wait() == 130
    assert "\u202e" not in terminal.out.raw + terminal.err.raw
    assert "a\x1b[2J" not in terminal.out.raw + terminal.err.raw


SECRET = "Corr3ct-Horse\tbattery"


@pytest.mark.parametrize("options", [[], ["--debug"], ["-o", "json"], ["-o", "ndjson", "--debug"]])
@pytest.mark.parametrize("name", ["password", "signing-key"])
def test_a_secret_of_the_command_line_is_never_echoed(
    things: CommandLine, fake_api: FakeAPI, name: str, options: list[str]
) -> None:
    fake_api.answer(
        error(message=f"bad: {SECRET}", long_message=f'"{SECRET}" is weak', meta={"x": [SECRET]})
        | {"clerk_trace_id": SECRET},
        status=422,
    )
    result = things("things", "create", f"--{name}", "-", *options, stdin=SECRET)
    assert result.code == 1
    assert fake_api.requests[0].body[name.replace("-", "_")] == SECRET
    for form in (SECRET, SECRET.replace("\t", "\\t"), "Corr3ct"):
        assert form not in result.err + result.out
    assert "****" in result.err


def test_the_key_is_never_echoed(things: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer(error(message=f"unknown key {TEST_KEY}", long_message=None), status=401)
    result = things("things", "list", "--debug")
    assert result.code == 3
    assert TEST_KEY not in result.err
    assert "unknown key ****" in result.err
