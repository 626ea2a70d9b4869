"""``/jwks`` and ``/sessions/{id}/tokens``: who is signed in, in a form that others can check."""

from __future__ import annotations

import re
from typing import Any

from clerk_cli_sandbox import problems, signing
from clerk_cli_sandbox.fields import Field, Integer, Object, Text
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.resources.jwt_templates import LIFETIME, TEMPLATE
from clerk_cli_sandbox.resources.sessions import require_session
from clerk_cli_sandbox.resources.user_objects import require_user, shown_user
from clerk_cli_sandbox.routes import Invocation, Routes
from clerk_cli_sandbox.store import Document, Selection, member

routes = Routes()

ISSUER = "https://clerk.sandbox.test"
CREATE: dict[str, Field] = {"expires_in_seconds": Integer(smallest=30, largest=315_360_000)}
SHORTCODE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")


@routes.add("GET", "/jwks")
def get_jwks(call: Invocation) -> Any:
    """Show the public key of the instance."""
    return {"keys": [signing.public_key(call.store)]}


@routes.add("POST", "/sessions/{session_id}/tokens", CREATE)
def create_token(call: Invocation) -> Any:
    """Sign a token for a session."""
    return _token(call, {}, LIFETIME)


@routes.add("POST", "/sessions/{session_id}/tokens/{template_name}", CREATE)
def create_token_from_template(call: Invocation) -> Any:
    """Sign a token with the claims of a template."""
    name = call.path["template_name"]
    found = call.store.select(Selection(TEMPLATE).where(f"{member('name')} = ?", name))
    if not found:
        raise problems.not_found("JWT template", name)
    return _token(call, found[0]["claims"], found[0]["lifetime"])


@routes.add(
    "POST",
    "/sessions/{session_id}/refresh",
    {
        "expired_token": Text(required=True, nullable=False, longest=16_384),
        "refresh_token": Text(required=True, nullable=False),
        "request_origin": Text(required=True, nullable=False),
        "request_headers": Object(),
        "request_originating_ip": Text(),
        "format": Text(choices=("token", "cookie")),
    },
)
def refresh_session(call: Invocation) -> Any:
    """Sign another token in place of one of this session's.

    Browsers get refresh tokens in a handshake that the sandbox does not have, so that any is good.
    """
    session, body = require_session(call), call.body
    claims = signing.read(call.store, body["expired_token"])
    if claims is None or claims.get("sid") != session["id"]:
        text = "expired_token is no token of this session."
        raise Refusal(400, problems.error("expired_token_invalid", "invalid token", text))
    jwt = _token(call, {}, LIFETIME)["jwt"]
    if body.get("format") == "cookie":
        return {"object": "cookies", "cookies": [f"__session={jwt}; Path=/; SameSite=Lax"]}
    return {"object": "token", "jwt": jwt}


def _token(call: Invocation, claims: Document, lifetime: int) -> Any:
    session = require_session(call)
    if session["status"] != "active":
        text = f"The session is {session['status']}."
        raise Refusal(404, problems.error("session_not_active", "session not active", text))
    user = shown_user(call.store, require_user(call.store, session["user_id"]))
    issued = call.now // 1000
    known = {
        "azp": ISSUER,
        "exp": issued + (call.body.get("expires_in_seconds") or lifetime),
        "fva": [0, -1],
        "iat": issued,
        "iss": ISSUER,
        "nbf": issued - 10,
        "sid": session["id"],
        "sts": session["status"],
        "sub": user["id"],
        "v": 2,
    }
    jwt = signing.sign(call.store, {**filled(claims, {"user": user, "session": session}), **known})
    return {"object": "token", "jwt": jwt}


def filled(claims: Any, values: Document) -> Any:
    """Claims with ``{{user.id}}`` and the like replaced by what they stand for.

    A text that is nothing but one of them becomes the value itself, be it text, list or object.
    """
    if isinstance(claims, dict):
        return {name: filled(value, values) for name, value in claims.items()}
    if isinstance(claims, list):
        return [filled(item, values) for item in claims]
    if not isinstance(claims, str):
        return claims
    if whole := SHORTCODE.fullmatch(claims):
        return _value(whole.group(1), values)
    return SHORTCODE.sub(lambda match: str(_value(match.group(1), values) or ""), claims)


def _value(path: str, values: Any) -> Any:
    for name in path.split("."):
        values = values.get(name) if isinstance(values, dict) else None
    return values
