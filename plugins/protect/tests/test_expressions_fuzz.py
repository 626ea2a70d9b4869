"""Any text at all is either parsed and to_source back, or refused with a diagnostic."""

from __future__ import annotations

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from clerk_cli_protect.expressions.annotate import annotate
from clerk_cli_protect.expressions.evaluate import EvaluationError, matches
from clerk_cli_protect.expressions.lint import lint
from clerk_cli_protect.expressions.parser import parse
from clerk_cli_protect.expressions.printer import to_source
from clerk_cli_protect.expressions.syntax import ExpressionError
from clerk_cli_protect.schema.model import Schema

EVENT = {"ip": {"asn": {"number": 1}, "privacy": {"is_vpn": True}}, "a": 1, "b": {"c": "x"}}
FIELDS = {"ip": {"fields": {"asn": {"fields": {"number": "INTEGER"}}}}, "a": "INTEGER"}
SCHEMA = Schema({"events": {"SIGN_IN": {"fields": FIELDS}}}).event_type("SIGN_IN")

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


@settings(max_examples=20 * settings().max_examples, derandomize=True)
@given(texts)
def test_any_text_is_parsed_and_printed_back_or_refused(text: str) -> None:
    assert all(annotate(text, diagnostic) for diagnostic in lint(text, SCHEMA))
    try:
        node = parse(text).node
    except ExpressionError:
        return
    assert parse(to_source(node)).node == node
    with contextlib.suppress(EvaluationError):
        assert matches(node, EVENT) in (True, False)
