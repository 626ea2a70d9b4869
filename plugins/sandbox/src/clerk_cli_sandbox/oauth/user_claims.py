"""What applications learn of a user: claims by scope, in id tokens and at ``/oauth/userinfo``."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http.routing import JSONResponse, Request, Routes
from clerk_cli_sandbox.identity.user_objects import USER, serialize_user
from clerk_cli_sandbox.instance.settings import INSTANCE_ID
from clerk_cli_sandbox.oauth.access_tokens import find_valid_token
from clerk_cli_sandbox.oauth.grants import LIFETIME, Grant
from clerk_cli_sandbox.oauth.protocol import NEVER_STORED, OAuthError, frontend_url
from clerk_cli_sandbox.storage.store import JSONObject
from clerk_cli_sandbox.tokens import signing

routes = Routes(frontend=True)

METADATA = {
    "public_metadata": ("public_metadata", "unsafe_metadata"),
    "private_metadata": ("private_metadata",),
}
"""The scopes that let an application read metadata, and the members of a user that they show."""


@routes.add("GET", "/oauth/userinfo")
def get_user_info(request: Request) -> Any:
    """What the scopes of an access token show of its user."""
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    token = find_valid_token(request, text.strip()) if scheme.lower() == "bearer" else None
    claims = user_claims(request, token["subject"], token["scopes"]) if token else None
    if claims is None:
        headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        text = "The access token is not valid."
        return OAuthError("invalid_token", text, 401, headers).response
    user_id = claims["sub"]
    info = {"object": "oauth_user_info", "instance_id": INSTANCE_ID, "user_id": user_id}
    return JSONResponse(info | claims, NEVER_STORED)


def id_token(request: Request, grant: Grant, nonce: str | None) -> str:
    """The id token of a grant (OpenID Connect)."""
    issued_at = request.now // 1000
    claims = {
        "iss": frontend_url(request),
        "aud": grant.client_id,
        "exp": issued_at + LIFETIME,
        "iat": issued_at,
        **(user_claims(request, grant.user_id, grant.scopes) or {}),
        **({"nonce": nonce} if nonce else {}),
    }
    return signing.sign(request.store, claims, category=None)


def user_claims(request: Request, user_id: str, scopes: Any) -> JSONObject | None:
    """What scopes show of a user; None for one who is deleted."""
    stored = request.store.get(USER, user_id)
    if stored is None:
        return None
    user = serialize_user(request, stored)
    claims: JSONObject = {"sub": user_id}
    if "profile" in scopes:
        names = (user["first_name"], user["last_name"])
        claims |= {
            "given_name": names[0],
            "family_name": names[1],
            "name": " ".join(filter(None, names)),
            "username": user["username"],
            "preferred_username": user["username"],
            "picture": user["image_url"],
        }
    if "email" in scopes:
        claims |= _email_claims(user)
    for scope, members in METADATA.items():
        if scope in scopes:
            claims |= {name: user[name] for name in members}
    return claims


def _email_claims(user: JSONObject) -> JSONObject:
    for email in user["email_addresses"]:
        if email["id"] == user["primary_email_address_id"]:
            status = (email["verification"] or {}).get("status")
            return {"email": email["email_address"], "email_verified": status == "verified"}
    return {"email": None, "email_verified": False}
