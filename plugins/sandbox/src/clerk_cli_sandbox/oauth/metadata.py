"""What the instance says about itself as an OAuth provider, and about tokens.

Source: https://clerk.com/docs/guides/configure/auth-strategies/oauth/how-clerk-implements-oauth
"""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http.routing import JSONResponse, Request, Routes
from clerk_cli_sandbox.oauth.access_tokens import find_valid_token
from clerk_cli_sandbox.oauth.applications import ENDPOINTS
from clerk_cli_sandbox.oauth.authorization import CHALLENGE_METHOD
from clerk_cli_sandbox.oauth.protocol import NEVER_STORED, OAuthError, frontend_url
from clerk_cli_sandbox.oauth.scopes import BUILT_IN_SCOPES
from clerk_cli_sandbox.oauth.settings import read_settings
from clerk_cli_sandbox.oauth.token_endpoint import authenticated_application
from clerk_cli_sandbox.storage.store import JSONObject
from clerk_cli_sandbox.tokens import signing

routes = Routes(frontend=True)

KEYS_PATH = "/.well-known/jwks.json"


@routes.add("GET", "/.well-known/oauth-authorization-server")
@routes.add("GET", ENDPOINTS["discovery_url"])
def get_metadata(request: Request) -> Any:
    """Where the endpoints are, and what they support."""
    base = frontend_url(request)
    metadata: JSONObject = {
        "issuer": base,
        "authorization_endpoint": base + ENDPOINTS["authorize_url"],
        "token_endpoint": base + ENDPOINTS["token_fetch_url"],
        "userinfo_endpoint": base + ENDPOINTS["user_info_url"],
        "introspection_endpoint": base + ENDPOINTS["token_introspection_url"],
        "jwks_uri": base + KEYS_PATH,
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic",
            "client_secret_post",
            "none",
        ],
        "scopes_supported": list(BUILT_IN_SCOPES),
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [signing.ALGORITHM],
        "code_challenge_methods_supported": [CHALLENGE_METHOD],
    }
    if read_settings(request.store)["client_id_metadata_documents_advertised"]:
        metadata["client_id_metadata_document_supported"] = True
    return metadata


@routes.add("GET", KEYS_PATH)
def get_keys(request: Request) -> Any:
    """The public key that tokens are verified with."""
    return {"keys": [signing.public_key(request.store)]}


@routes.add("POST", ENDPOINTS["token_introspection_url"])
def introspect(request: Request) -> Any:
    """Whether an access token is valid, for the application that got it (RFC 7662)."""
    try:
        application = authenticated_application(request)
    except OAuthError as error:
        return error.response
    token = find_valid_token(request, request.body.get("token", ""))
    if token is None or token["client_id"] != application["client_id"]:
        return JSONResponse({"active": False}, NEVER_STORED)
    body = {
        "active": True,
        "client_id": token["client_id"],
        "sub": token["subject"],
        "scope": " ".join(token["scopes"]),
        "exp": token["expiration"] // 1000,
        "iat": token["created_at"] // 1000,
    }
    return JSONResponse(body, NEVER_STORED)
