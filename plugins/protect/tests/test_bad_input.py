"""Each mistake is one clear line that says what is right."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

VPN, PROXY, TOR = "ip.privacy.is_vpn", "ip.privacy.is_proxy", "ip.privacy.is_tor"


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ("rules list NOPE", '"NOPE" is not one of ALL, SIGN_IN, SIGN_UP, SMS, EMAIL'),
        ("rules list --after rule_1", "--after needs a ruleset"),
        ("rules add SIGN_IN", "a rule needs an expression"),
        ("rules add --expression true", "missing required argument: ruleset"),
        ("rules add SIGN_IN --expression true --generate x", "exclude each other"),
        ("rules add SIGN_IN --expression true --action KILL", '"KILL" is not one of BLOCK'),
        ("rules add SIGN_IN --expression true --before a --after b", "exclude each other"),
        ("rules add SIGN_IN --expression true --after a --index 0", "exclude each other"),
        ("rules add SIGN_IN --generate x", "nobody has seen"),
        ("rules edit SIGN_IN rule_1", "an editor needs an interactive terminal"),
        ("rules edit SIGN_IN rule_1 --ai x", "nobody has seen"),
        ("rules edit SIGN_IN rule_1 --ai x --expression true", "exclude each other"),
        ("rules delete SIGN_IN rule_1", "refusing to go on"),
        ("rules flush SIGN_IN", "refusing to go on"),
        ("rules reorder SIGN_IN", "not an interactive terminal"),
        ("rules reorder SIGN_IN --top", "--top goes with --move"),
        ("rules reorder SIGN_IN --move a", "--move goes with one of"),
        ("rules reorder SIGN_IN --move a --top --bottom", "--move goes with one of"),
        ("rules reorder SIGN_IN --move a --before a", "cannot stand beside itself"),
        ("rules reorder SIGN_IN --order a --move b --top", "exclude each other"),
        ("rules test --expression a --event {", "not valid JSON at line 1, column 2"),
        ("rules test --expression a --event []", "must be a JSON object"),
        ("rules test --expression a --event no.json", "no.json: No such file or directory"),
        ("rules list SIGN_IN --limit 0", "--limit must be at least 1"),
        ("rules delete SIGN_IN .. --force", 'ruleId: ".." is not a valid value'),
        ("rules reorder SIGN_IN --move a --to 0", "--to must be at least 1"),
        ("rules reorder SIGN_IN --move a --to 1 --top", "--move goes with one of"),
        ("rules test --expression ( --event {}", "--expression cannot be read"),
        ("status --enable-rules --disable-rules", "exclude each other"),
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
        ("rules get SIGN_IN rule_9", "there is no rule rule_9 in SIGN_IN"),
        ("rules edit SIGN_IN rule_9 --action ALLOW", "there is no rule rule_9"),
        ("rules add SIGN_IN --expression true --before rule_9", "there is no rule rule_9"),
        (
            "rules add SIGN_IN --expression true --index 2",
            "--index: 2 is beyond the end of SIGN_IN",
        ),
        ("rules reorder SIGN_IN --move rule_9 --top", "there is no rule rule_9"),
        ("rules reorder SIGN_IN --order rule_9", "there is no rule rule_9"),
        ("rules delete SIGN_IN rule_9 --force", "there is no rule rule_9 in SIGN_IN"),
        ("schema show NOPE", 'there is no event type "NOPE"'),
        ("schema type nope", 'there is no type "nope"'),
    ],
)
def test_what_is_not_there_is_named_with_what_is(protect: Any, argv: str, message: str) -> None:
    (id,) = protect.add(VPN)
    result = protect(*argv.split())
    assert result.code == 2
    assert message in result.err.splitlines()[0]
    known = {"rule": id, "type": "ip"}.get(argv.split()[-1].split("_")[0], "")
    assert known in result.err
    assert protect.expressions() == [VPN]


def test_a_position_beyond_the_end_is_refused(protect: Any) -> None:
    (id,) = protect.add(VPN)
    result = protect("rules", "reorder", "SIGN_IN", "--move", id, "--to", "2")
    assert result.code == 2
    assert "--to: 2 is beyond the end of SIGN_IN\n  Give 1 for the first place" in result.err
