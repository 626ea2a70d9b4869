"""``/jwt_templates``: what tokens say and how they are signed."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.fields import Body, Field, Flag, Integer, Object, Text
from clerk_cli_sandbox.identifiers import new_id
from clerk_cli_sandbox.lists import paged_if_asked
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.routes import Invocation, Routes
from clerk_cli_sandbox.store import Document, Selection, member

routes = Routes()

TEMPLATE = "jwt_template"
LIFETIME, SKEW = 60, 5
FIELDS: dict[str, Field] = {
    "name": Text(required=True, nullable=False),
    "claims": Object(required=True, nullable=False),
    "lifetime": Integer(smallest=30, largest=315_360_000),
    "allowed_clock_skew": Integer(smallest=0, largest=300),
    "custom_signing_key": Flag(),
    "signing_algorithm": Text(),
    "signing_key": Text(),
}
"""What both POST and PATCH take: an update is the whole template again."""


@routes.add("GET", "/jwt_templates")
def list_templates(call: Invocation) -> Any:
    """List templates, paged."""
    return paged_if_asked(call, Selection(TEMPLATE))


@routes.add("GET", "/jwt_templates/{template_id}")
def get_template(call: Invocation) -> Any:
    """Show a template."""
    return _require(call)


@routes.add("POST", "/jwt_templates", FIELDS)
def create_template(call: Invocation) -> Any:
    """Create a template."""
    blank = {"id": new_id("jtmpl"), "object": TEMPLATE, "created_at": call.now}
    return _save(call, blank, call.body)


@routes.add("PATCH", "/jwt_templates/{template_id}", FIELDS)
def update_template(call: Invocation) -> Any:
    """Replace what a template says."""
    return _save(call, _require(call), call.body)


@routes.add("DELETE", "/jwt_templates/{template_id}")
def delete_template(call: Invocation) -> Any:
    """Delete a template."""
    template = _require(call)
    call.store.delete(TEMPLATE, template["id"])
    return {"id": template["id"], "object": TEMPLATE, "deleted": True}


def _save(call: Invocation, template: Document, body: Body) -> Document:
    named = Selection(TEMPLATE).where(f"{member('name')} = ?", body["name"])
    if call.store.count(named.where("o.id <> ?", template["id"])):
        raise Refusal(422, problems.taken("name"))
    own_key = bool(body.get("custom_signing_key"))
    if own_key:
        absent = [name for name in ("signing_algorithm", "signing_key") if not body.get(name)]
        if absent:
            raise Refusal(422, *[problems.missing(name) for name in absent])
    template |= {
        "name": body["name"],
        "claims": body["claims"],
        "lifetime": body.get("lifetime") or LIFETIME,
        "allowed_clock_skew": SKEW if (skew := body.get("allowed_clock_skew")) is None else skew,
        "custom_signing_key": own_key,
        "signing_algorithm": body["signing_algorithm"] if own_key else "RS256",
        "updated_at": call.now,
    }
    call.store.put(TEMPLATE, template)
    return template


def _require(call: Invocation) -> Document:
    template = call.store.get(TEMPLATE, call.path["template_id"])
    if template is None:
        raise problems.not_found("JWT template", call.path["template_id"])
    return template
