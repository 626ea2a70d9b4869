"""The claims of session tokens, version 2.

Source: https://clerk.com/docs/guides/sessions/session-tokens
"""

from __future__ import annotations

from typing import Any

import jwt
import pytest

ORIGIN = "https://app.example.com"
OTHER_ORIGIN = "https://other.example.com"


def claims_of(api: Any, token: str) -> Any:
    (key,) = api.ok("GET", "/jwks")["keys"]
    options: Any = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
    return jwt.decode(token, jwt.PyJWK(key).key, algorithms=["RS256"], options=options)


def session_claims(api: Any, session: Any) -> Any:
    return claims_of(api, api.ok("POST", f"/sessions/{session['id']}/tokens", {})["jwt"])


@pytest.fixture
def user(make_user: Any) -> Any:
    return make_user(username="ada")


@pytest.fixture
def organization(api: Any, user: Any) -> Any:
    """An organization whose administrators may read and manage dashboards, and read teams."""
    role = next(
        row for row in api.ok("GET", "/organization_roles")["data"] if "admin" in row["key"]
    )
    for key in ("org:teams:read", "org:dashboard:read", "org:dashboard:manage"):
        body = {"key": key, "name": key, "description": key}
        permission = api.ok("POST", "/organization_permissions", body)
        api.ok("POST", f"/organization_roles/{role['id']}/permissions/{permission['id']}")
    return api.ok("POST", "/organizations", {"name": "Acme", "created_by": user["id"]})


@pytest.fixture
def session(api: Any, user: Any, organization: Any) -> Any:
    body = {"user_id": user["id"], "active_organization_id": organization["id"]}
    return api.ok("POST", "/sessions", body)


def test_a_token_without_an_active_organization_has_no_organization_claim(
    api: Any, user: Any
) -> None:
    session = api.ok("POST", "/sessions", {"user_id": user["id"]})
    claims = session_claims(api, session)
    assert sorted(claims) == [
        "exp", "fea", "fva", "iat", "iss", "jti", "nbf", "pla", "sid", "sts", "sub", "v",
    ]  # fmt: skip
    assert (claims["v"], claims["sts"], claims["fva"]) == (2, "active", [0, -1])
    assert (claims["pla"], claims["fea"]) == ("u:free_user", "")


def test_the_claims_of_the_active_organization_are_those_of_clerks_example(
    api: Any, session: Any, organization: Any
) -> None:
    claims = session_claims(api, session)
    assert claims["fea"] == "o:dashboard,o:teams"
    assert claims["pla"] == "u:free_user,o:free_org"
    assert claims["o"] == {
        "id": organization["id"],
        "slg": "acme",
        "rol": "admin",
        "per": "manage,read",
        "fpm": "3,2",
    }


def subscribe(api: Any, path: str, plan: str) -> Any:
    """The subscription item of a plan that a user or an organization now has."""
    (plan_id,) = [
        row["id"] for row in api.ok("GET", "/billing/plans")["data"] if row["slug"] == plan
    ]
    (price,) = api.ok("GET", f"/billing/prices?plan_id={plan_id}")["data"]
    (item,) = api.ok("GET", f"{path}/billing/subscription")["subscription_items"]
    prices = {"from_price_id": item["price_id"], "to_price_id": price["id"]}
    changed = api.ok("POST", f"/billing/subscription_items/{item['id']}/price_transition", prices)
    return changed["subscription_item"]


def test_the_features_of_the_active_plans_are_in_the_token(
    api: Any, session: Any, user: Any, organization: Any
) -> None:
    subscribe(api, f"/users/{user['id']}", "pro")
    claims = session_claims(api, session)
    assert claims["pla"] == "u:pro,o:free_org"
    assert claims["fea"] == "o:dashboard,o:teams,u:exports,u:support"
    item = subscribe(api, f"/organizations/{organization['id']}", "team")
    claims = session_claims(api, session)
    assert claims["pla"] == "u:pro,o:team"
    assert claims["fea"] == "o:audit_log,o:dashboard,o:support,o:teams,u:exports,u:support"
    assert (claims["o"]["per"], claims["o"]["fpm"]) == ("manage,read", "0,3,0,2")
    api.ok("DELETE", f"/billing/subscription_items/{item['id']}?end_now=true")
    claims = session_claims(api, session)
    assert claims["pla"] == "u:pro,o:free_org"
    assert claims["fea"] == "o:dashboard,o:teams,u:exports,u:support"


def test_each_token_has_an_identifier_of_its_own(api: Any, session: Any) -> None:
    assert session_claims(api, session)["jti"] != session_claims(api, session)["jti"]


def test_the_age_of_the_sign_in_is_counted_in_minutes(api: Any, session: Any) -> None:
    api.clock.time += 7 * 60_000
    assert session_claims(api, session)["fva"] == [7, -1]


