"""Programs for ``--jq``."""

from __future__ import annotations

import gc
import io
import sys
from typing import Any

import pytest

from clerk_cli.errors import ClerkError, HaltError, UsageError
from clerk_cli.output.formats import JSONFormat
from clerk_cli.output.jq import JqFormat, bare
from clerk_cli.output.jq_members import is_brief, needed_members, sees_only_names
from clerk_cli.output.jq_program import JqProgram
from clerk_cli.output.target import OutputTarget
from clerk_cli.output.view import View
from clerk_cli.results import Listing

ROWS: list[dict[str, Any]] = [
    {"id": "user_1", "name": "Ada", "tags": [{"a": 1}, {"a": 2}], "banned": False, "n": 5},
    {"id": "user_2", "name": None, "tags": [], "banned": True, "n": 7},
]


def printed(
    program: str, *, as_document: bool = False, one_line: bool = False, width: int | None = None
) -> str:
    stream = io.StringIO()
    format = JqFormat(JqProgram(program), JSONFormat(), as_document=as_document, one_line=one_line)
    format.write(Listing(ROWS, len(ROWS)), View(), OutputTarget(stream, width))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("program", "names"),
    [
        (".id", ("id",)),
        (" .tags[].a ", ("tags",)),
        (".tags[0].a?", ("tags",)),
        (".id, .name", ("id", "name")),
        ("{id, name}", ("id", "name")),
        ('{a: .id, "b c":.name, n}', ("id", "name", "n")),
        ("[.id,.name] | @tsv", ("id", "name")),
        (".tags | length", ("tags",)),
        ("select(.banned) | .id", ("banned", "id")),
        ('select(.n > 5 and (.name|test("x")|not)) | {id}', ("n", "name", "id")),
        *[
            (program, None)
            for program in (
                ".", "keys", ".[]", ".id as $x | .", "select(.banned)", "select(length > 1) | .id",
                ".id |= 1", ".id // .", "..", "del(.id)", "{id: .}", '{"\\(.n)": .id}', "[.]",
                'select(.id == "x") | .', ".id + .name", ".id, .", "to_entries", "{(.id): .n}",
            )
        ],
    ],
)  # fmt: skip
def test_a_program_gets_only_what_it_names(program: str, names: tuple[str, ...] | None) -> None:
    JqProgram(program)
    assert needed_members(program) == names


@pytest.mark.parametrize(
    ("program", "output"),
    [
        ("keys", '["banned", "id", "n", "name", "tags"]\n' * 2),
        ("keys | length", "5\n5\n"),
        (" length", "5\n5\n"),
        ('has("id"), has("x")', "true\nfalse\n" * 2),
        ('has("n") | not', "false\nfalse\n"),
    ],
)
def test_a_program_that_asks_for_names_gets_no_values(program: str, output: str) -> None:
    assert sees_only_names(program) is ("," not in program)
    assert printed(program) == output


@pytest.mark.parametrize(
    "program", ["keys as $k | .", "keys, .id", "keys - [.id]", "keys |= .", "length + .n", ".keys"]
)
def test_a_program_that_looks_further_gets_values(program: str) -> None:
    assert not sees_only_names(program)


@pytest.mark.parametrize("text", ["\ud800", "\U0001f600", "a\u200bb", "\x1b[1m", "\u2028", "é"])
def test_every_character_reaches_a_program(text: str) -> None:
    stream = io.StringIO()
    format = JqFormat(JqProgram(".x|length"), JSONFormat(), as_document=False, one_line=False)
    format.write(Listing([{"x": text}], 1), View(), OutputTarget(stream))
    assert stream.getvalue() == f"{len(text)}\n"


def test_a_long_program_is_read_at_once() -> None:
    assert needed_members(f"select({'.a.b' * 200} ~ 1)") is None


@pytest.mark.parametrize(
    ("program", "output"),
    [
        (".id", "user_1\nuser_2\n"),
        (".name", "Ada\nnull\n"),
        ("{id, n}", '{"id": "user_1", "n": 5}\n{"id": "user_2", "n": 7}\n'),
        ("select(.banned) | .id", "user_2\n"),
        (".tags[].a", "1\n2\n"),
        ("[.id, .n] | @tsv", "user_1\t5\nuser_2\t7\n"),
        ('"a\\u001b[1mb"', "a\x1b[1mb\n" * 2),
        ('"a\\u200b\\r"', "a\u200b\r\n" * 2),
        ("def f: .id; f", "user_1\nuser_2\n"),
        ("env, $ENV", "{}\n" * 4),
    ],
)
def test_results_are_bare_strings_and_compact_json(program: str, output: str) -> None:
    assert printed(program) == output


def test_half_a_character_is_replaced() -> None:
    assert bare("a\ud83d") == "a\ufffd"


def test_a_string_does_nothing_to_a_terminal() -> None:
    assert printed('"a\\u001b[1mb"', width=80) == "a\\x1b[1mb\n" * 2


def test_a_document_is_what_json_shows() -> None:
    assert printed("(.data | length), .total_count", as_document=True) == "2\n2\n"
    assert printed("{n: [.data[].n]}", as_document=True) == '{"n": [5, 7]}\n'


