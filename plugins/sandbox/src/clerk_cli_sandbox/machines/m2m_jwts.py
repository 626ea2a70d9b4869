"""M2M tokens that are JSON Web Tokens: nothing of them is stored, so none can be revoked."""

from __future__ import annotations

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.instance.domains import frontend_api_url
from clerk_cli_sandbox.machines.secret_keys import MACHINE
from clerk_cli_sandbox.storage.store import JSONObject, Store
from clerk_cli_sandbox.tokens import signing

STANDARD_CLAIMS = frozenset({"aud", "exp", "iat", "iss", "jti", "nbf", "scopes", "sub"})


def sign(store: Store, token: JSONObject) -> str:
    """The JSON Web Token for an M2M token.

    Raises:
        ErrorResponse: The claims of the token include one that every token has.
    """
    custom_claims = token["claims"] or {}
    if reserved := sorted(STANDARD_CLAIMS & custom_claims.keys()):
        text = f"Clerk sets {', '.join(reserved)}; claims cannot."
        raise api_errors.refusal("machine_token_reserved_claim", "reserved claim", text)
    issued_at = token["created_at"] // 1000
    claims = {
        "aud": token["scopes"],
        "exp": token["expiration"] // 1000,
        "iat": issued_at,
        "iss": frontend_api_url(store),
        "jti": token["id"],
        "nbf": issued_at,
        "scopes": " ".join(token["scopes"]),
        "sub": token["subject"],
    }
    return signing.sign(store, custom_claims | claims, signing.M2M_CATEGORY)


def looks_like_jwt(text: str) -> bool:
    """Whether a text can be a JSON Web Token, which opaque tokens never can."""
    return text.count(".") == 2


def read(store: Store, jwt: str, kind: str) -> JSONObject | None:
    """The M2M token in a JSON Web Token; None unless it is from a machine of this instance.

    Args:
        store: The objects.
        jwt: The JSON Web Token.
        kind: What M2M tokens call themselves.
    """
    claims = signing.verified_claims(store, jwt, signing.M2M_CATEGORY)
    if claims is None or store.get(MACHINE, claims["sub"]) is None:
        return None
    custom_claims = {name: claims[name] for name in claims if name not in STANDARD_CLAIMS}
    return {
        "id": claims["jti"],
        "object": kind,
        "subject": claims["sub"],
        "claims": custom_claims or None,
        "scopes": claims["aud"],
        "revoked": False,
        "revocation_reason": None,
        "expiration": claims["exp"] * 1000,
        "last_used_at": None,
        "created_at": claims["iat"] * 1000,
        "updated_at": claims["iat"] * 1000,
    }
