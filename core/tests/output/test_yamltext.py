"""YAML that is written row by row."""

from __future__ import annotations

import io
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from clerk_cli.output.yamltext import YAMLListWriter

AMBIGUOUS = [
    "yes", "12", "0x1", "1e3", "- a", "a: b", "#x", "2020-01-01", "~", "null", "a #b", "*x", "&y",
    "=", "<<", "https://x.example/y?z=1", "a,b", "12:30", " padded ", "a\nb", "%x", "@x", "!x",
]  # fmt: skip
# YAML cannot hold surrogates; they are replaced.
TEXTS = st.sampled_from(AMBIGUOUS) | st.text(st.characters(exclude_categories=["Cs"]))
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4)
)


@given(st.lists(VALUES, max_size=3))
def test_data_survives_a_round_trip(rows: list[Any]) -> None:
    out = io.StringIO()
    writer = YAMLListWriter(out)
    for row in rows:
        writer.add([row])
    writer.end(len(rows))
    assert yaml.safe_load(out.getvalue()) == {"data": rows, "total_count": len(rows)}
    assert "\x1b" not in out.getvalue()
