"""The order of rules, however the live API counts positions, paginates and versions lists."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

VPN, PROXY, TOR = "ip.privacy.is_vpn", "ip.privacy.is_proxy", "ip.privacy.is_tor"


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("position", "expected"),
    [
        (["--index", "0"], [TOR, VPN, PROXY]),
        (["--to", "1"], [TOR, VPN, PROXY]),
        (["--to", "3"], [VPN, PROXY, TOR]),
        (["--index", "1"], [VPN, TOR, PROXY]),
        (["--index", "2"], [VPN, PROXY, TOR]),
        (["--before", "{1}"], [VPN, TOR, PROXY]),
        (["--after", "{0}"], [VPN, TOR, PROXY]),
        (["--after", "{1}"], [VPN, PROXY, TOR]),
        ([], [VPN, PROXY, TOR]),
    ],
)
def test_a_new_rule_is_inserted_at_its_position(
    any_api: Any, position: list[str], expected: list[str]
) -> None:
    ids = any_api.add(VPN, PROXY)
    words = [word.format(*ids) for word in position]
    result = any_api("rules", "add", "SIGN_IN", "--expression", TOR, *words)
    assert result.code == 0, result.err
    assert any_api.expressions() == expected


def test_the_position_of_a_new_rule_is_reported(protect: Any) -> None:
    protect.add(VPN)
    result = protect("rules", "add", "SIGN_IN", "--expression", TOR, "--index", "0")
    assert "in SIGN_IN at position 1." in result.err


def test_a_rule_that_cannot_be_moved_to_its_position_is_named(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    old, new = {"id": "rule_1"}, {"id": "rule_2"}
    fake_api.answer({"rules": [old]}).answer(new).answer({"rules": [old, new]})
    fake_api.fail(403, "forbidden", "no reordering")
    result = clerk("protect", "rules", "add", "SMS", "--expression", "true", "--index", "0")
    assert result.code == 1
    assert "Rule rule_2 was created, but at position 2." in result.err


@pytest.mark.matrix
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--order", "{2},{0},{1}"], [TOR, VPN, PROXY]),
        (["--move", "{2}", "--top"], [TOR, VPN, PROXY]),
        (["--move", "{0}", "--bottom"], [PROXY, TOR, VPN]),
        (["--move", "{0}", "--after", "{1}"], [PROXY, VPN, TOR]),
        (["--move", "{2}", "--before", "{1}"], [VPN, TOR, PROXY]),
        (["--move", "{2}", "--to", "1"], [TOR, VPN, PROXY]),
        (["--move", "{0}", "--to", "3"], [PROXY, TOR, VPN]),
    ],
)
def test_rules_are_reordered(any_api: Any, options: list[str], expected: list[str]) -> None:
    ids = any_api.add(VPN, PROXY, TOR)
    words = [word.format(*ids) for word in options]
    result = any_api("rules", "reorder", "SIGN_IN", *words, "-o", "json")
    assert result.code == 0, result.err
    assert [rule["expression"] for rule in result.json["data"]] == expected
    assert any_api.expressions() == expected


def test_a_dry_run_changes_nothing(protect: Any) -> None:
    ids = protect.add(VPN, PROXY)
    argv = ["rules", "reorder", "SIGN_IN", "--move", ids[1], "--top", "--dry-run"]
    result = protect(*argv)
    assert f"The new order would be: {ids[1]}, {ids[0]}" in result.err
    assert "1 request not sent" in result.err
    assert protect.expressions() == [VPN, PROXY]


def test_the_current_order_is_not_sent(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"rules": [{"id": "a"}, {"id": "b"}]})
    result = clerk("protect", "rules", "reorder", "SMS", "--order", "a,b")
    assert "are already in this order" in result.err


def pages(*orders: str) -> list[Any]:
    return [{"rules": [{"id": id} for id in order]} for order in orders]


def test_a_move_is_planned_again_after_a_conflict(clerk: CommandLine, fake_api: FakeAPI) -> None:
    before, after = pages("abc", "dabc")
    fake_api.answer(before, headers={"ETag": '"1"'}).fail(412, "precondition_failed", "changed")
    fake_api.answer(after, headers={"ETag": '"2"'}).answer(None, status=204).answer(after)
    result = clerk("protect", "rules", "reorder", "SMS", "--move", "c", "--top")
    assert result.code == 0, result.err
    sent = [(r.headers.get("if-match"), r.body) for r in fake_api.requests if r.method == "PATCH"]
    assert sent == [
        ('"1"', {"rule_ids": ["c", "a", "b"]}),
        ('"2"', {"rule_ids": ["c", "d", "a", "b"]}),
    ]


def test_an_order_that_lacks_a_new_rule_is_refused_after_a_conflict(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    before, after = pages("ab", "abc")
    fake_api.answer(before).fail(409, "conflict", "changed").answer(after)
    result = clerk("protect", "rules", "reorder", "SMS", "--order", "b,a")
    assert result.code == 2
    assert "Missing: c" in result.err


def test_a_second_conflict_is_an_error(clerk: CommandLine, fake_api: FakeAPI) -> None:
    (rules,) = pages("ab")
    fake_api.answer(rules).fail(412, "x", "changed").answer(rules).fail(412, "x", "changed")
    result = clerk("protect", "rules", "reorder", "SMS", "--move", "b", "--top")
    assert result.code == 1
    assert "concurrent modification of SMS" in result.err
