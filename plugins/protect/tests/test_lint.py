"""Linting expressions against a schema, and evaluating them on a sample event."""

from __future__ import annotations

import pytest

from clerk_cli_protect.expressions.evaluate import EvaluationError, matches
from clerk_cli_protect.expressions.lint import lint
from clerk_cli_protect.expressions.parser import parse
from clerk_cli_protect.schema.model import Schema

IP = {
    "address": "STRING",
    "asn": {"fields": {"number": "INTEGER"}},
    "geo": {"fields": {"country_code": {"type": "STRING", "enum": ["US", "CA"]}}},
    "privacy": {"fields": {"is_vpn": "BOOLEAN", "is_proxy": "BOOLEAN"}},
    "tags": {"items": "STRING"},
}
FIELDS = {"ip": {"fields": IP}, "botScore": {"fields": {"risk": "FLOAT"}}}
EVENT = Schema({"events": {"SIGN_IN": {"fields": FIELDS}}}).event_type("SIGN_IN")


@pytest.mark.parametrize(
    "text",
    [
        "ip.privacy.is_vpn",
        "!ip.privacy.is_vpn && ip.asn.number != 1",
        "botScore.risk > 0.7",
        "botScore.risk == 1",
        'ip.geo.country_code == "US"',
        'ip.geo.country_code in ["US", "CA"]',
        'in_table("x", ip.address)',
        '"vpn" in ip.tags',
        "true",
        "ip.asn.number + 1 > 2 * 3",
        'ip.address.startsWith("10.")',
    ],
)
def test_a_correct_expression_has_no_problems(text: str) -> None:
    assert lint(text, EVENT) == []


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("ip.privcy.is_vpn", "field ip.privcy does not exist; did you mean ip.privacy?", "privcy"),
        ("ip.privacy.is_vpm", "did you mean ip.privacy.is_vpn?", "is_vpm"),
        ("Ip.privacy.is_vpn", "did you mean ip?", "Ip"),
        ("privacy.is_vpn", "did you mean ip.privacy.is_vpn?", "privacy"),
        ("ip.zzzzzz == 1", "available: address, asn, geo, privacy, tags", "zzzzzz"),
        ("ip.asn.number.x == 1", "ip.asn.number is a number and has no fields", "x"),
        ("ip.asn.number", "a rule must be a boolean, not a number", "ip.asn.number"),
        ("ip.asn == 1", "ip.asn is a struct; compare one of its fields", "ip.asn"),
        ('ip.asn.number == "1"', "cannot compare a number with a string", '"1"'),
        ("ip.privacy.is_vpn == 1", "cannot compare a boolean with a number", "1"),
        ("ip.privacy.is_vpn > true", "> does not work on booleans", ">"),
        ("ip.asn.number && ip.privacy.is_vpn", "&& requires a boolean, not a number", "ip.asn."),
        ("!ip.asn.number", "! requires a boolean, not a number", "ip.asn.number"),
        ("-ip.address == 1", "- requires a number, not a string", "ip.address"),
        ('ip.address in "US"', "in requires a list, not a string", '"US"'),
        ('ip.asn.number in [1, "2"]', "cannot compare a number with a string", '"2"'),
        ('ip.geo.country_code in ["US", "USA"]', "did you mean US?", '"USA"'),
        ("1 < ip.asn.number < 3", "comparisons cannot be chained", "< 3"),
        ('ip.geo.country_code == "USA"', "is never 'USA'; did you mean US?", '"USA"'),
        ('ip.adress.startsWith("10.")', "did you mean ip.address?", "adress"),
        ("ip.asn.number = 1", "use == instead of =", "= 1"),
        ("(ip.privacy.is_vpn", "unclosed (", "(ip"),
    ],
)
def test_a_mistake_is_reported_with_its_place(text: str, message: str, place: str) -> None:
    diagnostic = lint(text, EVENT)[0]
    assert message in diagnostic.message
    assert text[diagnostic.span.start :].startswith(place.split()[0])


def test_only_the_syntax_is_checked_without_a_schema() -> None:
    assert lint("whatever.there.is && 1 == 1", None) == []
    assert [diagnostic.message for diagnostic in lint("a = 1", None)] == ["use == instead of ="]


SAMPLE = {
    "ip": {"asn": {"number": 13335}, "geo": {"country_code": "US"}, "privacy": {"is_vpn": True}},
    "botScore": {"risk": 0.9},
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ip.privacy.is_vpn", True),
        ("!ip.privacy.is_vpn", False),
        ("ip.asn.number == 13335 && botScore.risk > 0.5", True),
        ("ip.asn.number == 13335.0", True),
        ('ip.asn.number == "13335"', False),
        ('ip.geo.country_code in ["US", "CA"]', True),
        ('ip.geo.country_code < "V"', True),
        ("botScore.risk * 100 >= 90", True),
        ("ip.privacy.is_vpn ? false : true", False),
        ('false && in_table("x", ip.address)', False),
        ('in_table("x", ip.address) || ip.privacy.is_vpn', True),
        ("-botScore.risk < 0", True),
        ("true == 1", False),
        ("ip.privacy.is_vpn in [1]", False),
    ],
)
def test_an_expression_is_evaluated_on_a_sample_event(text: str, expected: bool) -> None:
    assert matches(parse(text).node, SAMPLE) is expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('in_table("x", ip.asn.number)', "only the server can evaluate"),
        ("ip.privacy.is_tor", "the event has no field ip.privacy.is_tor"),
        ("phoneNumber.country_code == 1", "the event has no field phoneNumber"),
        ("ip.asn.number", "is 13335, not a boolean"),
        ('ip.asn.number < "x"', "only the server can evaluate"),
        ("1 < 2 < 3", "only the server can evaluate"),
        ("1 / 0 == 1", "only the server can evaluate"),
        ("-true", "true is true, not a number"),
        (f"{'9' * 300} * {'9' * 300} > 1", "only the server can evaluate"),
        (f"{'9' * 300} * {'9' * 300} * 1.5 > 1", "only the server can evaluate"),
        (f"1{'0' * 299} * {'9' * 20}.5 > 1", "only the server can evaluate"),
    ],
)
def test_an_expression_that_cannot_be_evaluated_has_a_reason(text: str, reason: str) -> None:
    with pytest.raises(EvaluationError, match=reason):
        matches(parse(text).node, SAMPLE)
