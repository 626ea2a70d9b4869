"""``/sign_in_tokens`` and ``/actor_tokens``: links that sign somebody in once."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox import problems, signing
from clerk_cli_sandbox.fields import Field, Integer, Object, Text
from clerk_cli_sandbox.identifiers import new_id
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.resources.user_objects import require_user
from clerk_cli_sandbox.routes import Invocation, Routes
from clerk_cli_sandbox.store import Document

routes = Routes()

SIGN_IN_TOKEN, ACTOR_TOKEN = "sign_in_token", "actor_token"
MONTH, HOUR = 30 * 24 * 60 * 60, 60 * 60
URL = "https://accounts.sandbox.test/v1/tickets/accept?ticket="
USER: dict[str, Field] = {"user_id": Text(required=True, nullable=False)}
LIFETIME = Integer(smallest=1)


@routes.add("POST", "/sign_in_tokens", USER | {"org_id": Text(), "expires_in_seconds": LIFETIME})
def create_sign_in_token(call: Invocation) -> Any:
    """Make a link that signs a user in."""
    return _create(call, SIGN_IN_TOKEN, "sit", MONTH, {})


@routes.add("POST", "/sign_in_tokens/{token_id}/revoke")
def revoke_sign_in_token(call: Invocation) -> Any:
    """Revoke a link that nobody used."""
    return _revoke(call, SIGN_IN_TOKEN)


@routes.add(
    "POST",
    "/actor_tokens",
    USER
    | {
        "actor": Object(required=True, nullable=False),
        "expires_in_seconds": LIFETIME,
        "session_max_duration_in_seconds": LIFETIME,
    },
)
def create_actor_token(call: Invocation) -> Any:
    """Make a link with which somebody acts as a user."""
    actor = call.body["actor"]
    if not actor.get("sub"):
        raise Refusal(422, problems.wrong_format("actor", 'actor must have a member "sub".'))
    return _create(call, ACTOR_TOKEN, "act", HOUR, {"actor": actor})


@routes.add("POST", "/actor_tokens/{token_id}/revoke")
def revoke_actor_token(call: Invocation) -> Any:
    """Revoke a link that nobody used."""
    return _revoke(call, ACTOR_TOKEN)


def _create(call: Invocation, kind: str, prefix: str, lifetime: int, more: Document) -> Any:
    user = require_user(call.store, call.body["user_id"])
    seconds = call.body.get("expires_in_seconds") or lifetime
    token: Document = {
        "object": kind,
        "id": new_id(prefix),
        "status": "pending",
        "user_id": user["id"],
        **more,
        "created_at": call.now,
        "updated_at": call.now,
    }
    call.store.put(kind, token)
    claims = {"eid": token["id"], "st": kind, "exp": call.now // 1000 + seconds}
    ticket = signing.sign(call.store, claims)
    return token | {"token": ticket, "url": URL + ticket}


def _revoke(call: Invocation, kind: str) -> Any:
    token = call.store.get(kind, call.path["token_id"])
    if token is None:
        raise problems.not_found(kind.replace("_", " "), call.path["token_id"])
    if token["status"] != "pending":
        text = f"Only pending tokens can be revoked; this one is {token['status']}."
        raise Refusal(400, problems.error(f"{kind}_not_pending", "not pending", text))
    token |= {"status": "revoked", "updated_at": call.now}
    call.store.put(kind, token)
    return token
