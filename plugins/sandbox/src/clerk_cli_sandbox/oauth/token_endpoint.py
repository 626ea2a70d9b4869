"""``/oauth/token``: applications exchange codes and refresh tokens for access tokens."""

from __future__ import annotations

import hmac
from base64 import b64decode
from typing import Any
from urllib.parse import unquote

from clerk_cli_sandbox.http.routing import JSONResponse, Request, Routes
from clerk_cli_sandbox.machines.credentials import SECRET, find_by_secret
from clerk_cli_sandbox.oauth.authorization import find_application, redeem_code
from clerk_cli_sandbox.oauth.grants import (
    APPLICATION_ID,
    GRANT_ID,
    LIFETIME,
    REFRESH_TOKEN,
    Grant,
    new_access_token,
    new_refresh_token,
)
from clerk_cli_sandbox.oauth.protocol import NEVER_STORED, OAuthError
from clerk_cli_sandbox.oauth.user_claims import id_token
from clerk_cli_sandbox.storage.store import JSONObject

routes = Routes(frontend=True)

CHALLENGE = {"WWW-Authenticate": 'Basic realm="OAuth application"'}


@routes.add("POST", "/oauth/token")
def create_tokens(request: Request) -> Any:
    """The tokens for a code or a refresh token."""
    try:
        application = authenticated_application(request)
        grant_type = request.body.get("grant_type")
        if grant_type == "authorization_code":
            body = _exchange_code(request, application)
        elif grant_type == "refresh_token":
            body = _refresh(request, application)
        else:
            text = "grant_type must be authorization_code or refresh_token."
            raise OAuthError("unsupported_grant_type", text)
    except OAuthError as error:
        return error.response
    return JSONResponse(body, NEVER_STORED)


def authenticated_application(request: Request) -> JSONObject:
    """The application that a request is from: it knows its client secret, or is public.

    Raises:
        OAuthError: The client id is unknown, or the secret is not the right one.
    """
    client_id, secret = _client_credentials(request)
    application = find_application(request.store, client_id)
    expected = application[SECRET] if application else ""
    if application is None or not hmac.compare_digest(expected.encode(), secret.encode()):
        text = "The client_id is unknown, or the client_secret is not its own."
        raise OAuthError("invalid_client", text, 401, CHALLENGE)
    if not application["public"] and not expected:
        text = "The OAuth application has no client secret yet: rotate it."
        raise OAuthError("invalid_client", text, 401, CHALLENGE)
    return application


def _exchange_code(request: Request, application: JSONObject) -> JSONObject:
    grant, nonce = redeem_code(request, application)
    body = _access_token_response(request, grant)
    if "offline_access" in grant.scopes:
        body["refresh_token"] = new_refresh_token(request, grant)
    if "openid" in grant.scopes:
        body["id_token"] = id_token(request, grant, nonce)
    return body


def _refresh(request: Request, application: JSONObject) -> JSONObject:
    """A new access token; the refresh token, which never expires, stays valid."""
    text = request.body.get("refresh_token", "")
    token = find_by_secret(request.store, REFRESH_TOKEN, text)
    if token is None or token["revoked"] or token[APPLICATION_ID] != application["id"]:
        raise OAuthError("invalid_grant", "The refresh token is not valid.")
    scopes = tuple(dict.fromkeys(request.body.get("scope", "").split())) or tuple(token["scopes"])
    if not {*token["scopes"]}.issuperset(scopes):
        raise OAuthError("invalid_scope", "The grant does not have all of these scopes.")
    grant = Grant(token[GRANT_ID], application["id"], token["client_id"], token["subject"], scopes)
    return _access_token_response(request, grant) | {"refresh_token": text}


def _access_token_response(request: Request, grant: Grant) -> JSONObject:
    return {
        "access_token": new_access_token(request, grant),
        "token_type": "Bearer",
        "expires_in": LIFETIME,
        "scope": " ".join(grant.scopes),
    }


def _client_credentials(request: Request) -> tuple[str, str]:
    """The client id and the secret, from the header ``Authorization`` or from the body.

    Raises:
        OAuthError: The header cannot be read.
    """
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return request.body.get("client_id", ""), request.body.get("client_secret", "")
    try:
        client_id, _, secret = b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        text = "The header Authorization is not valid."
        raise OAuthError("invalid_client", text, 401, CHALLENGE) from None
    return unquote(client_id), unquote(secret)
