"""YAML, written at once or row by row, as readers of YAML 1.1 and of YAML 1.2 take it."""

from __future__ import annotations

import io
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from clerk_cli.output.yamltext import YAMLListWriter, write_yaml

AMBIGUOUS = [
    "yes", "12", "0x1", "1e3", "- a", "a: b", "#x", "2020-01-01", "~", "null", "a #b", "*x", "&y",
    "=", "<<", "https://x.example/y?z=1", "a,b", "12:30", " padded ", "a\nb", "%x", "@x", "!x",
    "0899", "0o14", "12e45", "1_000", "0x1F", "0b11", "y", "N", "Off", "NULL", "True", "+1", "-0",
    ".5", "5.", "1.e3", ".inf", "-.INF", ".NaN", "190:20:30.15", "2026-01-01T10:00:00Z",
    "2026-1-1 10:00:00 +1", "0", "-", "?", ":", "---", "...", "- ", "? a", ": a", "'", '"', "",
    "._", "-._", ".__", "._1", "-_", "+_", "-1_", "-a",
]  # fmt: skip
NUMBERS = st.text("0123456789.-+_:eExXobaFzZtT ", max_size=12)
# YAML cannot hold surrogates; they are replaced.
TEXTS = st.sampled_from(AMBIGUOUS) | NUMBERS | st.text(st.characters(exclude_categories=["Cs"]))
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4)
)
LONG_NAME = "n" * 2000


def read_1_1(text: str) -> Any:
    return yaml.safe_load(text)


def read_1_2(text: str) -> Any:
    reader = YAML(typ="safe", pure=True)
    reader.version = (1, 2)
    return reader.load(text)


READERS = [read_1_1, read_1_2]


def document(value: Any) -> str:
    out = io.StringIO()
    write_yaml(value, out)
    return out.getvalue()


def streamed(rows: list[Any]) -> str:
    out = io.StringIO()
    writer = YAMLListWriter(out)
    for row in rows:
        writer.add([row])
    writer.end(len(rows))
    return out.getvalue()


@pytest.mark.slow
@given(st.lists(VALUES, max_size=3))
@example([{LONG_NAME: 1}, {LONG_NAME: {"a": [1]}}, {LONG_NAME: [{"a": 1}]}])
def test_data_survives_a_round_trip_through_every_reader(rows: list[Any]) -> None:
    for text in (streamed(rows), document({"data": rows, "total_count": len(rows)})):
        for read in READERS:
            assert read(text) == {"data": rows, "total_count": len(rows)}
        assert "\x1b" not in text


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("text", AMBIGUOUS)
def test_text_that_looks_like_something_else_stays_text(text: str, read: Any) -> None:
    assert read(document({"a": text, "b": {text: [text]}})) == {"a": text, "b": {text: [text]}}
    assert read(streamed([{text: text}]))["data"] == [{text: text}]


# Readers differ in these words, and neither of those above takes all that YAML 1.1 allows.
@pytest.mark.parametrize("text", ["y", "Y", "n", "N", "yes", "NO", "on", "Off", "0899", "1_000"])
def test_text_that_only_some_readers_take_for_something_else_is_quoted(text: str) -> None:
    assert f"a: '{text}'\n" in document({"a": text})
    assert f"- a: '{text}'\n" in streamed([{"a": text}])
