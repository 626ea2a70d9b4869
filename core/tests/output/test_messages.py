"""Messages on stderr."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from clerk_cli.environment import Environment
from clerk_cli.errors import APIError, ConfigError
from clerk_cli.output.messages import Messages
from clerk_cli.results import Note


def messages(encoding: str = "utf-8", **variables: str) -> tuple[Messages, io.BytesIO]:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, write_through=True)
    environment = Environment(stderr=stream, stdout=io.StringIO(), variables=variables)
    return Messages(environment), raw


def written(raw: io.BytesIO) -> str:
    return raw.getvalue().decode()


def test_every_kind_of_message_has_a_glyph() -> None:
    output, raw = messages()
    output.success("done")
    output.info("by the way")
    output.warn("careful")
    output.error("broken", "fix it\nor leave it")
    assert written(raw) == "✓ done\nℹ by the way\n⚠ careful\n✗ broken\n  fix it\n  or leave it\n"


def test_only_the_glyph_is_colored() -> None:
    output, raw = messages(FORCE_COLOR="1")
    output.success("done")
    assert written(raw) == "\x1b[32m✓\x1b[0m done\n"


@pytest.mark.parametrize(
    ("variables", "colored"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "0"}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": ""}, False),
    ],
)
def test_color_follows_the_variables(variables: dict[str, str], colored: bool) -> None:
    output, raw = messages(**variables)
    output.warn("x")
    assert ("\x1b" in written(raw)) is colored


def test_a_message_cannot_change_the_terminal() -> None:
    output, raw = messages()
    output.warn("a\x1b[2Jb\u202ec")
    assert written(raw) == "⚠ a\\x1b[2Jb\\u202ec\n"


FORGED = "not found\n✓ Deleted user_1\n[DEBUG] <-- 200\r✗ x"
API_FORGERY = APIError(
    404,
    [{"message": FORGED, "code": FORGED, "meta": {"param_name": FORGED}}, {"message": FORGED}],
    trace_id=FORGED,
    hint=FORGED,
)


@pytest.mark.parametrize(
    "write",
    [
        lambda output: output.success(FORGED),
        lambda output: output.info(FORGED),
        lambda output: output.warn(FORGED),
        lambda output: output.note(Note(FORGED)),
        lambda output: output.note(Note(FORGED, "error")),
        lambda output: output.error(FORGED, FORGED),
        lambda output: output.api_error(API_FORGERY),
        lambda output: output.debug(FORGED),
        lambda output: output.line(FORGED),
        lambda output: output.line("✓ Deleted user_1"),
    ],
)
def test_a_message_cannot_forge_another_line(write: Callable[[Messages], None]) -> None:
    output, raw = messages()
    write(output)
    lines = written(raw).splitlines()
    assert "Deleted" in written(raw)
    for line in lines[1:]:
        assert line.startswith("  ")
        assert not line.strip().startswith(("✓", "✗")) or line.startswith("    ")
    assert not lines[0].startswith("✓ Deleted")


@pytest.mark.parametrize(
    "hostile", ["\x1b[2J", "\x9b2J", "\u2066", "\xad", "\U000e0041", "\r", "\x07"]
)
def test_progress_cannot_change_the_terminal(hostile: str) -> None:
    output, raw = messages()
    output.progress(f"1 of 2 {hostile}")
    assert hostile not in written(raw).removeprefix("\r\x1b[K")


def test_progress_is_not_shown_where_no_line_can_be_cleared() -> None:
    output, raw = messages(TERM="dumb")
    output.progress("1 of 2")
    output.success("done")
    output.progress("")
    assert written(raw) == "✓ done\n"


def test_lines_of_a_debug_entry_are_indented_after_the_first() -> None:
    output, raw = messages()
    output.debug("Traceback:\n  File x\n✗ boom")
    assert written(raw) == "Traceback:\n      File x\n    ✗ boom\n"


def test_lines_without_a_mark_can_be_laid_out() -> None:
    output, raw = messages()
    output.line("\nExpression:\n  a ==\n    ^")
    assert written(raw) == "\nExpression:\n  a ==\n    ^\n"


def test_an_error_for_programs_is_json_in_any_encoding() -> None:
    output, raw = messages("ascii")
    output.json_error(ConfigError("日本 😀 \U000e0041\n"))
    assert json.loads(written(raw))["message"] == "日本 😀 \U000e0041\n"


def test_a_terminal_without_unicode_gets_plain_glyphs() -> None:
    output, raw = messages("ascii")
    output.success("日…")
    assert written(raw) == "+ \\u65e5...\n"


ERROR = APIError(
    422,
    [
        {
            "message": "is taken",
            "long_message": "That username is taken.",
            "code": "form_identifier_exists",
            "meta": {"param_name": "username"},
        },
        {"message": "is missing", "long_message": "is missing", "code": "form_param_missing"},
    ],
    trace_id="trace_7",
    hint="Try another.",
)


def test_every_error_of_the_api_is_shown_with_code_field_and_trace() -> None:
    output, raw = messages()
    output.api_error(ERROR)
    assert written(raw) == (
        "✗ That username is taken.\n"
        "  username: form_identifier_exists\n"
        "  form_param_missing: is missing\n"
        "  HTTP 422 · trace trace_7\n"
        "  Try another.\n"
    )


@pytest.mark.parametrize(
    ("error", "data"),
    [
        (
            ERROR,
            {
                "code": "api",
                "message": "That username is taken.",
                "exit_status": 1,
                "hint": "Try another.",
                "http_status": 422,
                "errors": ERROR.errors,
                "clerk_trace_id": "trace_7",
            },
        ),
        (
            ConfigError("bad"),
            {"code": "config", "message": "bad", "hint": None, "exit_status": 1},
        ),
    ],
)
def test_an_error_for_programs_is_one_line_of_json(error: Any, data: Any) -> None:
    output, raw = messages()
    output.json_error(error)
    assert written(raw).count("\n") == 1
    assert json.loads(written(raw)) == data
