"""Listing, adding, changing and deleting rules, however the live API may respond."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

VPN, PROXY, TOR = "ip.privacy.is_vpn", "ip.privacy.is_proxy", "ip.privacy.is_tor"
RULES = "/v1/protect/rulesets/SIGN_IN/rules"


def test_a_list_follows_every_page(any_api: Any) -> None:
    any_api.add(VPN, PROXY, TOR, "botScore.risk > 0.5", "ip.asn.number == 1")
    out = any_api("rules", "list", "SIGN_IN").out.splitlines()
    assert out[0].split() == ["ID", "POS", "ACTION", "EXPRESSION", "DESCRIPTION"]
    assert [line.split()[1] for line in out[1:]] == ["1", "2", "3", "4", "5"]


def test_a_list_can_be_limited_and_continued(any_api: Any) -> None:
    ids = any_api.add(VPN, PROXY, TOR)
    first = any_api("rules", "ls", "SIGN_IN", "--limit", "1", "-o", "json").json["data"]
    assert [rule["id"] for rule in first] == ids[:1]
    after = ["--after", ids[0], "--limit", "1"]
    second = any_api("rules", "ls", "SIGN_IN", *after, "-o", "json").json["data"]
    assert [rule["id"] for rule in second] == ids[1:2]


@pytest.mark.parametrize(
    ("options", "total"), [([], 3), (["--limit", "2"], None), (["--limit", "2", "--all"], 3)]
)
def test_a_list_has_a_total_if_it_is_known(
    protect: Any, options: list[str], total: int | None
) -> None:
    protect.add(VPN, PROXY, TOR)
    assert protect("rules", "ls", "SIGN_IN", *options, "-o", "json").json["total_count"] == total


def test_a_limited_table_says_how_to_continue(protect: Any) -> None:
    _, second, third = protect.add(VPN, PROXY, TOR)
    limited = protect("rules", "ls", "SIGN_IN", "--limit", "2")
    assert f"There are more rules: --after {second}" in limited.err
    remaining = protect("rules", "ls", "SIGN_IN", "--after", second)
    assert remaining.out.splitlines()[1].split()[:2] == [third, "3"]
    assert "There are more" not in remaining.err


def test_a_large_limit_is_requested_in_pages(clerk: CommandLine, fake_api: FakeAPI) -> None:
    ids = [f"rule_{number}" for number in range(130)]
    pages = [[{"id": id} for id in part] for part in (ids[:100], ids[100:])]
    fake_api.answer({"rules": pages[0], "nextPageToken": "rule_99"}).answer({"rules": pages[1]})
    result = clerk("protect", "rules", "list", "SMS", "--limit", "120", "-o", "json")
    assert [rule["id"] for rule in result.json["data"]] == ids[:120]
    assert fake_api.requests[1].query == [("limit", "100"), ("after", "rule_99")]


def test_an_unknown_cursor_is_refused_even_if_the_server_ignores_it(any_api: Any) -> None:
    (id,) = any_api.add(VPN)
    result = any_api("rules", "list", "SIGN_IN", "--after", "rule_9")
    assert (result.code, result.out) == (2, "")
    assert f'rule "rule_9" does not exist in SIGN_IN\n  Rules: {id}' in result.err


def test_all_rulesets_are_one_table_and_one_object(protect: Any) -> None:
    protect.add(VPN)
    protect.add('phoneNumber.country_code != "US"', ruleset="SMS")
    table = protect("rules", "list").out.splitlines()
    assert [line.split()[0] for line in table] == ["RULESET", "SIGN_IN", "SMS"]
    assert list(protect("rules", "list", "-o", "json").json) == ["SIGN_IN", "SMS"]


def test_an_empty_list_is_a_message(protect: Any) -> None:
    assert "No rules found" in protect("rules", "list").err
    assert protect("rules", "list", "-o", "json").json == {}


def test_a_ruleset_that_fails_is_reported_and_the_others_are_shown(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.fail(404, "resource_not_found", "not enabled").fail(403, "forbidden", "no Protect")
    for _ in range(3):
        fake_api.answer({"rules": [{"id": "rule_1", "expression": "true", "action": "BLOCK"}]})
    result = clerk("protect", "rules", "list")
    assert result.code == 1
    assert "SIGN_IN: no Protect" in result.err
    assert result.out.count("rule_1") == 3


def test_an_api_without_any_ruleset_is_an_error(clerk: CommandLine, fake_api: FakeAPI) -> None:
    for _ in range(5):
        fake_api.fail(404, "resource_not_found", "Protect is not enabled")
    result = clerk("protect", "rules", "list")
    assert (result.code, "Protect is not enabled" in result.err) == (1, True)


def test_a_wrong_key_is_an_error_rather_than_an_empty_list(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.fail(401, "clerk_key_invalid", "The key is wrong")
    result = clerk("protect", "rules", "list")
    assert (result.code, result.out) == (3, "")


def test_a_repeated_page_token_ends_the_list(clerk: CommandLine, fake_api: FakeAPI) -> None:
    page = {"rules": [{"id": "rule_1"}], "nextPageToken": "rule_1"}
    fake_api.answer(page).answer(page)
    result = clerk("protect", "rules", "list", "SMS", "-o", "json")
    assert len(result.json["data"]) == 1
    assert "The API returned the same page of SMS twice" in result.err


def test_a_rule_is_shown_with_its_position(protect: Any) -> None:
    protect.add(VPN)
    (id,) = protect.add(PROXY, description="no proxies")
    out = protect("rules", "get", "sign_in", id).out
    assert "Position:    2" in out
    assert "Description: no proxies" in out


@pytest.mark.parametrize("quirk", ["", "merge-updates", "small-pages"])
@pytest.mark.parametrize(
    ("options", "changes"),
    [
        (["--expression", PROXY], {"expression": PROXY}),
        (["--action", "challenge"], {"action": "CHALLENGE"}),
        (["--description", "new"], {"description": "new"}),
    ],
)
def test_an_edit_keeps_everything_else(
    protect: Any, quirk: str, options: list[str], changes: dict[str, str]
) -> None:
    protect.quirks(quirk)
    others = {"description": "old", "rateLimit": {"keys": ["ip.address"]}, "disabled": True}
    (id,) = protect.add(VPN, **others)
    assert protect("rules", "edit", "SIGN_IN", id, *options).code == 0
    (rule,) = protect.rules()
    expected = {"expression": VPN, "action": "BLOCK", **others, **changes}
    assert {name: rule[name] for name in expected} == expected


def test_an_update_sends_every_writable_field(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fields = {"position": 4, "expression": "true", "rateLimit": {"window": "PT1H"}, "new": [1]}
    fake_api.answer({"rules": [{"id": "rule_1", **fields, "action": "BLOCK", "created_at": 5}]})
    fake_api.answer({"id": "rule_1"})
    assert clerk("protect", "rules", "edit", "SMS", "rule_1", "--action", "allow").code == 0
    assert fake_api.requests[1].body == {**fields, "action": "ALLOW"}


def test_an_edit_that_the_api_rejects_is_explained_with_the_schema(protect: Any) -> None:
    (id,) = protect.add(VPN)
    result = protect("rules", "edit", "SIGN_IN", id, "--expression", "ip.privcy.is_vpn")
    assert (result.code, "did you mean ip.privacy?" in result.err) == (1, True)
    assert protect.expressions() == [VPN]


def test_an_id_is_percent_encoded_in_the_path(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"rules": [{"id": "a/../b?c#d"}]}).answer()
    clerk("protect", "rules", "delete", "SIGN_IN", "a/../b?c#d", "--force")
    assert fake_api.requests[1].target == f"{RULES}/a%2F..%2Fb%3Fc%23d"


def test_a_rule_is_deleted(protect: Any) -> None:
    first, second = protect.add(VPN, PROXY)
    result = protect("rules", "delete", "SIGN_IN", first, "-f", "-o", "json")
    assert result.json == {"id": first, "deleted": True}
    assert [rule["id"] for rule in protect.rules()] == [second]


@pytest.mark.parametrize("quirk", ["", "no-flush", "no-flush,small-pages"])
def test_a_flush_deletes_every_rule(protect: Any, quirk: str) -> None:
    protect.add(VPN, PROXY, TOR)
    protect.quirks(quirk)
    result = protect("rules", "flush", "SIGN_IN", "--force")
    assert (result.code, protect.rules()) == (0, [])


def test_an_expression_that_the_api_rejects_is_explained_with_the_schema(protect: Any) -> None:
    result = protect("rules", "add", "SIGN_IN", "--expression", "ip.privcy.is_vpn")
    assert result.code == 1
    assert "did you mean ip.privacy?" in result.err
    assert "\n     ^^^^^^\n" in result.err
    assert protect.rules() == []


def test_a_mistake_is_a_warning_and_the_server_decides(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.answer({"id": "rule_1", "expression": "a = 1", "action": "BLOCK"})
    result = clerk("protect", "rules", "add", "SMS", "--expression", "a = 1")
    assert result.code == 0
    assert "use == instead of =" in result.err
