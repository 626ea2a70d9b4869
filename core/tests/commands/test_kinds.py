"""The kinds of values and how they are read from text."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Literal

import pytest

from clerk_cli.commands.kinds import (
    Csv,
    Deadline,
    Duration,
    JsonObject,
    JsonObjects,
    LongText,
    Secret,
    SecretFile,
    Timestamp,
    kind_of,
    read_value,
)
from clerk_cli.commands.points_in_time import duration_text, parse_duration
from clerk_cli.environment import Environment
from clerk_cli.errors import UsageError

Color = Literal["red", "GREEN"]


def read(annotation: Any, text: str, *, stdin: str = "", directory: Path | None = None) -> Any:
    environment = Environment(stdin=io.StringIO(stdin), directory=directory or Path.cwd())
    return read_value(kind_of(annotation), "--x", text, environment)


@pytest.mark.parametrize(
    ("annotation", "text", "value"),
    [
        (str, " as it is ", " as it is "),
        (int | None, "-5", -5),
        (Csv, "a, b,,a , c", ["a", "b", "c"]),
        (Color, "green", "GREEN"),
        (JsonObject, '{"a": [1, null]}', {"a": [1, None]}),
        (JsonObjects, '{"a": 1}', [{"a": 1}]),
        (JsonObjects, '[{"a": 1}, {}]', [{"a": 1}, {}]),
        (JsonObjects, "[]", []),
        (LongText, "one\ntwo\n", "one\ntwo"),
        (LongText, "", ""),
        (Timestamp, "1700000000", 1_700_000_000_000),
        (Timestamp, "1700000000123", 1_700_000_000_123),
        (Timestamp, "2023-11-14T22:13:20Z", 1_700_000_000_000),
        (Secret, "@not a file", "@not a file"),
        (SecretFile, "ak_1", "ak_1"),
    ],
)
def test_text_is_read_as_a_value(annotation: Any, text: str, value: Any) -> None:
    assert read(annotation, text) == value


@pytest.mark.parametrize(
    ("annotation", "text", "message"),
    [
        (int, "abc", '--x: "abc" is not a whole number'),
        (int, "", '--x: "" is not a whole number'),
        (Color, "blue", '--x: "blue" is not one of red, GREEN'),
        (JsonObject, '{"a": }', "--x: not valid JSON at line 1, column 7: Expecting value"),
        (JsonObject, "[1]", '--x: must be a JSON object, such as {"plan": "gold"}'),
        (JsonObject, "null", '--x: must be a JSON object, such as {"plan": "gold"}'),
        (JsonObjects, "[1]", '--x: must be JSON objects, such as [{"name": "Team"}]'),
        (JsonObjects, '"a"', '--x: must be JSON objects, such as [{"name": "Team"}]'),
        (
            LongText,
            "@nope.pem",
            f"--x: cannot read {Path('nope.pem').absolute()}: No such file or directory",
        ),
        (
            Timestamp,
            "soon",
            '--x: "soon" is not a time: use 7d, 2h, 2026-11-01, ISO 8601, or a Unix timestamp',
        ),
    ],
)
def test_invalid_text_is_a_usage_error(annotation: Any, text: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        read(annotation, text)
    assert raised.value.message == message


def test_a_json_object_can_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text('{"plan": "gold"}')
    assert read(JsonObject, "@meta.json", directory=tmp_path) == {"plan": "gold"}


def test_an_error_in_a_file_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "meta.json").write_text('{\n"plan": gold}')
    with pytest.raises(UsageError, match=r"meta\.json, line 2, column 9"):
        read(JsonObject, "@meta.json", directory=tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot read .*nope\.json: No such file"):
        read(JsonObject, "@nope.json", directory=tmp_path)


def test_a_json_object_can_come_from_stdin() -> None:
    assert read(JsonObject, "-", stdin='{"plan": "gold"}\n') == {"plan": "gold"}


def test_long_text_can_come_from_a_file_or_stdin(tmp_path: Path) -> None:
    (tmp_path / "idp.pem").write_bytes(b"one\r\ntwo\r\n")
    assert read(LongText, "@idp.pem", directory=tmp_path) == "one\ntwo"
    assert read(LongText, "-", stdin="one\ntwo\n") == "one\ntwo"


@pytest.mark.parametrize("text", ["-", "@empty"])
def test_an_empty_source_of_long_text_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "empty").write_text(" \n")
    with pytest.raises(UsageError, match=r"(stdin|empty) is empty"):
        read(LongText, text, directory=tmp_path)


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n"])
def test_a_secret_is_all_of_stdin_without_line_ends_around_it(end: str) -> None:
    assert read(Secret, "-", stdin=f"pass word\nrest{end}") == "pass word\nrest"


def test_a_secret_can_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_bytes(b"\xef\xbb\xbfpass word\r\nrest\r\n\r\n")
    assert read(SecretFile, "@secret.txt", directory=tmp_path) == "pass word\nrest"
    assert read(SecretFile, "-", stdin="pass word\n") == "pass word"


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"\n", "secret.txt is empty"), (b"x" * 65_537, "64 KiB"), (b"\xff", "not UTF-8")],
)
def test_a_file_without_a_secret_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "secret.txt").write_bytes(content)
    with pytest.raises(UsageError, match=message):
        read(SecretFile, "@secret.txt", directory=tmp_path)


@pytest.mark.parametrize("text", ["", " ", "\n", "-"])
def test_an_empty_secret_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is empty"):
        read(Secret, text, stdin="\r\n")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no device without an end")
@pytest.mark.parametrize(("annotation", "text"), [(JsonObject, "@/dev/zero"), (Secret, "-")])
def test_a_source_without_an_end_is_refused(
    annotation: Any, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clerk_cli.commands.value_files.MAX_INPUT", 2 * 1024 * 1024)
    with Path("/dev/zero").open("rb") as stream:
        stdin = io.TextIOWrapper(stream)
        with pytest.raises(UsageError, match="is larger than 2 MiB"):
            read_value(kind_of(annotation), "--x", text, Environment(stdin=stdin))


@pytest.mark.parametrize(("length", "is_valid"), [(65_536, True), (65_537, False)])
def test_a_secret_has_a_limit(length: int, is_valid: bool) -> None:
    if is_valid:
        assert len(read(Secret, "-", stdin="x" * length)) == length
    else:
        with pytest.raises(UsageError, match="the secret is larger than 64 KiB"):
            read(Secret, "-", stdin="x" * length)


def test_an_unsupported_annotation_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="unsupported annotation"):
        kind_of(bytes)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Timestamp, "7d", 1_699_395_200_000),
        (Timestamp, " 2H ", 1_699_992_800_000),
        (Deadline, "7d", 1_700_604_800_000),
        (Deadline, "1700000000", 1_700_000_000_000),
        (Duration, "2h", 7_200),
        (Duration, "90", 90),
        (Duration, "1w", 604_800),
    ],
)
def test_a_distance_from_now_leads_where_the_kind_says(kind: Any, text: str, value: int) -> None:
    environment = Environment(variables={}, now=lambda: 1_700_000_000.0)
    assert read_value(kind_of(kind), "--x", text, environment) == value


@pytest.mark.parametrize("text", ["2 hours", "h", "1.5h", "7y", "7٣d", ""])
def test_other_durations_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a duration: use seconds, or 90s, 30m, 2h"):
        read_value(kind_of(Duration), "--x", text, Environment(variables={}))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"), (59, "59s"), (90, "90s"), (120, "2m"), (86_400, "1d"), (172_800, "2d"),
        (604_800, "1w"), (86_401, "86401s"), (315_360_000, "3650d"),
    ],
)  # fmt: skip
def test_a_duration_is_shown_as_it_is_entered(seconds: int, text: str) -> None:
    assert duration_text(seconds) == text
    assert parse_duration(text) == seconds
