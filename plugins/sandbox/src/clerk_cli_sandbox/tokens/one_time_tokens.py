"""``/sign_in_tokens`` and ``/actor_tokens``: tokens in links that sign somebody in once."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.objects import require_object
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Check, has_schema
from clerk_cli_sandbox.identity.user_objects import require_user, require_user_who_may_sign_in
from clerk_cli_sandbox.instance.domains import accounts_portal_url
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject
from clerk_cli_sandbox.tokens import signing
from clerk_cli_sandbox.tokens.sessions import require_membership

routes = Routes()

SIGN_IN_TOKEN, ACTOR_TOKEN = "sign_in_token", "actor_token"
MONTH, HOUR = 30 * 24 * 60 * 60, 60 * 60
LIFETIMES: dict[str, Check] = dict.fromkeys(
    ("expires_in_seconds", "session_max_duration_in_seconds"), has_schema({"minimum": 1})
)
PATH = "/v1/tickets/accept?ticket="


@routes.add("POST", "/sign_in_tokens")
def create_sign_in_token(request: Request) -> Any:
    """Create a token that signs a user in."""
    user = require_user_who_may_sign_in(request, request.body["user_id"])
    if organization_id := request.body.get("org_id"):
        require_membership(request.store, organization_id, user["id"])
    return _create(request, SIGN_IN_TOKEN, "sit", MONTH, {})


@routes.add("POST", "/sign_in_tokens/{token_id}/revoke")
def revoke_sign_in_token(request: Request) -> Any:
    """Revoke a pending sign-in token."""
    return _revoke(request, SIGN_IN_TOKEN)


@routes.add("POST", "/actor_tokens", LIFETIMES)
def create_actor_token(request: Request) -> Any:
    """Create a token that lets an actor impersonate a user."""
    actor = request.body["actor"]
    if not actor.get("sub"):
        raise ErrorResponse(422, api_errors.invalid_format("actor", 'actor must include "sub".'))
    return _create(request, ACTOR_TOKEN, "act", HOUR, {"actor": actor})


@routes.add("POST", "/actor_tokens/{token_id}/revoke")
def revoke_actor_token(request: Request) -> Any:
    """Revoke a pending actor token."""
    return _revoke(request, ACTOR_TOKEN)


def _create(
    request: Request, kind: str, prefix: str, default_lifetime: int, extra_members: JSONObject
) -> Any:
    user = require_user(request.store, request.body["user_id"])
    lifetime = request.body.get("expires_in_seconds") or default_lifetime
    token: JSONObject = {
        "object": kind,
        "id": new_id(prefix),
        "status": "pending",
        "user_id": user["id"],
        **extra_members,
        "created_at": request.now,
        "updated_at": request.now,
    }
    request.store.put(kind, token)
    claims = {"eid": token["id"], "st": kind, "exp": request.now // 1000 + lifetime}
    ticket = signing.sign(request.store, claims)
    url = accounts_portal_url(request.store) + PATH + ticket
    return token | {"token": ticket, "url": url}


def _revoke(request: Request, kind: str) -> Any:
    token = require_object(request.store, kind, request.path_params["token_id"])
    if token["status"] != "pending":
        text = f"Only pending tokens can be revoked; this one is {token['status']}."
        raise api_errors.refusal(f"{kind}_cannot_be_revoked_code", "not pending", text)
    token |= {"status": "revoked", "updated_at": request.now}
    request.store.put(kind, token)
    return token
