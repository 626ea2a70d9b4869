"""``/m2m_tokens``: with which machines tell each other who they are."""

from __future__ import annotations

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
from clerk_cli_sandbox.fields import Integer, Object, Text
from clerk_cli_sandbox.identifiers import new_id
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.resources.machines import SCOPES, machine_of, require_machine
from clerk_cli_sandbox.routes import Invocation, Routes
from clerk_cli_sandbox.store import Document, Selection, member

routes = Routes(bare=True)

TOKEN = "machine_to_machine_token"


@routes.add("GET", "/m2m_tokens", machines=True)
def list_tokens(call: Invocation) -> Any:
    """List the tokens of a machine; this list calls its rows by their name."""
    subject = call.value("subject")
    if not subject:
        raise Refusal(400, problems.missing("subject"))
    require_machine(call.store, subject)
    selection = Selection(TOKEN, order=["o.rowid DESC"]).where(f"{member('subject')} = ?", subject)
    selection.where(f"{member('revoked')} = ?", int(call.value("revoked") == "true"))
    comparison = "<=" if call.value("expired") == "true" else ">"
    expiration = f"COALESCE({member('expiration')}, ?)"
    selection.where(f"{expiration} {comparison} ?", call.now + 1, call.now)
    selection.limit = call.number("limit", 10, smallest=1, largest=LARGEST_LIMIT)
    selection.offset = call.offset
    rows = [shown(each, call.now) for each in call.store.select(selection)]
    return {"m2m_tokens": rows, "total_count": call.store.count(selection)}


@routes.add(
    "POST",
    "/m2m_tokens",
    {
        "token_format": Text(choices=("opaque", "jwt")),
        "seconds_until_expiration": Integer(smallest=1),
        "claims": Object(),
        "min_remaining_ttl_seconds": Integer(),
    },
    status=201,
    machines=True,
)
def create_token(call: Invocation) -> Any:
    """Create a token for the machine whose secret key this is, and show it."""
    machine = machine_of(call.store, call.key)
    if machine is None:
        text = "A token is created with the secret key of its machine."
        raise Refusal(401, problems.error("machine_secret_key_invalid", text))
    ttl = {"seconds_until_expiration": machine["default_token_ttl"]}
    secret = new_secret("mt")
    token: Document = {
        "id": new_id("mt"),
        "object": TOKEN,
        "subject": machine["id"],
        "claims": call.body.get("claims"),
        "scopes": machine[SCOPES],
        "revoked": False,
        "revocation_reason": None,
        "expiration": lifetime(call, {**ttl, **call.body}),
        "last_used_at": None,
        "created_at": call.now,
        "updated_at": call.now,
        SECRET: secret,
    }
    call.store.put(TOKEN, token)
    return shown(token, call.now) | {"token": secret}


@routes.add("POST", "/m2m_tokens/verify", {"token": Text(), "secret": Text()}, machines=True)
def verify_token(call: Invocation) -> Any:
    """The token of this text, whether it still counts or not."""
    text = call.body.get("token") or call.body.get("secret")
    if not text:
        raise Refusal(400, problems.missing("token"))
    found = call.store.select(Selection(TOKEN).where(f"{member(SECRET)} = ?", text))
    if not found:
        raise problems.not_found("M2M token", "(by token)")
    call.store.put(TOKEN, found[0] | {"last_used_at": call.now})
    return shown(found[0], call.now)


@routes.add("POST", "/m2m_tokens/{token_id}/revoke", {"revocation_reason": Text()}, machines=True)
def revoke_token(call: Invocation) -> Any:
    """Revoke a token."""
    token = call.store.get(TOKEN, call.path["token_id"])
    if token is None:
        raise problems.not_found("M2M token", call.path["token_id"])
    token = revoked(call, token)
    call.store.put(TOKEN, token)
    return shown(token, call.now)
