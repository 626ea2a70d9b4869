"""``/protect``: rules, their order, and the fields that they can use."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.fields import Field, Flag, Integer, Object, Text, Texts
from clerk_cli_sandbox.identifiers import new_id
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.resources.instance import read_instance, write_instance
from clerk_cli_sandbox.resources.protect_expressions import compile_expression
from clerk_cli_sandbox.resources.protect_schema import EVENTS, schema
from clerk_cli_sandbox.routes import Invocation, Reply, Routes
from clerk_cli_sandbox.store import Document

routes = Routes()

RULESET = "protect_ruleset"
RULESETS = ("ALL", *EVENTS)
PATH = "/protect/rulesets/{ruleset}"
RULES = PATH + "/rules"
ONE = RULES + "/{rule_id}"
PAGE, SMALL_PAGE, LARGEST_PAGE = 50, 2, 200
ACTIONS = ("ALLOW", "BLOCK", "CHALLENGE")
RULE: dict[str, Field] = {
    "expression": Text(nullable=False),
    "action": Text(nullable=False, choices=ACTIONS),
    "description": Text(longest=1000),
    "position": Integer(),
    "disabled": Flag(),
    "rateLimit": Object(),
    "challenge": Object(),
    "blockMessage": Text(),
    "expiresAt": Text(),
}
SWITCHES: dict[str, Field] = {"rules_enabled": Flag(), "specter_enabled": Flag()}
CREATE: dict[str, Field] = RULE | {
    "expression": Text(required=True, nullable=False),
    "action": Text(required=True, nullable=False, choices=ACTIONS),
}


@routes.add("GET", "/protect/schema")
def get_schema(call: Invocation) -> Any:
    """Show the fields of each event."""
    return schema(nest_types=call.quirks.nest_types)


@routes.add("GET", RULES)
def list_rules(call: Invocation) -> Any:
    """List rules in their order, a page at a time."""
    ruleset = _ruleset(call)
    rules, token = _numbered(call, ruleset), None
    if not call.quirks.no_paging:
        rules, token = _page(call, rules)
    return Reply({"rules": rules, "nextPageToken": token}, _etag(call, ruleset))


@routes.add("GET", ONE)
def get_rule(call: Invocation) -> Any:
    """Show a rule."""
    return _find(_numbered(call, _ruleset(call)), call.path["rule_id"])


@routes.add("POST", RULES, CREATE)
def create_rule(call: Invocation) -> Any:
    """Add a rule, at its position or as the last one."""
    ruleset, body = _ruleset(call), dict(call.body)
    position = body.pop("position", None)
    rule: Document = {
        "id": new_id("rule"),
        **body,
        "expression": compile_expression(ruleset["id"], body["expression"]),
        "created_at": call.now,
        "updated_at": call.now,
    }
    place = len(ruleset["rules"])
    if position is not None and not call.quirks.ignore_position:
        place = max(0, position - call.quirks.count_from_one)
    ruleset["rules"].insert(place, rule)
    _save(call, ruleset)
    return _find(_numbered(call, ruleset), rule["id"])


@routes.add("PUT", ONE, RULE)
def update_rule(call: Invocation) -> Any:
    """Write a rule; what the body does not name is gone, unless updates merge."""
    ruleset = _ruleset(call)
    old = _find(ruleset["rules"], call.path["rule_id"])
    body = {name: value for name, value in call.body.items() if name != "position"}
    kept = old if call.quirks.merge_updates else {"created_at": old["created_at"]}
    rule = {**kept, **body, "id": old["id"], "updated_at": call.now}
    for name in ("expression", "action"):
        if not rule.get(name):
            raise Refusal(422, problems.missing(name))
    rule["expression"] = compile_expression(ruleset["id"], rule["expression"])
    place = ruleset["rules"].index(old)
    ruleset["rules"][place] = rule
    _save(call, ruleset)
    return _find(_numbered(call, ruleset), rule["id"])


@routes.add("DELETE", ONE)
def delete_rule(call: Invocation) -> Any:
    """Delete a rule."""
    ruleset = _ruleset(call)
    ruleset["rules"].remove(_find(ruleset["rules"], call.path["rule_id"]))
    _save(call, ruleset)


@routes.add("DELETE", RULES)
def delete_rules(call: Invocation) -> Any:
    """Delete every rule of a ruleset."""
    ruleset = _ruleset(call)
    if call.quirks.no_flush:
        raise problems.no_method("DELETE", "/v1" + RULES.format(**call.path))
    _save(call, ruleset | {"rules": []})


@routes.add("PATCH", PATH, {"rule_ids": Texts(required=True, nullable=False, most=10_000)})
def order_rules(call: Invocation) -> Any:
    """Put the rules into an order that names each of them once."""
    ruleset, wanted = _ruleset(call), call.body["rule_ids"]
    given = call.headers.get("if-match")
    if given is not None and not call.quirks.no_etag and given != _version(ruleset):
        text = "The ruleset was changed meanwhile."
        raise Refusal(412, problems.error("precondition_failed", "precondition failed", text))
    known = {rule["id"]: rule for rule in ruleset["rules"]}
    if sorted(known) != sorted(wanted):
        text = "rule_ids must name every rule of the ruleset once."
        raise Refusal(422, problems.wrong_value("rule_ids", text))
    _save(call, ruleset | {"rules": [known[id] for id in wanted]})
    return {"rule_ids": wanted}


@routes.add("GET", "/instance/protect")
def get_switches(call: Invocation) -> Any:
    """Show whether Protect acts."""
    return _switches(read_instance(call.store))


@routes.add("PATCH", "/instance/protect", SWITCHES)
def update_switches(call: Invocation) -> Any:
    """Turn Protect on or off."""
    given = {name: value for name, value in call.body.items() if value is not None}
    instance = read_instance(call.store) | given
    write_instance(call.store, instance)
    return _switches(instance)


def _ruleset(call: Invocation) -> Document:
    name = call.path["ruleset"]
    if name not in RULESETS:
        raise problems.not_found("ruleset", name)
    return call.store.get(RULESET, name) or {"id": name, "version": 0, "rules": []}


def _save(call: Invocation, ruleset: Document) -> None:
    call.store.put(RULESET, ruleset | {"version": ruleset["version"] + 1})


def _numbered(call: Invocation, ruleset: Document) -> list[Document]:
    first = int(call.quirks.count_from_one)
    return [rule | {"position": first + at} for at, rule in enumerate(ruleset["rules"])]


def _page(call: Invocation, rules: list[Document]) -> tuple[list[Document], str | None]:
    ids = [rule["id"] for rule in rules]
    after = call.value("after")
    if after is not None and after not in ids:
        raise Refusal(422, problems.wrong_value("after", "after must be the id of a rule."))
    begin = ids.index(after) + 1 if after else 0
    usual = SMALL_PAGE if call.quirks.small_pages else PAGE
    size = call.number("limit", usual, smallest=1, largest=LARGEST_PAGE)
    page = rules[begin : begin + (min(size, usual) if call.quirks.small_pages else size)]
    more = begin + len(page) < len(rules)
    return page, page[-1]["id"] if more else None


def _find(rules: list[Document], id: str) -> Document:
    for rule in rules:
        if rule["id"] == id:
            return rule
    raise problems.not_found("rule", id)


def _version(ruleset: Document) -> str:
    return f'"{ruleset["id"]}-{ruleset["version"]}"'


def _etag(call: Invocation, ruleset: Document) -> dict[str, str]:
    return {} if call.quirks.no_etag else {"ETag": _version(ruleset)}


def _switches(instance: Document) -> Document:
    return {
        "object": "instance_protect",
        "rules_enabled": instance.get("rules_enabled", True),
        "specter_enabled": instance.get("specter_enabled", False),
        "checks_bypassed": False,
    }
