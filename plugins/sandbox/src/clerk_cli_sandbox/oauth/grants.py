"""Grants: what a user allows an application, and the tokens that it gets for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from clerk_cli_sandbox.http.routing import Request
from clerk_cli_sandbox.identity.events import user_deleted
from clerk_cli_sandbox.machines import credentials
from clerk_cli_sandbox.oauth import access_token_jwts
from clerk_cli_sandbox.oauth.protocol import frontend_url
from clerk_cli_sandbox.oauth.settings import read_settings
from clerk_cli_sandbox.storage.store import JSONObject, Selection, Store

ACCESS_TOKEN = "clerk_idp_oauth_access_token"
REFRESH_TOKEN = "oauth_refresh_token"
AUTHORIZATION_CODE = "oauth_authorization_code"
TOKENS = (ACCESS_TOKEN, REFRESH_TOKEN)
APPLICATION_ID, GRANT_ID = "_application_id", "_grant_id"
"""The hidden members with the application of a token, and with what all tokens of a grant share."""

LIFETIME = 24 * 60 * 60
"""The seconds that an access token lives; a refresh token never expires.

Source: https://clerk.com/docs/guides/configure/auth-strategies/oauth/how-clerk-implements-oauth
"""


class Grant(NamedTuple):
    """What a user allows an application.

    Args:
        id: What all its tokens share.
        application_id: The application.
        client_id: The id that the application identifies itself with.
        user_id: The user.
        scopes: What is allowed.
    """

    id: str
    application_id: str
    client_id: str
    user_id: str
    scopes: Sequence[str]


@user_deleted.reaction
def delete_grants_of_user(request: Request, user_id: str) -> None:
    """Delete the tokens and codes for a user who is deleted."""
    for kind in (*TOKENS, AUTHORIZATION_CODE):
        request.store.delete_all(Selection(kind).where_equal("subject", user_id))


def delete_grants_of_application(store: Store, application_id: str) -> None:
    """Delete the tokens and codes of an application."""
    for kind in (*TOKENS, AUTHORIZATION_CODE):
        store.delete_all(Selection(kind).where_equal(APPLICATION_ID, application_id))


def new_access_token(request: Request, grant: Grant) -> str:
    """A new access token for a grant: a JSON Web Token, or an opaque one, as the settings say."""
    token = _new_token(request, grant, ACCESS_TOKEN, "oat")
    token["expiration"] = request.now + LIFETIME * 1000
    if read_settings(request.store)["oauth_jwt_access_tokens"]:
        return access_token_jwts.sign(request.store, token, frontend_url(request))
    return _stored(request, token)


def new_refresh_token(request: Request, grant: Grant) -> str:
    """A new refresh token for a grant."""
    return _stored(request, _new_token(request, grant, REFRESH_TOKEN, "ort"))


def revoke_grant(request: Request, grant_id: str) -> None:
    """Revoke all tokens of a grant."""
    for kind in TOKENS:
        tokens = request.store.select(Selection(kind).where_equal(GRANT_ID, grant_id))
        for token in tokens:
            credentials.revoke(request, token)


def _new_token(request: Request, grant: Grant, kind: str, prefix: str) -> JSONObject:
    return {
        "object": kind,
        "id": credentials.new_id(prefix),
        "client_id": grant.client_id,
        "subject": grant.user_id,
        "scopes": list(grant.scopes),
        "revoked": False,
        "revocation_reason": None,
        "expiration": None,
        "created_at": request.now,
        "updated_at": request.now,
        APPLICATION_ID: grant.application_id,
        GRANT_ID: grant.id,
    }


def _stored(request: Request, token: JSONObject) -> str:
    """Store a token with a secret, and return the secret."""
    secret = credentials.new_secret(token["id"].partition("_")[0])
    request.store.put(token["object"], token | {credentials.SECRET: secret})
    return secret
