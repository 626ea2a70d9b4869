"""Access tokens that are JSON Web Tokens (RFC 9068): none is stored, so none can be revoked."""

from __future__ import annotations

from clerk_cli_sandbox.storage.store import JSONObject, Store
from clerk_cli_sandbox.tokens import signing

TYPE = "at+jwt"


def sign(store: Store, token: JSONObject, issuer: str) -> str:
    """The JSON Web Token for an access token.

    Args:
        store: The objects.
        token: The access token.
        issuer: The URL of the OAuth provider.
    """
    issued_at = token["created_at"] // 1000
    claims = {
        "client_id": token["client_id"],
        "exp": token["expiration"] // 1000,
        "iat": issued_at,
        "iss": issuer,
        "jti": token["id"],
        "nbf": issued_at,
        "scope": " ".join(token["scopes"]),
        "sub": token["subject"],
    }
    return signing.sign(store, claims, category=None, type=TYPE)


def read(store: Store, jwt: str, kind: str) -> JSONObject | None:
    """The access token in a JSON Web Token, expired or not; None unless this instance signed it.

    Args:
        store: The objects.
        jwt: The JSON Web Token.
        kind: What access tokens call themselves.
    """
    claims = signing.verified_claims(store, jwt, category=None, type=TYPE)
    if claims is None:
        return None
    return {
        "object": kind,
        "id": claims["jti"],
        "client_id": claims["client_id"],
        "subject": claims["sub"],
        "scopes": claims["scope"].split(),
        "revoked": False,
        "revocation_reason": None,
        "expiration": claims["exp"] * 1000,
        "created_at": claims["iat"] * 1000,
        "updated_at": claims["iat"] * 1000,
    }
