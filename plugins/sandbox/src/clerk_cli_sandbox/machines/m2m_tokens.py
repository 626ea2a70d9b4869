"""``/m2m_tokens``: tokens that machines authenticate to each other with."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.objects import require_object
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Check, has_schema
from clerk_cli_sandbox.machines import credentials
from clerk_cli_sandbox.machines.machines import MACHINE, SCOPES, require_machine
from clerk_cli_sandbox.storage.store import JSONObject, json_field

routes = Routes(unversioned=True, invalid_status=400)

M2M_TOKEN = "machine_to_machine_token"
CHECKS: dict[str, Check] = {"claims": has_schema({"type": "object"})}
TOKEN_OR_SECRET = {
    "type": "object",
    "properties": {"token": {"type": "string"}, "secret": {"type": "string"}},
}
"""The body to verify a token: Clerk's Python SDK sends ``secret``, where the spec has ``token``."""


@routes.add("GET", "/m2m_tokens", accepts_machine_key=True)
def list_tokens(request: Request) -> Any:
    """List the tokens of a machine."""
    selection = credentials.select_by_subject(request, M2M_TOKEN)
    require_machine(request.store, request.param("subject") or "")
    selection.where_equal("revoked", int(bool(request.boolean_param("revoked"))))
    comparison = "<=" if request.boolean_param("expired") else ">"
    expiration = f"COALESCE({json_field('expiration')}, ?)"
    selection.where(f"{expiration} {comparison} ?", request.now + 1, request.now)
    return credentials.page(request, selection, "m2m_tokens")


@routes.add("POST", "/m2m_tokens", CHECKS, status=201, accepts_machine_key=True)
def create_token(request: Request) -> Any:
    """Create a token for the machine that the secret key belongs to, and show it."""
    machine = credentials.find_by_secret(request.store, MACHINE, request.key)
    if machine is None:
        text = "An M2M token can only be created with the secret key of a machine."
        raise api_errors.refusal("authentication_invalid", text)
    defaults = {"seconds_until_expiration": machine["default_token_ttl"]}
    secret = credentials.new_secret("mt")
    token: JSONObject = {
        "id": credentials.new_id("mt"),
        "object": M2M_TOKEN,
        "subject": machine["id"],
        "claims": request.body.get("claims"),
        "scopes": machine[SCOPES],
        "revoked": False,
        "revocation_reason": None,
        "expiration": credentials.expiration_time(request, {**defaults, **request.body}),
        "last_used_at": None,
        "created_at": request.now,
        "updated_at": request.now,
        credentials.SECRET: secret,
    }
    request.store.put(M2M_TOKEN, token)
    return credentials.serialize(token, request.now) | {"token": secret}


@routes.add(
    "POST",
    "/m2m_tokens/verify",
    body=TOKEN_OR_SECRET,
    accepts_machine_key=True,
)
def verify_token(request: Request) -> Any:
    """The token that a secret belongs to, even if it is revoked or expired."""
    secret = request.body.get("token") or request.body.get("secret")
    if not secret:
        raise ErrorResponse(400, api_errors.missing_param("token"))
    token = credentials.find_by_secret(request.store, M2M_TOKEN, secret)
    if token is None:
        raise api_errors.not_found("M2M token", "(by token)")
    request.store.put(M2M_TOKEN, token | {"last_used_at": request.now})
    return credentials.serialize(token, request.now)


@routes.add(
    "POST",
    "/m2m_tokens/{token_id}/revoke",
    accepts_machine_key=True,
)
def revoke_token(request: Request) -> Any:
    """Revoke a token."""
    token_id = request.path_params["token_id"]
    token = require_object(request.store, M2M_TOKEN, token_id, "M2M token")
    return credentials.revoke(request, token)
