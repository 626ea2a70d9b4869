"""``/oauth_applications/access_tokens``: access tokens, verified for resource servers."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.machines import credentials
from clerk_cli_sandbox.machines.m2m_jwts import looks_like_jwt
from clerk_cli_sandbox.oauth import access_token_jwts
from clerk_cli_sandbox.oauth.applications import APPLICATION
from clerk_cli_sandbox.oauth.grants import ACCESS_TOKEN
from clerk_cli_sandbox.storage.store import JSONObject, Selection

routes = Routes(unversioned=True, invalid_status=400)

INACTIVE = {"active": False}
"""The response about a JSON Web Token that has expired."""


@routes.add("POST", "/oauth_applications/access_tokens/verify")
def verify_access_token(request: Request) -> Any:
    """The access token that a text belongs to, if it is valid."""
    text = request.body.get("access_token") or request.body.get("secret")
    if not text:
        raise ErrorResponse(400, api_errors.missing_param("access_token"))
    token = _find_token(request, text)
    if token is None:
        raise api_errors.lacks("resource_not_found", "No OAuth access token has this value.")
    if token["expired"] and looks_like_jwt(text):
        return INACTIVE
    credentials.require_valid(token, "OAuth access token")
    return token


def find_valid_token(request: Request, text: str) -> JSONObject | None:
    """The access token that a text is; None for one that is unknown, expired or revoked."""
    token = _find_token(request, text)
    return None if token is None or token["revoked"] or token["expired"] else token


def _find_token(request: Request, text: str) -> JSONObject | None:
    """The access token that a text is, as the API shows it; None if its application is gone."""
    store = request.store
    if looks_like_jwt(text):
        token = access_token_jwts.read(store, text, ACCESS_TOKEN)
        client_id = token["client_id"] if token else ""
        if not store.count(Selection(APPLICATION).where_equal("client_id", client_id)):
            return None
    else:
        token = credentials.find_by_secret(store, ACCESS_TOKEN, text)
    return None if token is None else credentials.serialize(token, request.now)
