"""Rules of Protect, their order, and every quirk."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clerk_cli.testing import CommandLine
from clerk_cli_sandbox.application import HTTPRequest, HTTPResponse
from clerk_cli_sandbox.http.quirks import Quirks

PATH = "/protect/rulesets/SIGN_IN"
RULES = f"{PATH}/rules"
FIELD = "ip.asn.number"


@pytest.fixture
def ids(api: Any) -> list[str]:
    """Five rules, in order."""
    return [add(api, f"{FIELD} == {number}")["id"] for number in range(5)]


def add(api: Any, expression: str, **members: Any) -> Any:
    return api.ok("POST", RULES, {"expression": expression, "action": "BLOCK", **members})


def set_quirks(api: Any, *names: str) -> None:
    """Turn quirks on."""
    api.sandbox.quirks = Quirks.parse(",".join(names))


def send(api: Any, method: str, target: str, body: Any = None, **headers: str) -> HTTPResponse:
    """A response with its headers."""
    text = b"" if body is None else json.dumps(body).encode()
    response: HTTPResponse = api.sandbox.handle(
        HTTPRequest(method, f"/v1{target}", api.headers | headers, text)
    )
    return response


def order(api: Any) -> list[str]:
    return [rule["id"] for rule in api.ok("GET", RULES)["rules"]]


@pytest.mark.parametrize(
    ("names", "query", "expected", "has_more"),
    [
        ([], "", 5, False),
        ([], "?limit=2", 2, True),
        (["small-pages"], "", 2, True),
        (["small-pages"], "?limit=4", 2, True),
        (["no-paging"], "?limit=2", 5, False),
    ],
)
def test_rules_are_listed_in_pages_or_completely(
    api: Any, ids: list[str], names: list[str], query: str, expected: int, has_more: bool
) -> None:
    set_quirks(api, *names)
    page = api.ok("GET", RULES + query)
    assert len(page["rules"]) == expected
    assert page["nextPageToken"] == (ids[expected - 1] if has_more else None)


@pytest.mark.parametrize(("names", "first"), [([], 2), (["no-paging"], 0)])
def test_a_cursor_is_used_or_ignored(
    api: Any, ids: list[str], names: list[str], first: int
) -> None:
    set_quirks(api, *names)
    page = api.ok("GET", f"{RULES}?after={ids[1]}")
    assert page["rules"][0]["id"] == ids[first]


@pytest.mark.parametrize(("names", "description"), [([], None), (["merge-updates"], "mine")])
def test_an_update_replaces_or_merges_a_rule(
    api: Any, names: list[str], description: str | None
) -> None:
    rule = add(api, f"{FIELD} == 1", description="mine")
    set_quirks(api, *names)
    body = {"expression": f"{FIELD} == 2", "action": "ALLOW"}
    assert api.ok("PUT", f"{RULES}/{rule['id']}", body).get("description") == description


def test_an_update_that_replaces_a_rule_needs_all_its_fields(api: Any) -> None:
    rule = add(api, f"{FIELD} == 1")
    response = api.errors("PUT", f"{RULES}/{rule['id']}", {"action": "ALLOW"})
    assert response == (422, [("form_param_missing", "expression")])


@pytest.mark.parametrize(
    ("names", "index", "position"),
    [([], 1, 1), (["count-from-one"], 0, 1), (["ignore-position"], 5, 5)],
)
def test_a_position_starts_at_zero_or_one_or_is_ignored(
    api: Any, ids: list[str], names: list[str], index: int, position: int
) -> None:
    set_quirks(api, *names)
    rule = add(api, "true", position=1)
    assert rule["position"] == position
    assert order(api).index(rule["id"]) == index


@pytest.mark.parametrize(("names", "status"), [([], 412), (["no-etag"], 200)])
def test_an_order_with_an_outdated_etag_is_rejected_if_etags_exist(
    api: Any, ids: list[str], names: list[str], status: int
) -> None:
    set_quirks(api, *names)
    etag = send(api, "GET", RULES).headers.get("ETag")
    assert (etag is None) == bool(names)
    body = {"rule_ids": ids[::-1]}
    assert send(api, "PATCH", PATH, body, **{"if-match": '"other"'}).status == status


def test_an_order_with_the_current_etag_is_accepted_once(api: Any, ids: list[str]) -> None:
    etag = {"if-match": send(api, "GET", RULES).headers["ETag"]}
    assert send(api, "PATCH", PATH, {"rule_ids": ids[::-1]}, **etag).status == 200
    assert order(api) == ids[::-1]
    assert send(api, "PATCH", PATH, {"rule_ids": ids}, **etag).status == 412


@pytest.mark.parametrize("change", [lambda ids: ids[1:], lambda ids: [*ids, ids[0]]])
def test_an_order_must_include_every_rule_once(api: Any, ids: list[str], change: Any) -> None:
    assert api.errors("PATCH", PATH, {"rule_ids": change(ids)})[0] == 422
    assert order(api) == ids


@pytest.mark.parametrize(("names", "status", "remaining"), [([], 204, 0), (["no-flush"], 405, 5)])
def test_all_rules_are_deleted_at_once_or_not_at_all(
    api: Any, ids: list[str], names: list[str], status: int, remaining: int
) -> None:
    set_quirks(api, *names)
    assert api("DELETE", RULES)[0] == status
    assert len(order(api)) == remaining


@pytest.mark.parametrize("names", [[], ["nest-types"]])
def test_fields_are_listed_next_to_their_type_or_in_it(api: Any, names: list[str]) -> None:
    set_quirks(api, *names)
    event = api.ok("GET", "/protect/schema")["events"]["SIGN_IN"]
    assert "ip" in (event["type"] if names else event)["fields"]


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("", "empty"),
        (f"{FIELD} = 1", "did you mean '=='?"),
        (f"({FIELD} == 1", "missing closing"),
        (f"{FIELD} ==", "unexpected end"),
        ("ip.nope == 1", "undefined field 'ip.nope'"),
        ("phoneNumber.line_type == 1", "undefined field"),
    ],
)
def test_an_invalid_expression_is_rejected(api: Any, expression: str, message: str) -> None:
    status, response = api("POST", RULES, {"expression": expression, "action": "BLOCK"})
    assert status == 422
    assert message in response["errors"][0]["long_message"]


def test_an_invalid_quirk_is_rejected_with_a_list_of_valid_ones(clerk: CommandLine) -> None:
    env = {"CLERK_SANDBOX_QUIRKS": "no-tags"}
    result = clerk("-p", "sandbox", "protect", "status", env=env)
    assert result.code == 2
    assert '"no-tags" is not a valid sandbox quirk' in result.err
    assert all(field.replace("_", "-") in result.err for field in Quirks._fields)
