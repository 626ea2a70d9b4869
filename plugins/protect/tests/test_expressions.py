"""Reading and printing expressions."""

from __future__ import annotations

import contextlib
import time

import pytest

from clerk_cli.api import cell_width
from clerk_cli_protect.expressions.lint import lint
from clerk_cli_protect.expressions.parser import DEEPEST, parse
from clerk_cli_protect.expressions.pointing import NARROWEST, marked, pointed_at
from clerk_cli_protect.expressions.printer import printed
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
def test_what_is_written_well_is_printed_as_it_was(text: str) -> None:
    assert printed(parse(text).node) == text


@pytest.mark.parametrize(
    ("text", "meant", "said"),
    [
        ("a = 1", "a == 1", "use == instead of ="),
        ("a and b", "a && b", "use && instead of and"),
        ("a OR b", "a || b", "use || instead of OR"),
        ("not a", "!a", "use ! instead of not"),
        ("a == 'x'", 'a == "x"', "use double quotes"),
        ("((a))", "a", None),
    ],
)
def test_what_is_meant_is_understood(text: str, meant: str, said: str | None) -> None:
    expression = parse(text)
    assert printed(expression.node) == meant
    assert [said] * bool(said) == [m.message[: len(said or "")] for m in expression.mistakes]


@pytest.mark.parametrize(
    ("text", "said", "column"),
    [
        ("", "the expression is empty", 0),
        ("a ==", "something is missing at the end", 4),
        ("(a && b", "this ( is not closed", 0),
        ("f(a, b", "this ( is not closed", 1),
        ("[1, 2", "this [ is not closed", 0),
        ("(a]", "expected ), not ]", 2),
        ("a)", "nothing was opened that this closes", 1),
        ("a b", "unexpected b", 2),
        ('a == "x', "this text is not closed", 5),
        ("a & b", "use && for and", 2),
        ("a.1", "a name must follow the dot", 2),
        ("a.", "a name must follow the dot", 2),
        ("`a`", "use double quotes for texts, and none for fields", 0),
        ("a == “x”", "use straight quotes", 5),
        ("a ? b", "expected :", 5),
        ("a == 1 || b == " + "9" * 5000, "more than 300 characters", 15),
        ("a == ٣", "unexpected '٣'", 5),
        ("(" * (DEEPEST + 1) + "a", f"more than {DEEPEST} levels", DEEPEST + 1),
    ],
)
def test_what_cannot_be_read_is_pointed_at(text: str, said: str, column: int) -> None:
    with pytest.raises(ExpressionError) as raised:
        parse(text)
    assert said in raised.value.problem.message
    assert raised.value.problem.span.start == column


@pytest.mark.parametrize("operator", ["||", "&&", "+", "*"])
def test_a_chain_is_flat_however_long_it_is(operator: str) -> None:
    node = parse(f" {operator} ".join("abcd")).node
    assert isinstance(node, Operation)
    assert len(node.operands) == 4


def test_and_binds_stronger_than_or() -> None:
    node = parse("a || b && c").node
    assert isinstance(node, Operation)
    assert (node.operators, printed(node.operands[1])) == (("||",), "b && c")


def test_the_caret_is_under_the_place_on_the_right_line() -> None:
    text = "ip.privacy.is_vpn &&\n  ip.asn = 3"
    (mistake,) = parse(text).mistakes
    assert pointed_at(text, mistake) == "    ip.asn = 3\n           ^ use == instead of ="


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ('name == "日本" && a = 1', 'name == "日本" && a '),
        ('name == "e\u0301" && a = 1', 'name == "e\u0301" && a '),
        ("a &&\n\tb = 1", " b "),
        ('name == "日本" &&\n\n  b = 1\n&& c', "  b "),
    ],
)
def test_a_caret_stands_below_its_place_whatever_is_before_it(text: str, before: str) -> None:
    line, caret = marked(text, parse(text).mistakes[0]).splitlines()
    assert line.startswith(f"  {before}=")
    assert len(caret) == 2 + cell_width(before) + 1


@pytest.mark.parametrize("width", [1, 40, 80])
@pytest.mark.parametrize("name", ["ip.privacy.is_vpn", "日本"])
@pytest.mark.parametrize(("before", "after"), [(0, 20), (20, 0), (20, 20), (0, 0)])
def test_a_caret_is_seen_on_any_terminal(width: int, name: str, before: int, after: int) -> None:
    text = f'"{name}" || ' * before + "a = 1" + f' || "{name}"' * after
    line, caret = marked(text, parse(text).mistakes[0], width).splitlines()
    assert max(cell_width(line), cell_width(caret)) <= max(width, NARROWEST)
    above = line
    while cell_width(above) > cell_width(caret):
        above = above[:-1]
    assert above.endswith("=")


def test_a_line_that_fits_is_not_cut() -> None:
    text = "ip.privacy.is_vpn || ip.privacy.is_proxy || ip.asn.number = 1"
    assert marked(text, parse(text).mistakes[0], 70).startswith(f"  {text}\n")


def test_what_a_terminal_would_obey_is_not_shown_as_it_is() -> None:
    text = 'a == "\x1b[2J" && b = 1'
    line, caret = marked(text, parse(text).mistakes[0]).splitlines()
    assert r'"\x1b[2J"' in line
    assert line[caret.index("^")] == "="


@pytest.mark.parametrize(
    "piece", ["a && ", "a = ", "a && b || ", "(", "!", "a.", "[", "a + ", '"x" ', "a[0]"]
)
def test_a_long_text_takes_time_that_grows_with_its_length(piece: str) -> None:
    def seconds(count: int) -> float:
        text = piece * count + "a"
        begun = time.process_time()
        with contextlib.suppress(ExpressionError):
            printed(parse(text).node)
        lint(text, None)
        return time.process_time() - begun

    seconds(1000)
    short, long = (min(seconds(count) for _ in range(3)) for count in (2000, 16000))
    # Eight times the text; a quadratic parser would take 64 times as long.
    assert long < 30 * short + 0.05
