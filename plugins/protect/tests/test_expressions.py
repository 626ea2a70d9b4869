"""Parsing and printing expressions."""

from __future__ import annotations

import contextlib
import gc
import time

import pytest

from clerk_cli.api import cell_width
from clerk_cli_protect.expressions.annotate import MIN_WIDTH, annotate, underline
from clerk_cli_protect.expressions.lint import lint
from clerk_cli_protect.expressions.parser import MAX_DEPTH, parse
from clerk_cli_protect.expressions.printer import to_source
from clerk_cli_protect.expressions.syntax import ExpressionError, Operation


@pytest.mark.parametrize(
    "text",
    [
        "ip.privacy.is_vpn",
        "!ip.privacy.is_vpn",
        "ip.privacy.is_vpn == true",
        "ip.asn.number == 13335",
        "botScore.risk > 0.5",
        'ip.geo.country_code == "RU" || ip.geo.country_code == "CN"',
        "ip.privacy.is_vpn && !(ip.privacy.is_relay || ip.privacy.is_tor)",
        'in_table("bad", ip.address)',
        'ip.geo.country_code in ["RU", "CN"]',
        "a + b * -c >= 3",
        "(a + b) * c < 1.5",
        'name.startsWith("x") && list[0].size() == 2',
        "a ? b : c",
        "true",
        "x == null",
    ],
)
def test_a_well_formed_expression_is_printed_unchanged(text: str) -> None:
    assert to_source(parse(text).node) == text


@pytest.mark.parametrize(
    ("text", "corrected", "message"),
    [
        ("a = 1", "a == 1", "use == instead of ="),
        ("a and b", "a && b", "use && instead of and"),
        ("a OR b", "a || b", "use || instead of OR"),
        ("not a", "!a", "use ! instead of not"),
        ("a == 'x'", 'a == "x"', "use double quotes for strings"),
        ("((a))", "a", None),
    ],
)
def test_a_common_mistake_is_corrected_and_reported(
    text: str, corrected: str, message: str | None
) -> None:
    expression = parse(text)
    assert to_source(expression.node) == corrected
    messages = [diagnostic.message for diagnostic in expression.diagnostics]
    assert messages == ([message] if message else [])


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("", "the expression is empty", 0),
        ("a ==", "unexpected end of expression", 4),
        ("(a && b", "unclosed (", 0),
        ("f(a, b", "unclosed (", 1),
        ("[1, 2", "unclosed [", 0),
        ("(a]", "expected ), not ]", 2),
        ("a)", "unmatched )", 1),
        ("a b", "unexpected b", 2),
        ('a == "x', "unterminated string", 5),
        ("a & b", "use && instead of &", 2),
        ("a.1", "expected a name after the dot", 2),
        ("a.", "expected a name after the dot", 2),
        ("`a`", "use double quotes for strings, and no quotes for fields", 0),
        ("a == “x”", "use straight quotes", 5),
        ("a ? b", "expected :", 5),
        ("a == 1 || b == " + "9" * 5000, "longer than 300 characters", 15),
        ("a == ٣", "unexpected '٣'", 5),
        ("(" * (MAX_DEPTH + 1) + "a", f"more than {MAX_DEPTH} levels", MAX_DEPTH + 1),
    ],
)
def test_an_invalid_expression_is_reported_with_its_place(
    text: str, message: str, column: int
) -> None:
    with pytest.raises(ExpressionError) as raised:
        parse(text)
    assert message in raised.value.diagnostic.message
    assert raised.value.diagnostic.span.start == column


@pytest.mark.parametrize("operator", ["||", "&&", "+", "*"])
def test_a_chain_is_flat_however_long_it_is(operator: str) -> None:
    node = parse(f" {operator} ".join("abcd")).node
    assert isinstance(node, Operation)
    assert len(node.operands) == 4


def test_and_binds_more_tightly_than_or() -> None:
    node = parse("a || b && c").node
    assert isinstance(node, Operation)
    assert (node.operators, to_source(node.operands[1])) == (("||",), "b && c")


def test_a_caret_is_on_the_line_of_the_problem() -> None:
    text = "ip.privacy.is_vpn &&\n  ip.asn = 3"
    (diagnostic,) = parse(text).diagnostics
    assert annotate(text, diagnostic) == "    ip.asn = 3\n           ^ use == instead of ="


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ('name == "日本" && a = 1', 'name == "日本" && a '),
        ('name == "e\u0301" && a = 1', 'name == "e\u0301" && a '),
        ("a &&\n\tb = 1", " b "),
        ('name == "日本" &&\n\n  b = 1\n&& c', "  b "),
    ],
)
def test_a_caret_is_below_the_problem_whatever_is_before_it(text: str, before: str) -> None:
    line, caret = underline(text, parse(text).diagnostics[0]).splitlines()
    assert line.startswith(f"  {before}=")
    assert len(caret) == 2 + cell_width(before) + 1


@pytest.mark.parametrize("width", [1, 40, 80])
@pytest.mark.parametrize("name", ["ip.privacy.is_vpn", "日本"])
@pytest.mark.parametrize(("before", "after"), [(0, 20), (20, 0), (20, 20), (0, 0)])
def test_a_caret_is_visible_on_a_terminal_of_any_width(
    width: int, name: str, before: int, after: int
) -> None:
    text = f'"{name}" || ' * before + "a = 1" + f' || "{name}"' * after
    line, caret = underline(text, parse(text).diagnostics[0], width).splitlines()
    assert max(cell_width(line), cell_width(caret)) <= max(width, MIN_WIDTH)
    above = line
    while cell_width(above) > cell_width(caret):
        above = above[:-1]
    assert above.endswith("=")


def test_a_line_that_fits_is_not_truncated() -> None:
    text = "ip.privacy.is_vpn || ip.privacy.is_proxy || ip.asn.number = 1"
    assert underline(text, parse(text).diagnostics[0], 70).startswith(f"  {text}\n")


def test_control_characters_are_escaped() -> None:
    text = 'a == "\x1b[2J" && b = 1'
    line, caret = underline(text, parse(text).diagnostics[0]).splitlines()
    assert r'"\x1b[2J"' in line
    assert line[caret.index("^")] == "="


@pytest.mark.parametrize(
    "piece", ["a && ", "a = ", "a && b || ", "(", "!", "a.", "[", "a + ", '"x" ', "a[0]"]
)
def test_parsing_and_linting_take_linear_time(piece: str) -> None:
    def seconds(count: int) -> float:
        text = piece * count + "a"
        gc.disable()  # a collection looks at all objects of the test run
        try:
            start = time.thread_time()
            with contextlib.suppress(ExpressionError):
                to_source(parse(text).node)
            lint(text, None)
            return time.thread_time() - start
        finally:
            gc.enable()

    short, long = (min(seconds(count) for _ in range(2)) for count in (200, 1600))
    # Eight times the text; a quadratic parser would take 64 times as long.
    assert long < 24 * short + 0.02
