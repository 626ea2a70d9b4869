"""JSON text: the standard library's, and safe to look at."""

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


class RowStream(io.StringIO):
    encoding = "utf-8"


class ASCIIStream(io.StringIO):
    encoding = "ascii"


@given(VALUES)
def test_it_is_what_the_standard_library_writes(value: Any) -> None:
    assert Indenter(RowStream()).text(value) == json.dumps(value, indent=2, ensure_ascii=False)
    assert Indenter(ASCIIStream()).text(value) == json.dumps(value, indent=2)


def test_keys_that_are_no_texts_become_texts() -> None:
    assert Indenter(RowStream()).text({1: 2, None: (3, 4)}) == json.dumps(
        {1: 2, None: [3, 4]}, indent=2
    )


@given(VALUES)
def test_what_is_read_back_is_the_same(value: Any) -> None:
    out = RowStream()
    write_json(value, out)
    assert json.loads(out.getvalue()) == value
    assert json.loads(compact(value)) == value


@given(st.text())
def test_there_is_nothing_that_a_terminal_obeys(text: str) -> None:
    out = RowStream()
    write_json({text: text}, out)
    lines = (out.getvalue() + compact(text)).split("\n")
    assert not [c for line in lines for c in line if ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0]
