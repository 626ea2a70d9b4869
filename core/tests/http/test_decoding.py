"""Bodies that are not the JSON of an API."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerk_cli.http.decoding import MAX_LEVELS, UnreadableError, decode, is_too_deep

LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text('[]{}"\\a')
)
VALUES = st.recursive(
    LEAVES.filter(lambda value: value not in (float("inf"), float("-inf"))),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('[]{}"\\'), inner),
)


@given(VALUES)
def test_a_body_is_read_like_the_standard_library(value: Any) -> None:
    assert decode(json.dumps(value).encode()) == value


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"NaN", "contains NaN"),
        (b'{"a": Infinity}', "contains Infinity"),
        (b"[-Infinity]", "contains -Infinity"),
        (b"1e400", "a number that is too large"),
        (b'{"a": [-1E999]}', "a number that is too large"),
        (b"<html>", "is not JSON"),
        (b'{"id": "user', "is not JSON"),
        (b'{"id": 1} {"id": 2}', "is not JSON"),
        (b"\xff\xfe{}", "is not JSON"),
        (b'{"id": "\xff"}', "is not JSON"),
        (b"9" * 10_000, "is not JSON"),
        (b"[" * 100_000, "is nested deeper than 200 levels"),
        (b"[" * 100_000 + b"]" * 100_000, "is nested deeper than 200 levels"),
        (b'{"a":' * 201 + b"1" + b"}" * 201, "is nested deeper than 200 levels"),
        (b'[{"a":' * 101 + b"1" + b"}]" * 101, "is nested deeper than 200 levels"),
        (b'["[",' * 201 + b"1" + b"]" * 201, "is nested deeper than 200 levels"),
    ],
)
def test_a_body_that_is_not_json_is_described(content: bytes, problem: str) -> None:
    with pytest.raises(UnreadableError, match=problem):
        decode(content)


@pytest.mark.parametrize(
    "content",
    [
        b"[" * MAX_LEVELS + b"]" * MAX_LEVELS,
        b'[{"a":' * 100 + b"1" + b"}]" * 100,
        b'["' + b"[" * 5000 + b'"]',
        b'["\\"' + b"{" * 5000 + b'\\\\"]',
        b"[" + b",".join([b'[{"a": []}]'] * 1000) + b"]",
        '{"é": "日本"}'.encode(),
        b"\xef\xbb\xbf{}",
        b"1e300",
    ],
)
def test_a_body_within_the_bounds_is_read(content: bytes) -> None:
    assert not is_too_deep(content)
    assert decode(content) == json.loads(content)
