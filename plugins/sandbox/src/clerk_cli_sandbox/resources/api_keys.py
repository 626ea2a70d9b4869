"""``/api_keys``: keys that users and organizations give to programs."""

from __future__ import annotations

import re
from typing import Any

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.credentials import (
    LARGEST_LIMIT,
    SECRET,
    lifetime,
    new_secret,
    revoked,
    shown,
)
from clerk_cli_sandbox.fields import Field, Integer, Object, Text, Texts
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.routes import Invocation, Routes
from clerk_cli_sandbox.store import Document, Selection, member

routes = Routes(bare=True)

KEY = "api_key"
ONE = "/api_keys/{api_key_id}"
SHORTEST_NAME = 3
SUBJECT = re.compile(r"(user|org|mch|scim)_\w+")
CHANGEABLE: dict[str, Field] = {
    "description": Text(longest=255),
    "claims": Object(),
    "scopes": Texts(),
    "seconds_until_expiration": Integer(),
}
CREATE = {
    "type": Text(),
    "name": Text(required=True, nullable=False),
    "subject": Text(required=True, nullable=False),
    "created_by": Text(),
    **CHANGEABLE,
}


@routes.add("GET", "/api_keys")
def list_keys(call: Invocation) -> Any:
    """List the keys of a subject; those that count no more only where asked for."""
    subject = call.value("subject")
    if not subject:
        raise Refusal(400, problems.missing("subject"))
    selection = Selection(KEY, order=["o.rowid DESC"]).where(f"{member('subject')} = ?", subject)
    if call.value("include_invalid") != "true":
        selection.where(f"{member('revoked')} = 0")
        selection.where(f"COALESCE({member('expiration')}, ?) > ?", call.now + 1, call.now)
    if text := call.value("query"):
        selection.where(f"instr(lower({member('name')}), ?)", text.lower())
    selection.limit = call.number("limit", 10, smallest=1, largest=LARGEST_LIMIT)
    selection.offset = call.offset
    rows = [shown(each, call.now) for each in call.store.select(selection)]
    return {"data": rows, "total_count": call.store.count(selection)}


@routes.add("POST", "/api_keys", CREATE, status=201)
def create_key(call: Invocation) -> Any:
    """Create a key, and show its secret."""
    body = call.body
    if len(body["name"].strip()) < SHORTEST_NAME:
        text = f"name must have at least {SHORTEST_NAME} characters."
        raise Refusal(400, problems.wrong_value("name", text))
    if not SUBJECT.fullmatch(body["subject"]):
        text = "subject must be the id of a user, an organization or a machine."
        raise Refusal(400, problems.wrong_format("subject", text))
    secret = new_secret("ak")
    key: Document = {
        "id": new_secret("ak"),
        "object": KEY,
        "type": body.get("type") or KEY,
        "subject": body["subject"],
        "name": body["name"].strip(),
        "description": body.get("description"),
        "claims": body.get("claims"),
        "scopes": body.get("scopes") or [],
        "revoked": False,
        "revocation_reason": None,
        "expiration": lifetime(call, body),
        "created_by": body.get("created_by"),
        "last_used_at": None,
        "created_at": call.now,
        "updated_at": call.now,
        SECRET: secret,
    }
    call.store.put(KEY, key)
    return shown(key, call.now) | {"secret": secret}


@routes.add("POST", "/api_keys/verify", {"secret": Text(required=True, nullable=False)})
def verify_key(call: Invocation) -> Any:
    """The key that a secret belongs to, while it counts."""
    found = call.store.select(Selection(KEY).where(f"{member(SECRET)} = ?", call.body["secret"]))
    if not found:
        raise problems.not_found("API key", "(by secret)")
    key = shown(found[0], call.now)
    if key["revoked"] or key["expired"]:
        text = f"The API key is {'revoked' if key['revoked'] else 'expired'}."
        raise Refusal(400, problems.error("api_key_invalid", text))
    call.store.put(KEY, found[0] | {"last_used_at": call.now})
    return key


@routes.add("GET", ONE)
def get_key(call: Invocation) -> Any:
    """Show a key."""
    return shown(_require(call), call.now)


@routes.add("GET", ONE + "/secret")
def get_secret(call: Invocation) -> Any:
    """Show the secret of a key."""
    return {"secret": _require(call)[SECRET]}


@routes.add("PATCH", ONE, {**CHANGEABLE, "subject": Text()})
def update_key(call: Invocation) -> Any:
    """Change a key."""
    key, body = _require(call), call.body
    key |= {name: body[name] for name in ("description", "claims", "scopes") if name in body}
    if "seconds_until_expiration" in body:
        key["expiration"] = lifetime(call, body)
    key["updated_at"] = call.now
    call.store.put(KEY, key)
    return shown(key, call.now)


@routes.add("POST", ONE + "/revoke", {"revocation_reason": Text()})
def revoke_key(call: Invocation) -> Any:
    """Revoke a key; it stays in the records."""
    key = revoked(call, _require(call))
    call.store.put(KEY, key)
    return shown(key, call.now)


@routes.add("DELETE", ONE)
def delete_key(call: Invocation) -> Any:
    """Delete a key from the records."""
    key = _require(call)
    call.store.delete(KEY, key["id"])
    return {"id": key["id"], "object": KEY, "deleted": True}


def _require(call: Invocation) -> Document:
    key = call.store.get(KEY, call.path["api_key_id"])
    if key is None:
        raise problems.not_found("API key", call.path["api_key_id"])
    return key
