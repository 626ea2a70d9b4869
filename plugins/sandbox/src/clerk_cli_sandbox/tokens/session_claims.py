"""The claims of session tokens, version 2.

Source: https://clerk.com/docs/guides/sessions/session-tokens
"""

from __future__ import annotations

import secrets

from clerk_cli_sandbox.billing.billing_objects import current_plans
from clerk_cli_sandbox.http.routing import Request
from clerk_cli_sandbox.instance.domains import frontend_api_url
from clerk_cli_sandbox.instance.settings import read_instance
from clerk_cli_sandbox.organizations.memberships import find_membership
from clerk_cli_sandbox.organizations.organization_objects import require_organization
from clerk_cli_sandbox.organizations.role_objects import SYSTEM, permissions_of, require_role
from clerk_cli_sandbox.storage.store import JSONObject

VERSION = 2
CLOCK_SKEW = 10
"""How many seconds before its issue a session token is valid."""

MINUTE = 60_000
"""A minute in milliseconds."""


def default_claims(
    request: Request, user_id: str, origin: str | None, lifetime: int, clock_skew: int
) -> JSONObject:
    """The claims that every token has.

    Args:
        request: The request.
        user_id: The user.
        origin: Where the application runs; None if that is not known.
        lifetime: For how many seconds the token is valid.
        clock_skew: How many seconds before its issue it is valid already.
    """
    issued_at = request.now // 1000
    claims: JSONObject = {
        "exp": issued_at + lifetime,
        "iat": issued_at,
        "iss": frontend_api_url(request.store),
        "jti": secrets.token_hex(10),
        "nbf": issued_at - clock_skew,
        "sub": user_id,
    }
    return {"azp": origin} | claims if origin else claims


def session_claims(request: Request, session: JSONObject) -> JSONObject:
    """The claims that only session tokens have.

    Args:
        request: The request.
        session: The session, as the API shows it.
    """
    owners = {"u": session["user_id"]}
    claims: JSONObject = {
        "fva": [(request.now - session["created_at"]) // MINUTE, -1],
        "sid": session["id"],
        "sts": session["status"],
        "v": VERSION,
    }
    permissions: dict[str, list[str]] = {}
    if organization_id := session["last_active_organization_id"]:
        owners["o"] = organization_id
        permissions = _custom_permissions(request, organization_id, session["user_id"])
        claims["o"] = _organization_claim(request, organization_id, session["user_id"])
    plans = {scope: current_plans(request.store, id) for scope, id in owners.items()}
    claims["pla"] = ",".join(f"{scope}:{plan['slug']}" for scope in plans for plan in plans[scope])
    # Features of the organization come first: SDKs count the integers of fpm from there.
    features = {
        scope: sorted({feature["slug"] for plan in plans[scope] for feature in plan["features"]})
        for scope in reversed(plans)
    }
    organization_features = sorted({*permissions, *features.pop("o", [])})
    scoped = [f"o:{name}" for name in organization_features]
    scoped += [f"{scope}:{name}" for scope, names in features.items() for name in names]
    claims["fea"] = ",".join(scoped)
    if permissions:
        claims["o"] |= permission_claims(organization_features, permissions)
    if session["actor"]:
        claims["act"] = session["actor"]
    return claims


def permission_claims(features: list[str], permissions: dict[str, list[str]]) -> JSONObject:
    """Which permissions there are, and for each feature a bit mask of them.

    Args:
        features: The features of the organization, in the order of the claim ``fea``.
        permissions: For each feature what the user may do, such as ``read``.
    """
    actions = sorted({action for granted in permissions.values() for action in granted})
    masks = [
        sum(1 << bit for bit, action in enumerate(actions) if action in permissions.get(name, ()))
        for name in features
    ]
    return {"per": ",".join(actions), "fpm": ",".join(map(str, masks))}


def requesting_origin(request: Request) -> str | None:
    """The origin of the application: the header ``Origin``, else the first that is allowed."""
    origin = request.headers.get("origin")
    if origin and origin != "null":
        return origin
    allowed: list[str] = read_instance(request.store)["allowed_origins"] or []
    return allowed[0] if allowed else None


def _organization_claim(request: Request, organization_id: str, user_id: str) -> JSONObject:
    organization = require_organization(request.store, organization_id)
    membership = find_membership(request.store, organization_id, user_id)
    assert membership is not None
    return {
        "id": organization["id"],
        "slg": organization["slug"],
        "rol": membership["role"].removeprefix("org:"),
    }


def _custom_permissions(
    request: Request, organization_id: str, user_id: str
) -> dict[str, list[str]]:
    """What the role of a member permits, by feature; tokens have no system permissions."""
    membership = find_membership(request.store, organization_id, user_id)
    assert membership is not None
    role = require_role(request.store, membership["role"])
    permissions: dict[str, list[str]] = {}
    for permission in permissions_of(request.store, role):
        if permission["type"] != SYSTEM:
            _, feature, action = permission["key"].split(":")
            permissions.setdefault(feature, []).append(action)
    return permissions
