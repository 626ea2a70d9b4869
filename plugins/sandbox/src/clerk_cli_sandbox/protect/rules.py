"""``/protect``: rules, their order, and the fields that expressions can use."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from clerk_cli.operations import Parameter, Schema
from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.routing import JSONResponse, Request, Routes
from clerk_cli_sandbox.instance.settings import read_instance, update_settings
from clerk_cli_sandbox.protect.expressions import compile_expression
from clerk_cli_sandbox.protect.schema import EVENTS, schema
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject

routes = Routes()

RULESET = "protect_ruleset"
RULESETS = ("ALL", *EVENTS)
RULESET_PATH = "/protect/rulesets/{ruleset}"
RULES_PATH = RULESET_PATH + "/rules"
RULE_PATH = RULES_PATH + "/{rule_id}"
PAGE_SIZE, SMALL_PAGE_SIZE, MAX_PAGE_SIZE = 50, 2, 200
ACTIONS = ("ALLOW", "BLOCK", "CHALLENGE")
FIELDS: dict[str, Schema] = {
    "expression": {"type": "string"},
    "action": {"type": "string", "enum": ACTIONS},
    "description": {"type": "string", "nullable": True, "maxLength": 1000},
    "position": {"type": "integer", "nullable": True, "minimum": 0},
    "disabled": {"type": "boolean", "nullable": True},
    "rateLimit": {"type": "object", "nullable": True},
    "challenge": {"type": "object", "nullable": True},
    "blockMessage": {"type": "string", "nullable": True},
    "expiresAt": {"type": "string", "nullable": True},
}
UPDATE: Schema = {"type": "object", "properties": FIELDS}
CREATE: Schema = {**UPDATE, "required": ["expression", "action"]}
RULE_IDS: Schema = {"type": "array", "maxItems": 10_000, "items": {"type": "string"}}
ORDER: Schema = {"type": "object", "properties": {"rule_ids": RULE_IDS}, "required": ["rule_ids"]}
PAGES = (
    Parameter("limit", "query", {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE}, False),
    Parameter("after", "query", {"type": "string"}, False),
)


@routes.add("GET", "/protect/schema")
def get_schema(request: Request) -> Any:
    """Show the fields of every event."""
    return schema(nest_types=request.quirks.nest_types)


@routes.add("GET", RULES_PATH, parameters=PAGES)
def list_rules(request: Request) -> Any:
    """List one page of rules, in their order."""
    ruleset = _requested_ruleset(request)
    rules, next_page_token = _rules_with_positions(request, ruleset), None
    if not request.quirks.no_paging:
        rules, next_page_token = _page(request, rules)
    body = {"rules": rules, "nextPageToken": next_page_token}
    headers = {} if request.quirks.no_etag else {"ETag": _etag(ruleset)}
    return JSONResponse(body, headers)


@routes.add("GET", RULE_PATH)
def get_rule(request: Request) -> Any:
    """Show a rule."""
    ruleset = _requested_ruleset(request)
    return _serialize_rule(request, ruleset, request.path_params["rule_id"])


@routes.add("POST", RULES_PATH, body=CREATE)
def create_rule(request: Request) -> Any:
    """Add a rule, at its position or at the end."""
    ruleset, body = _requested_ruleset(request), dict(request.body)
    position = body.pop("position", None)
    rule: JSONObject = {
        "id": new_id("rule"),
        **body,
        "expression": compile_expression(ruleset["id"], body["expression"]),
        "created_at": request.now,
        "updated_at": request.now,
    }
    index = len(ruleset["rules"])
    if position is not None and not request.quirks.ignore_position:
        index = max(0, position - request.quirks.count_from_one)
    ruleset["rules"].insert(index, rule)
    _save_ruleset(request, ruleset)
    return _serialize_rule(request, ruleset, rule["id"])


@routes.add("PUT", RULE_PATH, body=UPDATE)
def update_rule(request: Request) -> Any:
    """Replace a rule; with a quirk, keep the fields that the body omits."""
    ruleset = _requested_ruleset(request)
    old_rule = _require_rule(ruleset["rules"], request.path_params["rule_id"])
    body = {name: value for name, value in request.body.items() if name != "position"}
    base = old_rule if request.quirks.merge_updates else {"created_at": old_rule["created_at"]}
    rule = {**base, **body, "id": old_rule["id"], "updated_at": request.now}
    for name in ("expression", "action"):
        if not rule.get(name):
            raise ErrorResponse(422, api_errors.missing_param(name))
    rule["expression"] = compile_expression(ruleset["id"], rule["expression"])
    ruleset["rules"][ruleset["rules"].index(old_rule)] = rule
    _save_ruleset(request, ruleset)
    return _serialize_rule(request, ruleset, rule["id"])


@routes.add("DELETE", RULE_PATH)
def delete_rule(request: Request) -> Any:
    """Delete a rule."""
    ruleset = _requested_ruleset(request)
    ruleset["rules"].remove(_require_rule(ruleset["rules"], request.path_params["rule_id"]))
    _save_ruleset(request, ruleset)


@routes.add("DELETE", RULES_PATH)
def delete_rules(request: Request) -> Any:
    """Delete all rules of a ruleset."""
    ruleset = _requested_ruleset(request)
    if request.quirks.no_flush:
        path = "/v1" + RULES_PATH.format(**request.path_params)
        raise api_errors.method_not_allowed("DELETE", path)
    _save_ruleset(request, ruleset | {"rules": []})


@routes.add("PATCH", RULESET_PATH, body=ORDER)
def order_rules(request: Request) -> Any:
    """Reorder the rules; the body must list each of them once."""
    ruleset, rule_ids = _requested_ruleset(request), request.body["rule_ids"]
    etag = None if request.quirks.no_etag else request.headers.get("if-match")
    if etag is not None and etag != _etag(ruleset):
        text = "The ruleset was changed by another request."
        raise ErrorResponse(
            HTTPStatus.PRECONDITION_FAILED, api_errors.error_object("conflict", "conflict", text)
        )
    rules_by_id = {rule["id"]: rule for rule in ruleset["rules"]}
    if sorted(rules_by_id) != sorted(rule_ids):
        text = "rule_ids must include every rule of the ruleset exactly once."
        raise ErrorResponse(422, api_errors.invalid_value("rule_ids", text))
    _save_ruleset(request, ruleset | {"rules": [rules_by_id[id] for id in rule_ids]})
    return {"rule_ids": rule_ids}


@routes.add("GET", "/instance/protect")
def get_settings(request: Request) -> Any:
    """Show the settings of Protect."""
    return _serialize_settings(read_instance(request.store))


@routes.add("PATCH", "/instance/protect")
def change_settings(request: Request) -> Any:
    """Change the settings of Protect."""
    return _serialize_settings(update_settings(request))


def _requested_ruleset(request: Request) -> JSONObject:
    name = request.path_params["ruleset"]
    if name not in RULESETS:
        raise api_errors.not_found("ruleset", name)
    return request.store.get(RULESET, name) or {"id": name, "version": 0, "rules": []}


def _save_ruleset(request: Request, ruleset: JSONObject) -> None:
    request.store.put(RULESET, ruleset | {"version": ruleset["version"] + 1})


def _rules_with_positions(request: Request, ruleset: JSONObject) -> list[JSONObject]:
    first = int(request.quirks.count_from_one)
    return [rule | {"position": position} for position, rule in enumerate(ruleset["rules"], first)]


def _page(request: Request, rules: list[JSONObject]) -> tuple[list[JSONObject], str | None]:
    """One page of rules, and the token of the next page."""
    ids = [rule["id"] for rule in rules]
    after = request.param("after")
    if after is not None and after not in ids:
        raise ErrorResponse(422, api_errors.invalid_value("after", "after must be a rule id."))
    start = ids.index(after) + 1 if after else 0
    small_pages = request.quirks.small_pages
    default_size = SMALL_PAGE_SIZE if small_pages else PAGE_SIZE
    size = request.integer_param("limit", default_size)
    if small_pages:
        size = min(size, SMALL_PAGE_SIZE)
    page = rules[start : start + size]
    has_more = start + len(page) < len(rules)
    return page, page[-1]["id"] if has_more else None


def _require_rule(rules: list[JSONObject], id: str) -> JSONObject:
    for rule in rules:
        if rule["id"] == id:
            return rule
    raise api_errors.not_found("rule", id)


def _serialize_rule(request: Request, ruleset: JSONObject, id: str) -> JSONObject:
    return _require_rule(_rules_with_positions(request, ruleset), id)


def _etag(ruleset: JSONObject) -> str:
    return f'"{ruleset["id"]}-{ruleset["version"]}"'


def _serialize_settings(instance: JSONObject) -> JSONObject:
    return {
        "object": "instance_protect",
        "rules_enabled": instance.get("rules_enabled", True),
        "specter_enabled": instance.get("specter_enabled", False),
        "checks_bypassed": False,
    }
