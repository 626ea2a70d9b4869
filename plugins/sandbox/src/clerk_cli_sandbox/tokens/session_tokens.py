"""``/jwks`` and ``/sessions/{id}/tokens``: session tokens, and the key to verify them with."""

from __future__ import annotations

import re
from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.identity.user_objects import require_user, serialize_user
from clerk_cli_sandbox.storage.store import JSONObject, Selection
from clerk_cli_sandbox.tokens import signing
from clerk_cli_sandbox.tokens.jwt_templates import DEFAULT_LIFETIME, TEMPLATE
from clerk_cli_sandbox.tokens.sessions import require_session

routes = Routes()

ISSUER = "https://clerk.sandbox.test"
SHORTCODE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")


@routes.add("GET", "/jwks")
def get_jwks(request: Request) -> Any:
    """Show the public key of the instance."""
    return {"keys": [signing.public_key(request.store)]}


@routes.add("POST", "/sessions/{session_id}/tokens")
def create_token(request: Request) -> Any:
    """Create a token for a session."""
    return _create_token(request, {}, DEFAULT_LIFETIME)


@routes.add("POST", "/sessions/{session_id}/tokens/{template_name}")
def create_token_from_template(request: Request) -> Any:
    """Create a token with the claims of a template."""
    name = request.path_params["template_name"]
    template = request.store.first(Selection(TEMPLATE).where_equal("name", name))
    if template is None:
        raise api_errors.not_found("JWT template", name)
    return _create_token(request, template["claims"], template["lifetime"])


@routes.add("POST", "/sessions/{session_id}/refresh")
def refresh_session(request: Request) -> Any:
    """Replace an expired token of a session.

    Browsers get refresh tokens in a handshake, which the sandbox does not implement. It therefore
    accepts any refresh token.
    """
    session, body = require_session(request), request.body
    claims = signing.verified_claims(request.store, body["expired_token"])
    if claims is None or claims.get("sid") != session["id"]:
        text = "expired_token does not belong to this session."
        raise api_errors.refusal("expired_session_token_invalid", "invalid token", text)
    jwt = _create_token(request, {}, DEFAULT_LIFETIME)["jwt"]
    if body.get("format") == "cookie":
        return {"object": "cookies", "cookies": [f"__session={jwt}; Path=/; SameSite=Lax"]}
    return {"object": "token", "jwt": jwt}


def _create_token(request: Request, claims: JSONObject, lifetime: int) -> Any:
    session = require_session(request)
    if session["status"] != "active":
        text = f"The session is {session['status']}."
        raise api_errors.refusal("resource_not_found", "session not active", text)
    user = serialize_user(request.store, require_user(request.store, session["user_id"]))
    issued_at = request.now // 1000
    standard_claims = {
        "azp": ISSUER,
        "exp": issued_at + (request.body.get("expires_in_seconds") or lifetime),
        "fva": [0, -1],
        "iat": issued_at,
        "iss": ISSUER,
        "nbf": issued_at - 10,
        "sid": session["id"],
        "sts": session["status"],
        "sub": user["id"],
        "v": 2,
    }
    custom_claims = replace_shortcodes(claims, {"user": user, "session": session})
    return {"object": "token", "jwt": signing.sign(request.store, custom_claims | standard_claims)}


def replace_shortcodes(claims: Any, values: JSONObject) -> Any:
    """Claims with shortcodes such as ``{{user.id}}`` replaced by their values.

    A string that consists of one shortcode becomes the value itself, whatever its type.
    """
    if isinstance(claims, dict):
        return {name: replace_shortcodes(value, values) for name, value in claims.items()}
    if isinstance(claims, list):
        return [replace_shortcodes(item, values) for item in claims]
    if not isinstance(claims, str):
        return claims
    if match := SHORTCODE.fullmatch(claims):
        return _value_at(match.group(1), values)
    return SHORTCODE.sub(lambda match: str(_value_at(match.group(1), values) or ""), claims)


def _value_at(path: str, values: Any) -> Any:
    for name in path.split("."):
        values = values.get(name) if isinstance(values, dict) else None
    return values
