"""Mistakes on the command line, each reported as one line before any request."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

VPN, PROXY, TOR = "ip.privacy.is_vpn", "ip.privacy.is_proxy", "ip.privacy.is_tor"


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("rules list NOPE", '"NOPE" is not one of ALL, SIGN_IN, SIGN_UP, SMS, EMAIL'),
        ("rules list --after rule_1", "--after requires a ruleset"),
        ("rules add SIGN_IN", "missing required option: --expression or --generate"),
        ("rules add --expression true", "missing required argument: ruleset"),
        ("rules add SIGN_IN --expression true --generate x", "cannot be combined"),
        ("rules add SIGN_IN --expression true --action KILL", '"KILL" is not one of BLOCK'),
        (
            "rules add SIGN_IN --expression true --before a --after b",
            "cannot be combined with --after",
        ),
        (
            "rules add SIGN_IN --expression true --after a --index 0",
            "cannot be combined with --index",
        ),
        ("rules add SIGN_IN --generate x", "confirmation required"),
        ("rules edit SIGN_IN rule_1", "opening an editor requires an interactive terminal"),
        ("rules edit SIGN_IN rule_1 --ai x", "confirmation required"),
        ("rules edit SIGN_IN rule_1 --ai x --expression true", "cannot be combined"),
        ("rules delete SIGN_IN rule_1", "confirmation required"),
        ("rules flush SIGN_IN", "confirmation required"),
        ("rules reorder SIGN_IN", "or an interactive terminal"),
        ("rules reorder SIGN_IN --top", "--top requires --move"),
        ("rules reorder SIGN_IN --move a", "--move requires one of"),
        ("rules reorder SIGN_IN --move a --top --bottom", "--move requires one of"),
        ("rules reorder SIGN_IN --move a --before a", "cannot be placed relative to itself"),
        (
            "rules reorder SIGN_IN --order a --move b --top",
            "cannot be combined with --move",
        ),
        ("rules test --expression a --event {", "not valid JSON at line 1, column 2"),
        ("rules test --expression a --event []", "must be a JSON object"),
        ("rules test --expression a --event no.json", "no.json: No such file or directory"),
        ("rules list SIGN_IN --limit 0", "--limit must be at least 1"),
        ("rules delete SIGN_IN .. --force", 'ruleId: ".." is not a valid value'),
        ("rules reorder SIGN_IN --move a --to 0", "--to must be at least 1"),
        ("rules reorder SIGN_IN --move a --to 1 --top", "--move requires one of"),
        ("rules test --expression ( --event {}", "cannot parse --expression"),
        ("status --enable-rules --disable-rules", "cannot be combined"),
    ],
)
def test_a_usage_error_is_one_clear_line_before_any_request(
    clerk: CommandLine, fake_api: FakeAPI, argv: str, message: str
) -> None:
    assert clerk.refuses("protect", *argv.split(), because=message)
    assert fake_api.requests == []


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("rules add SIGN_IN --expression true --before rule_9", 'rule "rule_9" does not exist'),
        (
            "rules add SIGN_IN --expression true --index 2",
            "--index must be at most 1 in SIGN_IN, not 2",
        ),
        ("rules reorder SIGN_IN --move rule_9 --top", 'rule "rule_9" does not exist'),
        ("rules reorder SIGN_IN --order rule_9", 'rule "rule_9" does not exist'),
        ("schema show NOPE", 'event type "NOPE" does not exist'),
        ("schema type nope", 'type "nope" does not exist'),
    ],
)
def test_a_missing_object_is_named_with_those_that_exist(
    protect: Any, argv: str, message: str
) -> None:
    (id,) = protect.add(VPN)
    result = protect(*argv.split())
    assert result.code == 2
    assert message in result.err.splitlines()[0]
    existing = {"rule": id, "type": "ip"}.get(argv.split()[-1].split("_")[0], "")
    assert existing in result.err
    assert protect.expressions() == [VPN]


@pytest.mark.parametrize(
    "argv",
    [
        "rules get SIGN_IN rule_9",
        "rules delete SIGN_IN rule_9 --force",
        "rules edit SIGN_IN rule_9 --action ALLOW",
        "rules edit SIGN_IN rule_9 --expression true",
        "rules edit SIGN_IN rule_9 --description x",
    ],
)
def test_an_unknown_rule_is_a_failure_and_nothing_that_writes_is_sent(
    clerk: CommandLine, fake_api: FakeAPI, argv: str
) -> None:
    fake_api.answer({"rules": [{"id": "rule_1", "expression": VPN}]})
    result = clerk("protect", *argv.split())
    assert (result.code, result.out) == (1, "")
    assert result.err == '✗ rule "rule_9" does not exist in SIGN_IN\n  Rules: rule_1\n'
    assert [request.method for request in fake_api.requests] == ["GET"]


def test_a_position_past_the_end_is_refused(protect: Any) -> None:
    (id,) = protect.add(VPN)
    result = protect("rules", "reorder", "SIGN_IN", "--move", id, "--to", "2")
    assert result.code == 2
    assert "--to must be at most 1 in SIGN_IN, not 2\n  The first position is 1." in result.err
