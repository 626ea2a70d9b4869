"""The commands about rules, against the sandbox in each way that the live API may answer."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli.testing import CommandLine, FakeAPI

VPN, PROXY, TOR = "ip.privacy.is_vpn", "ip.privacy.is_proxy", "ip.privacy.is_tor"
ORDERING = ["", "no-paging", "small-pages", "no-etag", "count-from-one", "ignore-position"]
RULES = "/v1/protect/rulesets/SIGN_IN/rules"


@pytest.fixture(params=ORDERING)
def any_api(request: pytest.FixtureRequest, protect: Any) -> Any:
    """The sandbox with each quirk that bears on order and paging."""
    protect.quirks(request.param)
    return protect


def test_a_list_follows_every_page(any_api: Any) -> None:
    any_api.add(VPN, PROXY, TOR, "botScore.risk > 0.5", "ip.asn.number == 1")
    out = any_api("rules", "list", "SIGN_IN").out.splitlines()
    assert out[0].split() == ["ID", "POS", "ACTION", "EXPRESSION", "DESCRIPTION"]
    assert [line.split()[1] for line in out[1:]] == ["1", "2", "3", "4", "5"]


def test_a_list_can_be_cut_and_gone_on_with(any_api: Any) -> None:
    ids = any_api.add(VPN, PROXY, TOR)
    first = any_api("rules", "ls", "SIGN_IN", "--limit", "1", "-o", "json").json["data"]
    assert [rule["id"] for rule in first] == ids[:1]
    after = ["--after", ids[0], "--limit", "1"]
    rest = any_api("rules", "ls", "SIGN_IN", *after, "-o", "json").json["data"]
    assert [rule["id"] for rule in rest] == ids[1:2]


def test_all_rulesets_are_one_table_and_one_object(protect: Any) -> None:
    protect.add(VPN)
    protect.add('phoneNumber.country_code != "US"', ruleset="SMS")
    table = protect("rules", "list").out.splitlines()
    assert [line.split()[0] for line in table] == ["RULESET", "SIGN_IN", "SMS"]
    assert list(protect("rules", "list", "-o", "json").json) == ["SIGN_IN", "SMS"]


def test_no_rules_is_a_sentence(protect: Any) -> None:
    assert "No rules found" in protect("rules", "list").err
    assert protect("rules", "list", "-o", "json").json == {}


def test_a_ruleset_that_fails_is_told_and_the_others_are_shown(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    fake_api.fail(404, "resource_not_found", "not enabled").fail(403, "forbidden", "no Protect")
    for _ in range(3):
        fake_api.answer({"rules": [{"id": "rule_1", "expression": "true", "action": "BLOCK"}]})
    result = clerk("protect", "rules", "list")
    assert result.code == 1
    assert "SIGN_IN: no Protect" in result.err
    assert result.out.count("rule_1") == 3


def test_a_wrong_key_is_no_empty_list(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.fail(401, "clerk_key_invalid", "The key is wrong")
    result = clerk("protect", "rules", "list")
    assert (result.code, result.out) == (3, "")


def test_a_server_that_repeats_its_token_is_not_asked_forever(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    page = {"rules": [{"id": "rule_1"}], "nextPageToken": "rule_1"}
    fake_api.answer(page).answer(page)
    assert len(clerk("protect", "rules", "list", "SMS", "-o", "json").json["data"]) == 1


def test_a_rule_is_shown_with_its_position(protect: Any) -> None:
    protect.add(VPN)
    (id,) = protect.add(PROXY, description="no proxies")
    out = protect("rules", "get", "sign_in", id).out
    assert "Position:    2" in out
    assert "Description: no proxies" in out


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (["--index", "0"], [TOR, VPN, PROXY]),
        (["--index", "1"], [VPN, TOR, PROXY]),
        (["--index", "2"], [VPN, PROXY, TOR]),
        (["--before", "{1}"], [VPN, TOR, PROXY]),
        (["--after", "{0}"], [VPN, TOR, PROXY]),
        (["--after", "{1}"], [VPN, PROXY, TOR]),
        ([], [VPN, PROXY, TOR]),
    ],
)
def test_a_new_rule_stands_where_it_is_wanted(
    any_api: Any, place: list[str], expected: list[str]
) -> None:
    ids = any_api.add(VPN, PROXY)
    words = [word.format(*ids) for word in place]
    result = any_api("rules", "add", "SIGN_IN", "--expression", TOR, *words)
    assert result.code == 0, result.err
    assert any_api.expressions() == expected


def test_where_a_rule_stands_is_said(protect: Any) -> None:
    protect.add(VPN)
    result = protect("rules", "add", "SIGN_IN", "--expression", TOR, "--index", "0")
    assert "in SIGN_IN as number 1." in result.err


def test_a_rule_that_cannot_be_placed_is_named(clerk: CommandLine, fake_api: FakeAPI) -> None:
    old, new = {"id": "rule_1"}, {"id": "rule_2"}
    fake_api.answer({"rules": [old]}).answer(new).answer({"rules": [old, new]})
    fake_api.fail(403, "forbidden", "no reordering")
    result = clerk("protect", "rules", "add", "SMS", "--expression", "true", "--index", "0")
    assert result.code == 1
    assert "Rule rule_2 exists, but as number 2." in result.err


@pytest.mark.parametrize("quirk", ["", "merge-updates", "small-pages"])
@pytest.mark.parametrize(
    ("options", "changed"),
    [
        (["--expression", PROXY], {"expression": PROXY}),
        (["--action", "challenge"], {"action": "CHALLENGE"}),
        (["--description", "new"], {"description": "new"}),
    ],
)
def test_an_edit_loses_nothing(
    protect: Any, quirk: str, options: list[str], changed: dict[str, str]
) -> None:
    protect.quirks(quirk)
    whole = {"description": "old", "rateLimit": {"keys": ["ip.address"]}, "disabled": True}
    (id,) = protect.add(VPN, **whole)
    assert protect("rules", "edit", "SIGN_IN", id, *options).code == 0
    (rule,) = protect.rules()
    wanted = {"expression": VPN, "action": "BLOCK", **whole, **changed}
    assert {name: rule[name] for name in wanted} == wanted


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


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--order", "{2},{0},{1}"], [TOR, VPN, PROXY]),
        (["--move", "{2}", "--top"], [TOR, VPN, PROXY]),
        (["--move", "{0}", "--bottom"], [PROXY, TOR, VPN]),
        (["--move", "{0}", "--after", "{1}"], [PROXY, VPN, TOR]),
        (["--move", "{2}", "--before", "{1}"], [VPN, TOR, PROXY]),
    ],
)
def test_rules_are_put_into_another_order(
    any_api: Any, options: list[str], expected: list[str]
) -> None:
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
    assert [line.split()[3] for line in result.out.splitlines()[1:]] == [PROXY, VPN]
    assert "nothing was changed" in result.err
    assert protect.expressions() == [VPN, PROXY]


def test_an_order_that_is_there_already_is_not_sent(clerk: CommandLine, fake_api: FakeAPI) -> None:
    fake_api.answer({"rules": [{"id": "a"}, {"id": "b"}]})
    result = clerk("protect", "rules", "reorder", "SMS", "--order", "a,b")
    assert "have this order already" in result.err


def pages(*orders: str) -> list[Any]:
    return [{"rules": [{"id": id} for id in order]} for order in orders]


def test_a_move_is_planned_again_when_the_rules_changed_meanwhile(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
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


def test_a_whole_order_is_never_guessed_for_rules_that_it_does_not_know(
    clerk: CommandLine, fake_api: FakeAPI
) -> None:
    before, after = pages("ab", "abc")
    fake_api.answer(before).fail(409, "conflict", "changed").answer(after)
    result = clerk("protect", "rules", "reorder", "SMS", "--order", "b,a")
    assert result.code == 2
    assert "Missing: c" in result.err


def test_a_second_conflict_ends_it(clerk: CommandLine, fake_api: FakeAPI) -> None:
    (rules,) = pages("ab")
    fake_api.answer(rules).fail(412, "x", "changed").answer(rules).fail(412, "x", "changed")
    result = clerk("protect", "rules", "reorder", "SMS", "--move", "b", "--top")
    assert result.code == 1
    assert "somebody else keeps changing SMS" in result.err


def test_what_the_api_refuses_is_explained_with_the_schema(protect: Any) -> None:
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


def test_a_ruleset_is_linted(protect: Any) -> None:
    protect.add(VPN)
    assert protect("rules", "lint", "SIGN_IN").code == 0
    expression = "ip.privacy.is_vpn = 1"
    result = protect("rules", "lint", "SIGN_IN", "--expression", expression, "-o", "json")
    assert result.code == 1
    assert [row["column"] for row in result.json["data"]] == [19, 21]


@pytest.mark.parametrize(
    ("expression", "event", "code", "matches"),
    [
        ("ip.asn.number == 1", '{"ip": {"asn": {"number": 1}}}', 0, True),
        ("ip.asn.number == 2", '{"ip": {"asn": {"number": 1}}}', 0, False),
        ('in_table("x", 1)', "{}", 1, None),
    ],
)
def test_an_expression_is_tried_on_a_sample(
    clerk: CommandLine, expression: str, event: str, code: int, matches: bool | None
) -> None:
    (clerk.directory / "event.json").write_text(event)
    argv = ["protect", "rules", "test", "--expression", expression, "--event", "@event.json"]
    result = clerk(*argv, "-o", "json")
    assert (result.code, result.json["matches"]) == (code, matches)


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


def test_all_is_what_every_event_has(protect: Any) -> None:
    fields = protect("schema", "show", "-o", "json").json["fields"]
    assert sorted(fields) == ["botScore", "ip", "userAgent"]


def test_rules_are_turned_off_and_on(protect: Any) -> None:
    assert "Rules enabled:   yes" in protect("status").out
    off = protect("status", "--disable-rules", "-o", "json")
    assert (off.json["rules_enabled"], "Rules disabled." in off.err) == (False, True)
    assert protect("status", "--enable-rules", "-o", "json").json["rules_enabled"] is True


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
        ("rules test --expression a --event {", "not valid JSON"),
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
