"""What the linter says, against a schema."""

from __future__ import annotations

import pytest

from clerk_cli_protect.event_schema import Schema
from clerk_cli_protect.expressions.evaluate import UndecidedError, matches
from clerk_cli_protect.expressions.lint import lint
from clerk_cli_protect.expressions.parser import parse

IP = {
    "address": "STRING",
    "asn": {"fields": {"number": "INTEGER"}},
    "geo": {"fields": {"country_code": {"type": "STRING", "enum": ["US", "CA"]}}},
    "privacy": {"fields": {"is_vpn": "BOOLEAN", "is_proxy": "BOOLEAN"}},
    "tags": {"items": "STRING"},
}
FIELDS = {"ip": {"fields": IP}, "botScore": {"fields": {"risk": "FLOAT"}}}
EVENT = Schema({"events": {"SIGN_IN": {"fields": FIELDS}}}).event("SIGN_IN")


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
def test_what_is_right_is_left_alone(text: str) -> None:
    assert lint(text, EVENT) == []


@pytest.mark.parametrize(
    ("text", "said", "place"),
    [
        ("ip.privcy.is_vpn", "there is no field ip.privcy; did you mean ip.privacy?", "privcy"),
        ("ip.privacy.is_vpm", "did you mean ip.privacy.is_vpn?", "is_vpm"),
        ("Ip.privacy.is_vpn", "did you mean ip?", "Ip"),
        ("privacy.is_vpn", "did you mean ip.privacy.is_vpn?", "privacy"),
        ("ip.zzzzzz == 1", "there are address, asn, geo, privacy, tags", "zzzzzz"),
        ("ip.asn.number.x == 1", "ip.asn.number is a number and has no fields", "x"),
        ("ip.asn.number", "a rule must be true or false; this is a number", "ip.asn.number"),
        ("ip.asn == 1", "ip.asn has fields; compare one of them", "ip.asn"),
        ('ip.asn.number == "1"', "a number is never compared with a text", '"1"'),
        ("ip.privacy.is_vpn == 1", "true or false is never compared with a number", "1"),
        ("ip.privacy.is_vpn > true", "> does not go with true and false", ">"),
        ("ip.asn.number && ip.privacy.is_vpn", "beside && there must be true or false", "ip.asn."),
        ("!ip.asn.number", "after ! there must be true or false", "ip.asn.number"),
        ("-ip.address == 1", "- wants a number", "ip.address"),
        ('ip.address in "US"', "in wants a list", '"US"'),
        ('ip.asn.number in [1, "2"]', "a number is never a text", '"2"'),
        ('ip.geo.country_code in ["US", "USA"]', "did you mean US?", '"USA"'),
        ("1 < ip.asn.number < 3", "comparisons cannot be chained", "< 3"),
        ('ip.geo.country_code == "USA"', "is never 'USA'; did you mean US?", '"USA"'),
        ('ip.adress.startsWith("10.")', "did you mean ip.address?", "adress"),
        ("ip.asn.number = 1", "use == instead of =", "= 1"),
        ("(ip.privacy.is_vpn", "this ( is not closed", "(ip"),
    ],
)
def test_what_looks_wrong_is_pointed_at(text: str, said: str, place: str) -> None:
    problem = lint(text, EVENT)[0]
    assert said in problem.message
    assert text[problem.span.start :].startswith(place.split()[0])


def test_without_a_schema_only_the_language_is_looked_at() -> None:
    assert lint("whatever.there.is && 1 == 1", None) == []
    assert [each.message for each in lint("a = 1", None)] == ["use == instead of ="]


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
def test_an_expression_is_judged_by_a_sample(text: str, expected: bool) -> None:
    assert matches(parse(text).node, SAMPLE) is expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('in_table("x", ip.asn.number)', "only the server knows"),
        ("ip.privacy.is_tor", "the event has no ip.privacy.is_tor"),
        ("phoneNumber.country_code == 1", "the event has no phoneNumber"),
        ("ip.asn.number", "neither true nor false"),
        ('ip.asn.number < "x"', "only the server knows"),
        ("1 < 2 < 3", "only the server knows"),
        ("1 / 0 == 1", "only the server knows"),
        ("-true", "no number"),
        (f"{'9' * 300} * {'9' * 300} > 1", "only the server knows"),
        (f"{'9' * 300} * {'9' * 300} * 1.5 > 1", "only the server knows"),
        (f"1{'0' * 299} * {'9' * 20}.5 > 1", "only the server knows"),
    ],
)
def test_what_cannot_be_judged_here_is_said(text: str, reason: str) -> None:
    with pytest.raises(UndecidedError, match=reason):
        matches(parse(text).node, SAMPLE)
