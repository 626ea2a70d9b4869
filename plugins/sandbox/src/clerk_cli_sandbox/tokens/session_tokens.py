"""``/jwks`` and ``/sessions/{id}/tokens``: session tokens, and the key to verify them with."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.images import with_served_urls
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.identity.user_objects import MEMBERSHIP, require_user, serialize_user
from clerk_cli_sandbox.organizations.memberships import find_membership
from clerk_cli_sandbox.organizations.organization_objects import require_organization
from clerk_cli_sandbox.storage.store import JSONObject, Selection
from clerk_cli_sandbox.tokens import signing
from clerk_cli_sandbox.tokens.jwt_templates import DEFAULT_LIFETIME, SIGNING_KEY, TEMPLATE
from clerk_cli_sandbox.tokens.session_claims import (
    CLOCK_SKEW,
    default_claims,
    requesting_origin,
    session_claims,
)
from clerk_cli_sandbox.tokens.sessions import SESSION, require_session
from clerk_cli_sandbox.tokens.shortcodes import replace_shortcodes, user_values

routes = Routes()

ORGANIZATION_MEMBERS = ("id", "name", "slug", "image_url", "has_image", "public_metadata")


@routes.add("GET", "/jwks")
def get_jwks(request: Request) -> Any:
    """Show the public key of the instance."""
    return {"keys": [signing.public_key(request.store)]}


@routes.add("POST", "/sessions/{session_id}/tokens")
def create_token(request: Request) -> Any:
    """Create a token for a session."""
    session = _require_active_session(request)
    jwt = _session_token(request, session, requesting_origin(request))
    return {"object": "token", "jwt": jwt}


@routes.add("POST", "/sessions/{session_id}/tokens/{template_name}")
def create_token_from_template(request: Request) -> Any:
    """Create a token with the claims of a template, which is not tied to the session."""
    name = request.path_params["template_name"]
    template = request.store.first(Selection(TEMPLATE).where_equal("name", name))
    if template is None:
        raise api_errors.not_found("JWT template", name)
    session = _require_active_session(request)
    claims = replace_shortcodes(template["claims"], _template_values(request, session))
    claims |= default_claims(
        request,
        session["user_id"],
        requesting_origin(request),
        request.body.get("expires_in_seconds") or template["lifetime"],
        template["allowed_clock_skew"],
    )
    if key := template.get(SIGNING_KEY):
        jwt = signing.sign_with(template["signing_algorithm"], key, claims)
    else:
        jwt = signing.sign(request.store, claims, signing.TEMPLATE_CATEGORY)
    return {"object": "token", "jwt": jwt}


@routes.add("POST", "/sessions/{session_id}/refresh", missing_status=400)
def refresh_session(request: Request) -> Any:
    """Replace an expired token of a session.

    Browsers get refresh tokens in a handshake, which the sandbox does not implement. It therefore
    accepts any refresh token.
    """
    body = request.body
    claims = signing.verified_claims(request.store, body["expired_token"])
    if claims is None:
        text = "expired_token is not a session token of this instance."
        raise api_errors.refusal("expired_session_token_invalid", "invalid token", text)
    session_id = request.path_params["session_id"]
    if claims.get("sid") != session_id:
        text = "expired_token does not belong to this session."
        raise api_errors.refusal("refresh_sid_mismatch", "another session", text)
    if "azp" not in claims:
        text = "expired_token has no azp: create it with an Origin, or set allowed_origins."
        raise api_errors.refusal("expired_session_token_missing_azp", "azp is missing", text)
    if claims["azp"] != body["request_origin"]:
        text = "expired_token was not issued for request_origin."
        raise api_errors.refusal("refresh_request_origin_azp_mismatch", "another origin", text)
    if request.store.get(SESSION, session_id) is None:
        raise api_errors.refusal("session_refresh_session_not_found", "session not found")
    session = require_session(request)
    if session["status"] != "active":
        text = f"The session is {session['status']}."
        raise api_errors.refusal("session_refresh_inactive_session", "session not active", text)
    jwt = _session_token(request, session, claims["azp"])
    if body.get("format") == "cookie":
        return {"object": "cookies", "cookies": [f"__session={jwt}; Path=/; SameSite=Lax"]}
    return {"object": "token", "jwt": jwt}


def _require_active_session(request: Request) -> JSONObject:
    session = require_session(request)
    if session["status"] != "active":
        text = f"The session is {session['status']}."
        raise api_errors.refusal("resource_not_found", "session not active", text)
    return session


def _session_token(request: Request, session: JSONObject, origin: str | None) -> str:
    require_user(request.store, session["user_id"])
    lifetime = request.body.get("expires_in_seconds") or DEFAULT_LIFETIME
    claims = default_claims(request, session["user_id"], origin, lifetime, CLOCK_SKEW)
    return signing.sign(request.store, claims | session_claims(request, session))


def _template_values(request: Request, session: JSONObject) -> Any:
    """What the shortcodes of templates start from."""
    store, user_id = request.store, session["user_id"]
    memberships = store.select(Selection(MEMBERSHIP).where_equal("user_id", user_id))
    roles = {membership["organization_id"]: membership["role"] for membership in memberships}
    user = serialize_user(request, require_user(store, user_id))
    values: JSONObject = {
        "user": user_values(user, roles),
        "session": {"id": session["id"], "actor": session["actor"]},
    }
    if organization_id := session["last_active_organization_id"]:
        organization = require_organization(store, organization_id)
        membership = find_membership(store, organization_id, user_id) or {}
        values["org"] = {name: organization.get(name) for name in ORGANIZATION_MEMBERS}
        values["org"]["role"] = membership.get("role")
        values["org_membership"] = {"public_metadata": membership.get("public_metadata")}
    return with_served_urls(values, request.headers)
