"""``/m2m_tokens``: tokens that machines authenticate to each other with."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.objects import require_object
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Check, has_schema
from clerk_cli_sandbox.machines import credentials, m2m_jwts
from clerk_cli_sandbox.machines.events import machine_deleted
from clerk_cli_sandbox.machines.machines import SCOPES, require_machine
from clerk_cli_sandbox.machines.secret_keys import calling_machine
from clerk_cli_sandbox.storage.store import NEWEST_FIRST, JSONObject, Selection, json_field

routes = Routes(unversioned=True, invalid_status=400)

M2M_TOKEN = "machine_to_machine_token"
CHECKS: dict[str, Check] = {"claims": has_schema({"type": "object"})}
TOKEN_OR_SECRET = {
    "type": "object",
    "properties": {"token": {"type": "string"}, "secret": {"type": "string"}},
}
"""The body to verify a token: Clerk's Python SDK sends ``secret``, where the spec has ``token``."""


@machine_deleted.reaction
def delete_tokens(request: Request, machine_id: str) -> None:
    """Delete the tokens of a machine that is deleted."""
    request.store.delete_all(Selection(M2M_TOKEN).where_equal("subject", machine_id))


@routes.add("GET", "/m2m_tokens", accepts_machine_key=True)
def list_tokens(request: Request) -> Any:
    """List the tokens of a machine; with the key of a machine, of that one alone."""
    caller = calling_machine(request)
    selection = credentials.select_by_subject(request, M2M_TOKEN)
    subject = request.param("subject") or ""
    if caller is not None and caller["id"] != subject:
        text = "A machine can list only its own tokens."
        raise api_errors.refusal("authorization_invalid", "not authorized", text)
    require_machine(request.store, subject)
    selection.where_equal("revoked", int(bool(request.boolean_param("revoked"))))
    comparison = "<=" if request.boolean_param("expired") else ">"
    expiration = f"COALESCE({json_field('expiration')}, ?)"
    selection.where(f"{expiration} {comparison} ?", request.now + 1, request.now)
    return credentials.page(request, selection, "m2m_tokens")


@routes.add("POST", "/m2m_tokens", CHECKS, status=201, accepts_machine_key=True)
def create_token(request: Request) -> Any:
    """Create a token for the machine that the secret key belongs to, and show it."""
    machine = calling_machine(request)
    if machine is None:
        text = "An M2M token can only be created with the secret key of a machine."
        raise api_errors.refusal("authentication_invalid", text)
    lifetime = request.body.get("seconds_until_expiration") or machine["default_token_ttl"]
    token: JSONObject = {
        "id": credentials.new_id("mt"),
        "object": M2M_TOKEN,
        "subject": machine["id"],
        "claims": request.body.get("claims"),
        "scopes": machine[SCOPES],
        "revoked": False,
        "revocation_reason": None,
        "expiration": request.now + int(lifetime * 1000),
        "last_used_at": None,
        "created_at": request.now,
        "updated_at": request.now,
    }
    if request.body.get("token_format") == "jwt":
        jwt = m2m_jwts.sign(request.store, token)
        return credentials.serialize(token, request.now) | {"token": jwt}
    remaining = request.body.get("min_remaining_ttl_seconds")
    if remaining is not None:
        if remaining >= lifetime:
            text = f"min_remaining_ttl_seconds must be less than the lifetime, {lifetime} seconds."
            error = api_errors.invalid_value("min_remaining_ttl_seconds", text)
            raise ErrorResponse(400, error)
        if reusable := _reusable_token(request, token, remaining):
            secret = reusable[credentials.SECRET]
            return credentials.serialize(reusable, request.now) | {"token": secret}
    secret = credentials.new_secret("mt")
    request.store.put(M2M_TOKEN, token | {credentials.SECRET: secret})
    return credentials.serialize(token, request.now) | {"token": secret}


@routes.add(
    "POST",
    "/m2m_tokens/verify",
    body=TOKEN_OR_SECRET,
    accepts_machine_key=True,
)
def verify_token(request: Request) -> Any:
    """The token that a secret belongs to, if it is valid, for the machine that asks."""
    caller = calling_machine(request)
    secret = request.body.get("token") or request.body.get("secret")
    if not secret:
        raise ErrorResponse(400, api_errors.missing_param("token"))
    is_jwt = m2m_jwts.looks_like_jwt(secret)
    if is_jwt:
        stored = m2m_jwts.read(request.store, secret, M2M_TOKEN)
    else:
        stored = credentials.find_by_secret(request.store, M2M_TOKEN, secret)
    if stored is None or (caller is not None and caller["id"] not in stored["scopes"]):
        raise api_errors.lacks("resource_not_found", "No M2M token has this value.")
    token = credentials.serialize(stored, request.now)
    credentials.require_valid(token, "M2M token")
    if not is_jwt:
        request.store.put(M2M_TOKEN, stored | {"last_used_at": request.now})
    return token


@routes.add(
    "POST",
    "/m2m_tokens/{token_id}/revoke",
    accepts_machine_key=True,
)
def revoke_token(request: Request) -> Any:
    """Revoke a token; with the key of a machine, one of that machine."""
    caller = calling_machine(request)
    token_id = request.path_params["token_id"]
    token = require_object(request.store, M2M_TOKEN, token_id, "M2M token")
    if caller is not None and caller["id"] != token["subject"]:
        raise api_errors.not_found("M2M token", token_id)
    return credentials.revoke(request, token)


def _reusable_token(request: Request, new: JSONObject, seconds: int) -> JSONObject | None:
    """A valid token with the same claims and scopes that lives for a number of seconds more."""
    selection = Selection(M2M_TOKEN, order=[NEWEST_FIRST]).where_equal("subject", new["subject"])
    selection.where_equal("revoked", 0)
    selection.where(f"{json_field('expiration')} >= ?", request.now + seconds * 1000)
    selection.where(f"{json_field('expiration')} > ?", request.now)
    for token in request.store.select(selection):
        if all(token[name] == new[name] for name in ("claims", "scopes")):
            return token
    return None
