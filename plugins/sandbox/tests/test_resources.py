"""Sessions, invitations, restrictions, domains, JWT templates and instance settings."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Any

import pytest


@pytest.fixture
def session(api: Any, make_user: Any) -> Any:
    return api.ok("POST", "/sessions", {"user_id": make_user(username="ada")["id"]})


def status_of(api: Any, session: Any) -> str:
    status: str = api.ok("GET", f"/sessions/{session['id']}")["status"]
    return status


def test_a_session_is_listed_and_revoked(api: Any, session: Any) -> None:
    path = f"/sessions?user_id={session['user_id']}"
    assert [row["id"] for row in api.ok("GET", path)] == [session["id"]]
    assert api.ok("GET", f"{path}&paginated=true&status=active")["total_count"] == 1
    api.ok("POST", f"/sessions/{session['id']}/revoke")
    assert api.ok("GET", f"{path}&paginated=true&status=active")["total_count"] == 0


def test_a_session_expires_after_a_week(api: Any, session: Any) -> None:
    path = f"/sessions?user_id={session['user_id']}&status="
    api.clock.time = session["expire_at"]
    assert status_of(api, session) == "expired"
    assert [row["id"] for row in api.ok("GET", f"{path}expired")] == [session["id"]]
    assert api.ok("GET", f"{path}active") == []


@pytest.mark.parametrize("path", ["/users/{}/ban", "/users/ban"])
def test_a_ban_revokes_sessions(api: Any, session: Any, path: str) -> None:
    api.ok("POST", path.format(session["user_id"]), {"user_ids": [session["user_id"]]})
    assert status_of(api, session) == "revoked"


def test_sessions_end_with_their_user(api: Any, session: Any) -> None:
    api.ok("DELETE", f"/users/{session['user_id']}")
    assert status_of(api, session) == "removed"


def test_a_new_session_sets_the_last_sign_in_of_the_user(api: Any, session: Any) -> None:
    assert api.ok("GET", f"/users/{session['user_id']}")["last_sign_in_at"] is not None


def test_an_invitation_can_be_revoked_once_and_is_then_hidden(api: Any) -> None:
    body = {"email_address": "a@x.io", "expires_in_days": 7}
    invitation = api.ok("POST", "/invitations", body)
    assert invitation["expires_at"] - invitation["created_at"] == 7 * 24 * 60 * 60 * 1000
    revoked = api.ok("POST", f"/invitations/{invitation['id']}/revoke")
    assert (revoked["status"], revoked["revoked"]) == ("revoked", True)
    assert api.errors("POST", f"/invitations/{invitation['id']}/revoke")[0] == 400
    assert api.ok("GET", "/invitations") == []
    assert len(api.ok("GET", "/invitations?status=revoked")) == 1


def test_an_invitation_to_an_existing_user_needs_a_flag(api: Any, make_user: Any) -> None:
    make_user(email_address=["taken@x.io"])
    body = {"email_address": "taken@x.io"}
    assert api.errors("POST", "/invitations", body)[1] == [
        ("form_identifier_exists", "email_address")
    ]
    api.ok("POST", "/invitations", {**body, "ignore_existing": True})
    assert api.errors("POST", "/invitations", {"email_address": "taken@x.io"})[0] == 422


def test_a_bulk_invitation_creates_all_or_none(api: Any) -> None:
    valid, invalid = {"email_address": "a@x.io"}, {"email_address": "nope"}
    assert api.errors("POST", "/invitations/bulk", [valid, invalid])[0] == 422
    assert api.ok("GET", "/invitations") == []
    assert len(api.ok("POST", "/invitations/bulk", [valid])) == 1
    assert api.errors("POST", "/invitations/bulk", [valid] * 11)[0] == 400
    assert api.errors("POST", "/invitations/bulk", valid)[0] == 400


@pytest.mark.parametrize("name", ["allowlist", "blocklist"])
def test_an_identifier_can_be_added_and_removed_once(api: Any, name: str) -> None:
    path, body = f"/{name}_identifiers", {"identifier": "+15550100001"}
    entry = api.ok("POST", path, body)
    assert entry["identifier_type"] == "phone_number"
    assert api.errors("POST", path, body)[1] == [("duplicate_record", "identifier")]
    assert api.ok("DELETE", f"{path}/{entry['id']}")["deleted"] is True
    assert api.errors("DELETE", f"{path}/{entry['id']}")[0] == 404


def test_the_allowlist_is_an_array_or_a_page(api: Any) -> None:
    for number in range(12):
        api.ok("POST", "/allowlist_identifiers", {"identifier": f"u{number}@x.io"})
    assert len(api.ok("GET", "/allowlist_identifiers")) == 10
    page = api.ok("GET", "/allowlist_identifiers?paginated=true&limit=5&offset=10")
    assert (len(page["data"]), page["total_count"]) == (2, 12)


def test_a_blocked_identifier_cannot_be_notified(api: Any) -> None:
    body = {"identifier": "a@x.io", "notify": True}
    assert api.errors("POST", "/blocklist_identifiers", body)[1] == [
        ("form_param_unknown", "notify")
    ]


def test_a_satellite_domain_can_be_deleted_but_the_primary_one_cannot(api: Any) -> None:
    (primary,) = api.ok("GET", "/domains")["data"]
    body = {"name": "app.example.com", "is_satellite": True}
    satellite = api.ok("POST", "/domains", body)
    assert api.errors("POST", "/domains", body)[1] == [("form_identifier_exists", "name")]
    renamed = api.ok("PATCH", f"/domains/{satellite['id']}", {"name": "b.example.com"})
    assert renamed["frontend_api_url"] == "https://clerk.b.example.com"
    api.ok("DELETE", f"/domains/{satellite['id']}")
    assert api.ok("GET", "/domains")["data"] == [primary]
    assert api.errors("DELETE", f"/domains/{primary['id']}")[0] == 403


def test_an_update_replaces_all_fields_of_a_template(api: Any) -> None:
    body = {"name": "x", "claims": {"a": 1}, "lifetime": 90}
    template = api.ok("POST", "/jwt_templates", body)
    path = f"/jwt_templates/{template['id']}"
    assert api.errors("PATCH", path, {"lifetime": 60})[1] == [
        ("form_param_missing", "name"), ("form_param_missing", "claims"),
    ]  # fmt: skip
    assert api.ok("PATCH", path, {"name": "x", "claims": {}})["lifetime"] == 60
    assert api.errors("POST", "/jwt_templates", {"name": "x", "claims": {}})[0] == 422


def test_a_custom_signing_key_needs_an_algorithm(api: Any) -> None:
    body = {"name": "x", "claims": {}, "custom_signing_key": True, "signing_key": "k"}
    assert api.errors("POST", "/jwt_templates", body)[1] == [
        ("form_param_missing", "signing_algorithm")
    ]
    template = api.ok("POST", "/jwt_templates", {**body, "signing_algorithm": "HS256"})
    assert "signing_key" not in template


def test_each_link_to_the_webhooks_has_another_token_for_the_same_app(api: Any) -> None:
    links = [api.ok("POST", path)["svix_url"] for path in ("/webhooks/svix", "/webhooks/svix_url")]
    keys = [json.loads(b64decode(link.partition("#key=")[2])) for link in links]
    assert keys[0]["appId"] == keys[1]["appId"]
    assert keys[0]["oneTimeToken"] != keys[1]["oneTimeToken"]


def test_instance_settings_are_saved(api: Any) -> None:
    assert api("PATCH", "/instance", {"allowed_origins": ["https://a.io"]})[0] == 204
    assert api.ok("GET", "/instance")["allowed_origins"] == ["https://a.io"]
    api.ok("PATCH", "/instance/restrictions", {"allowlist": True})
    restrictions = api.ok("PATCH", "/instance/restrictions", {"blocklist": True})
    assert (restrictions["allowlist"], restrictions["blocklist"]) == (True, True)