@pytest.mark.parametrize(
    ("header", "allowed", "expected"),
    [
        (ORIGIN, None, ORIGIN),
        (ORIGIN, [OTHER_ORIGIN], ORIGIN),
        (None, [OTHER_ORIGIN, ORIGIN], OTHER_ORIGIN),
        ("null", [OTHER_ORIGIN], OTHER_ORIGIN),
        (None, None, None),
        ("", [], None),
    ],
)
def test_the_authorized_party_is_the_origin_else_the_first_that_is_allowed(
    api: Any, session: Any, header: str | None, allowed: list[str] | None, expected: str | None
) -> None:
    if allowed is not None:
        api("PATCH", "/instance", {"allowed_origins": allowed})
    if header is not None:
        api.headers["origin"] = header
    assert session_claims(api, session).get("azp") == expected


def test_an_actor_is_named(api: Any, session: Any) -> None:
    stored = api.sandbox.store.get("session", session["id"])
    api.sandbox.store.put("session", stored | {"actor": {"sub": "user_2"}})
    assert session_claims(api, session)["act"] == {"sub": "user_2"}


@pytest.mark.parametrize("ending", ["deleted", "left"])
def test_an_organization_that_ends_for_the_user_is_no_longer_active(
    api: Any, session: Any, user: Any, organization: Any, make_user: Any, ending: str
) -> None:
    path = f"/organizations/{organization['id']}"
    body = {"user_id": make_user(username="grace")["id"], "role": "org:admin"}
    api.ok("POST", f"{path}/memberships", body)
    api.ok("DELETE", path if ending == "deleted" else f"{path}/memberships/{user['id']}")
    assert "o" not in session_claims(api, session)
    assert api.ok("GET", f"/sessions/{session['id']}")["last_active_organization_id"] is None


def test_an_active_organization_is_one_that_the_user_belongs_to(
    api: Any, user: Any, make_user: Any, organization: Any
) -> None:
    stranger = make_user(username="eve")
    refused = (404, [("organization_not_found_or_unauthorized", None)])
    for user_id, organization_id in ((stranger["id"], organization["id"]), (user["id"], "org_no")):
        body = {"user_id": user_id, "active_organization_id": organization_id}
        assert api.errors("POST", "/sessions", body) == refused
        body = {"user_id": user_id, "org_id": organization_id}
        assert api.errors("POST", "/sign_in_tokens", body) == refused


@pytest.mark.parametrize("path", ["/sessions", "/sign_in_tokens"])
@pytest.mark.parametrize(
    ("action", "error"),
    [("ban", (403, "user_banned")), ("lock", (409, "session_creation_not_allowed"))],
)
def test_a_user_who_is_banned_or_locked_cannot_sign_in(
    api: Any, user: Any, path: str, action: str, error: tuple[int, str]
) -> None:
    api.ok("POST", f"/users/{user['id']}/{action}")
    status, ((code, _),) = api.errors("POST", path, {"user_id": user["id"]})
    assert (status, code) == error
    api.ok("POST", f"/users/{user['id']}/un{action}")
    api.ok("POST", path, {"user_id": user["id"]})


def refresh(api: Any, session_id: str, token: str, origin: str = ORIGIN) -> Any:
    body = {"expired_token": token, "refresh_token": "rt", "request_origin": origin}
    return api("POST", f"/sessions/{session_id}/refresh", body)


def test_a_refreshed_token_keeps_its_origin_and_organization(api: Any, session: Any) -> None:
    api.headers["origin"] = ORIGIN
    token = api.ok("POST", f"/sessions/{session['id']}/tokens", {})["jwt"]
    del api.headers["origin"]
    status, response = refresh(api, session["id"], token)
    assert status == 200
    claims = claims_of(api, response["jwt"])
    assert (claims["azp"], claims["o"]["rol"]) == (ORIGIN, "admin")


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("other session", "refresh_sid_mismatch"),
        ("other origin", "refresh_request_origin_azp_mismatch"),
        ("no origin", "expired_session_token_missing_azp"),
        ("revoked", "session_refresh_inactive_session"),
        ("deleted", "session_refresh_session_not_found"),
        ("forged", "expired_session_token_invalid"),
        ("of a template", "expired_session_token_invalid"),
    ],
)
def test_a_token_is_refreshed_only_for_its_own_session(
    api: Any, session: Any, case: str, code: str
) -> None:
    path = f"/sessions/{session['id']}"
    api.headers |= {} if case == "no origin" else {"origin": ORIGIN}
    api.ok("POST", "/jwt_templates", {"name": "mine", "claims": {}})
    suffix = "/mine" if case == "of a template" else ""
    token = api.ok("POST", f"{path}/tokens{suffix}", {})["jwt"]
    if case == "revoked":
        api.ok("POST", f"{path}/revoke")
    if case == "deleted":
        api.sandbox.store.delete("session", session["id"])
    token = token[:-6] + "AAAAAA" if case == "forged" else token
    session_id = "sess_other" if case == "other session" else session["id"]
    origin = OTHER_ORIGIN if case == "other origin" else ORIGIN
    status, response = refresh(api, session_id, token, origin)
    assert (status, response["errors"][0]["code"]) == (401, code)