def test_a_value_is_always_one_line() -> None:
    assert printed('"a\\tb\\nc"', one_line=True) == "a\\tb\\nc\n" * 2


@pytest.mark.parametrize(
    ("program", "message"),
    [
        (".id |", "--jq, line 1, column 5: syntax error, unexpected end of file"),
        (".id\n| foo(1)", "--jq, line 2, column 3: foo/1 is not defined"),
        ("", "--jq, line 1, column 1: the expression is empty"),
        ("# nothing", "--jq"),
    ],
)
def test_an_error_has_its_position(program: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        JqProgram(program)
    assert caught.value.message.startswith(message)


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jq", None)
    with pytest.raises(UsageError, match="--jq needs the jq library") as caught:
        JqProgram(".")
    assert caught.value.hint == "Install it with: clerk plugins install jq"


@pytest.mark.parametrize("program", ["input", "inputs", "first(inputs)"])
def test_a_program_cannot_read_the_next_object(program: str) -> None:
    with pytest.raises(ClerkError, match="object 1: input is not available"):
        printed(program)


def test_a_failure_names_the_object_after_the_results_before_it() -> None:
    stream = io.StringIO()
    format = JqFormat(JqProgram(".name + 1 | 0"), JSONFormat(), as_document=False, one_line=False)
    writer = format.begin(View(), OutputTarget(stream))
    writer.add([ROWS[1]])
    with pytest.raises(ClerkError, match=r"--jq, object 3: "):
        writer.add([ROWS[1], ROWS[0]])
    assert stream.getvalue() == "0\n0\n"


@pytest.mark.parametrize(
    ("program", "status", "text", "output"),
    [
        ("halt", 0, "", ""),
        ("1, halt, 2", 0, "", "1\n"),
        ("if .banned then halt else .id end", 0, "", "user_1\n"),
        (".id | halt_error", 5, "user_1", ""),
        ('"a\nb\n" | halt_error', 5, "a\nb", ""),
        ("{n} | halt_error(7)", 7, '{"n": 5}', ""),
        ("null | halt_error(0)", 0, "", ""),
        (".name | halt_error(255)", 255, "Ada", ""),
        (".id, halt_error(.n)", 5, None, "user_1\n"),
    ],
)
def test_a_program_ends_the_run_as_jq_does(
    program: str, status: int, text: str | None, output: str
) -> None:
    stream = io.StringIO()
    format = JqFormat(JqProgram(program), JSONFormat(), as_document=False, one_line=False)
    with pytest.raises(HaltError) as caught:
        format.write(Listing(ROWS, len(ROWS)), View(), OutputTarget(stream))
    assert (caught.value.status, stream.getvalue()) == (status, output)
    if text is not None:
        assert caught.value.text == text


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ('halt_error("x")', "--jq, object 1: halt_error/1: number required"),
        ("halt_error(300)", r"--jq: halt_error\(300\): the status must be from 0 to 255"),
        ("halt_error(-1)", r"--jq: halt_error\(-1\): the status must be from 0 to 255"),
    ],
)
def test_a_status_that_no_process_can_have_is_an_error(program: str, message: str) -> None:
    with pytest.raises(ClerkError, match=message):
        printed(program)


def test_an_error_is_not_taken_for_a_halt() -> None:
    with pytest.raises(ClerkError, match="object 1: ") as caught:
        printed('.halt = {halt: 0, text: "x"} | error')
    assert not isinstance(caught.value, HaltError)
    assert printed("def halt: .n; halt") == "5\n7\n"


@pytest.mark.parametrize(
    ("program", "brief"),
    [
        (".id", True),
        ("{id, n}, [.id]", True),
        ("select(.n > 5) | .id", True),
        (".tags[].a", True),
        (".a[].b[].c[].d[]", False),
        ("def f: f; f", False),
        (".id | repeat(.)", False),
        ("keys", False),
    ],
)
def test_a_program_of_paths_is_brief(program: str, brief: bool) -> None:
    JqProgram(program)
    assert is_brief(program) is brief


def test_results_are_written_before_all_are_known() -> None:
    class Stream(io.StringIO):
        def write(self, text: str) -> int:
            super().write(text)
            if self.getvalue().count("\n") > 100:
                raise BrokenPipeError
            return len(text)

    stream = Stream()
    format = JqFormat(JqProgram("repeat(.n)"), JSONFormat(), as_document=False, one_line=False)
    with pytest.raises(BrokenPipeError):
        format.write(Listing(ROWS, len(ROWS)), View(), OutputTarget(stream))
    assert stream.getvalue().startswith("5\n5\n")


def test_an_error_that_is_kept_does_not_crash_the_garbage_collector() -> None:
    kept = []
    for program in ("error", "halt", "repeat(1)"):
        try:
            format = JqFormat(JqProgram(program), JSONFormat(), as_document=False, one_line=False)
            format.write(Listing(ROWS, len(ROWS)), View(), OutputTarget(Full()))
        except (ClerkError, BrokenPipeError) as error:
            error.__context__ = error.__cause__ = None
            kept.append(error)
            kept.append(kept)  # type: ignore[arg-type]
    kept.clear()
    assert gc.collect() >= 0


class Full(io.StringIO):
    """A stream that takes nothing."""

    def write(self, text: str) -> int:
        """Fail."""
        raise BrokenPipeError
