"""Whatever is written, the parser says yes or no, and what it reads it prints back."""

from __future__ import annotations

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from clerk_cli_protect.event_schema import Schema
from clerk_cli_protect.expressions.evaluate import UndecidedError, matches
from clerk_cli_protect.expressions.lint import lint
from clerk_cli_protect.expressions.parser import parse
from clerk_cli_protect.expressions.pointing import pointed_at
from clerk_cli_protect.expressions.printer import printed
from clerk_cli_protect.expressions.syntax import ExpressionError

EVENT = {"ip": {"asn": {"number": 1}, "privacy": {"is_vpn": True}}, "a": 1, "b": {"c": "x"}}
FIELDS = {"ip": {"fields": {"asn": {"fields": {"number": "INTEGER"}}}}, "a": "INTEGER"}
SCHEMA = Schema({"events": {"SIGN_IN": {"fields": FIELDS}}}).event("SIGN_IN")

WORDS = """
a b.c ip.asn.number ip.privacy.is_vpn 1 2.5 1e3 "x" 'y' "\\"" true false null && || == != < <= > >=
= ! - + * / % ( ) [ ] , . ? : in and or not " ' \\ ` # é
"""
words = st.sampled_from([*WORDS.split(), "\n"])
texts = st.one_of(
    st.text(max_size=60),
    st.lists(words, max_size=25).map(" ".join),
    st.lists(words, max_size=25).map("".join),
)


@settings(max_examples=2000, deadline=None, derandomize=True)
@given(texts)
def test_it_never_crashes_and_prints_back_what_it_read(text: str) -> None:
    assert all(pointed_at(text, problem) for problem in lint(text, SCHEMA))
    try:
        node = parse(text).node
    except ExpressionError:
        return
    assert parse(printed(node)).node == node
    with contextlib.suppress(UndecidedError):
        assert matches(node, EVENT) in (True, False)
