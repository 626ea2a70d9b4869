"""Grants: what a user allows an application, and the tokens that it gets for it."""

from __future__ import annotations

from typing import NamedTuple

from clerk_cli_sandbox.http.routing import Request
from clerk_cli_sandbox.identity.events import user_deleted
from clerk_cli_sandbox.machines import credentials
from clerk_cli_sandbox.oauth import access_token_jwts
from clerk_cli_sandbox.oauth.settings import read_settings
from clerk_cli_sandbox.storage.store import JSONObject, Selection, Store

ACCESS_TOKEN = "clerk_idp_oauth_access_token"
REFRESH_TOKEN = "oauth_refresh_token"
KINDS = (ACCESS_TOKEN, REFRESH_TOKEN)
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
    scopes: tuple[str, ...]


class Tokens(NamedTuple):
    """The tokens that an application gets.

    Args:
        access: The access token.
        refresh: The refresh token; empty if the grant has no scope for one.
    """

    access: str
    refresh: str


@user_deleted.reaction
def delete_grants_of_user(request: Request, user_id: str) -> None:
    """Delete the tokens of a user who is deleted."""
    for kind in KINDS:
        request.store.delete_all(Selection(kind).where_equal("subject", user_id))


def delete_grants_of_application(store: Store, application_id: str) -> None:
    """Delete the tokens of an application."""
    for kind in KINDS:
        store.delete_all(Selection(kind).where_equal(APPLICATION_ID, application_id))


def issue_tokens(request: Request, grant: Grant) -> Tokens:
    """The tokens for a grant: an access token, as a JWT or opaque, and perhaps a refresh token."""
    token = _new_token(request, grant, ACCESS_TOKEN, "oat")
    token["expiration"] = request.now + LIFETIME * 1000
    if read_settings(request.store)["oauth_jwt_access_tokens"]:
        access = access_token_jwts.sign(request.store, token)
    else:
        access = credentials.new_secret("oat")
        request.store.put(ACCESS_TOKEN, token | {credentials.SECRET: access})
    if "offline_access" not in grant.scopes:
        return Tokens(access, "")
    refresh = credentials.new_secret("ort")
    token = _new_token(request, grant, REFRESH_TOKEN, "ort")
    request.store.put(REFRESH_TOKEN, token | {credentials.SECRET: refresh})
    return Tokens(access, refresh)


def revoke_grant(request: Request, grant_id: str) -> None:
    """Revoke all tokens of a grant."""
    for kind in KINDS:
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
