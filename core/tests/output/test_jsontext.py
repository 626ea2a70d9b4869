"""JSON text: like the standard library's, and safe to show on a terminal."""

from __future__ import annotations

import io
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clerk_cli.output.jsontext import Indenter, compact, write_json

LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


class UTF8Stream(io.StringIO):
    encoding = "utf-8"


class ASCIIStream(io.StringIO):
    encoding = "ascii"


@given(VALUES)
def test_the_text_equals_the_standard_library_s(value: Any) -> None:
    assert Indenter(UTF8Stream()).text(value) == json.dumps(value, indent=2, ensure_ascii=False)
    assert Indenter(ASCIIStream()).text(value) == json.dumps(value, indent=2)


def test_keys_become_strings() -> None:
    assert Indenter(UTF8Stream()).text({1: 2, None: (3, 4)}) == json.dumps(
        {1: 2, None: [3, 4]}, indent=2
    )


@given(VALUES)
def test_data_survives_a_round_trip(value: Any) -> None:
    out = UTF8Stream()
    write_json(value, out)
    assert json.loads(out.getvalue()) == value
    assert json.loads(compact(value)) == value


@given(st.text())
def test_control_characters_are_escaped(text: str) -> None:
    out = UTF8Stream()
    write_json({text: text}, out)
    lines = (out.getvalue() + compact(text)).split("\n")
    assert not [c for line in lines for c in line if ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0]
