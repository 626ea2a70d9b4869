"""The commands that check rules without changing them: lint, test, schema and status."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine

VPN, PROXY, TOR = "ip.privacy.is_vpn", "ip.privacy.is_proxy", "ip.privacy.is_tor"


def test_a_ruleset_is_linted(protect: Any) -> None:
    protect.add(VPN)
    assert protect("rules", "lint", "SIGN_IN").code == 0
    expression = "ip.privacy.is_vpn = 1"
    result = protect("rules", "lint", "SIGN_IN", "--expression", expression, "-o", "json")
    assert result.code == 1
    assert [row["column"] for row in result.json["data"]] == [19, 21]


def test_a_problem_has_its_line_and_column(protect: Any) -> None:
    expression = "ip.privacy.is_vpn &&\n  ip.asn.nummer == 1"
    result = protect("rules", "lint", "SIGN_IN", "--expression", expression, "-o", "json")
    (row,) = result.json["data"]
    assert (row["line"], row["column"]) == (2, 10)


ONE = '{"ip": {"asn": {"number": 1}}}'


@pytest.mark.parametrize(
    ("expression", "code", "matches"),
    [
        ("ip.asn.number == 1", 0, True),
        ("ip.asn.number == 2", 0, False),
        ('in_table("x", 1)', 1, None),
    ],
)
def test_an_expression_is_evaluated_on_a_sample_event(
    clerk: CommandLine, expression: str, code: int, matches: bool | None
) -> None:
    (clerk.directory / "event.json").write_text(ONE)
    argv = ["protect", "rules", "test", "--expression", expression, "--event", "event.json"]
    result = clerk(*argv, "-o", "json")
    assert (result.code, result.json["matches"]) == (code, matches)


@pytest.mark.parametrize("event", ["event.json", "@event.json", "-", ONE, f" {ONE}"])
def test_a_sample_event_comes_from_a_file_stdin_or_the_command_line(
    clerk: CommandLine, event: str
) -> None:
    (clerk.directory / "event.json").write_text(ONE)
    argv = ["protect", "rules", "test", "--expression", "ip.asn.number == 1", "--event", event]
    assert "Matches: yes" in clerk(*argv, stdin=ONE).out


def test_a_sample_event_that_is_not_json_is_refused_with_the_place(clerk: CommandLine) -> None:
    (clerk.directory / "event.json").write_text('{\n"ip": }')
    argv = ["protect", "rules", "test", "--expression", "true", "--event", "event.json"]
    assert clerk.refuses(*argv, because="--event: not valid JSON at event.json, line 2, column 7")


@pytest.mark.parametrize("quirk", ["", "nest-types"])
def test_the_schema_is_shown_whichever_way_it_is_nested(protect: Any, quirk: str) -> None:
    protect.quirks(quirk)
    tree = protect("schema", "show", "SMS").out
    assert "    country_code  " in tree
    flat = protect("schema", "show", "SMS", "--flat", "-o", "json").json
    assert flat["fields"]["phoneNumber.country_code"] == "string"
    assert protect("schema", "list", "-o", "json").json["data"][4]["fields"][0] == "botScore"
    types = protect("schema", "type", "ip", "geo", "-o", "json").json
    assert next(iter(types["geo"]["fields"])) == "city"


def test_the_event_type_all_has_the_fields_of_every_event(protect: Any) -> None:
    fields = protect("schema", "show", "-o", "json").json["fields"]
    assert sorted(fields) == ["botScore", "ip", "userAgent"]


def test_rules_are_disabled_and_enabled(protect: Any) -> None:
    assert "Rules enabled:   yes" in protect("status").out
    disabled = protect("status", "--disable-rules", "-o", "json")
    assert (disabled.json["rules_enabled"], "Rules disabled." in disabled.err) == (False, True)
    assert protect("status", "--enable-rules", "-o", "json").json["rules_enabled"] is True
