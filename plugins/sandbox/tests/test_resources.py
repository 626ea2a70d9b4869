"""What the sandbox does with sessions, invitations, restrictions, domains and templates."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def session(api: Any, make_user: Any) -> Any:
    return api.ok("POST", "/sessions", {"user_id": make_user(username="ada")["id"]})


def status_of(api: Any, session: Any) -> str:
    status: str = api.ok("GET", f"/sessions/{session['id']}")["status"]
    return status


def test_a_session_is_listed_and_revoked(api: Any, session: Any) -> None:
    mine = f"/sessions?user_id={session['user_id']}"
    assert [each["id"] for each in api.ok("GET", mine)] == [session["id"]]
    assert api.ok("GET", f"{mine}&paginated=true&status=active")["total_count"] == 1
    api.ok("POST", f"/sessions/{session['id']}/revoke")
    assert api.ok("GET", f"{mine}&paginated=true&status=active")["total_count"] == 0


@pytest.mark.parametrize("path", ["/users/{}/ban", "/users/ban"])
def test_a_ban_revokes_the_sessions(api: Any, session: Any, path: str) -> None:
    api.ok("POST", path.format(session["user_id"]), {"user_ids": [session["user_id"]]})
    assert status_of(api, session) == "revoked"


def test_deleting_a_user_ends_the_sessions(api: Any, session: Any) -> None:
    api.ok("DELETE", f"/users/{session['user_id']}")
    assert status_of(api, session) == "removed"


def test_signing_in_is_being_active(api: Any, session: Any) -> None:
    assert api.ok("GET", f"/users/{session['user_id']}")["last_sign_in_at"] is not None


def test_an_invitation_is_revoked_once_and_then_hidden(api: Any) -> None:
    made = api.ok("POST", "/invitations", {"email_address": "a@x.io", "expires_in_days": 7})
    assert made["expires_at"] - made["created_at"] == 7 * 24 * 60 * 60 * 1000
    revoked = api.ok("POST", f"/invitations/{made['id']}/revoke")
    assert (revoked["status"], revoked["revoked"]) == ("revoked", True)
    assert api.errors("POST", f"/invitations/{made['id']}/revoke")[0] == 400
    assert api.ok("GET", "/invitations") == []
    assert len(api.ok("GET", "/invitations?status=revoked")) == 1


def test_a_second_invitation_needs_to_be_asked_for(api: Any, make_user: Any) -> None:
    make_user(email_address=["taken@x.io"])
    body = {"email_address": "taken@x.io"}
    assert api.errors("POST", "/invitations", body)[1] == [
        ("form_identifier_exists", "email_address")
    ]
    api.ok("POST", "/invitations", {**body, "ignore_existing": True})
    assert api.errors("POST", "/invitations", {"email_address": "taken@x.io"})[0] == 422


def test_invitations_in_bulk_are_all_or_none(api: Any) -> None:
    good, bad = {"email_address": "a@x.io"}, {"email_address": "nope"}
    assert api.errors("POST", "/invitations/bulk", [good, bad])[0] == 422
    assert api.ok("GET", "/invitations") == []
    assert len(api.ok("POST", "/invitations/bulk", [good])) == 1
    assert api.errors("POST", "/invitations/bulk", [good] * 11)[0] == 422
    assert api.errors("POST", "/invitations/bulk", good)[0] == 400


@pytest.mark.parametrize("name", ["allowlist", "blocklist"])
def test_an_identifier_is_listed_once_and_removed(api: Any, name: str) -> None:
    path, body = f"/{name}_identifiers", {"identifier": "+15550100001"}
    entry = api.ok("POST", path, body)
    assert entry["identifier_type"] == "phone_number"
    assert api.errors("POST", path, body)[1] == [("duplicate_record", "identifier")]
    assert api.ok("DELETE", f"{path}/{entry['id']}")["deleted"] is True
    assert api.errors("DELETE", f"{path}/{entry['id']}")[0] == 404


def test_the_allowlist_comes_in_both_shapes(api: Any) -> None:
    for number in range(12):
        api.ok("POST", "/allowlist_identifiers", {"identifier": f"u{number}@x.io"})
    assert len(api.ok("GET", "/allowlist_identifiers")) == 10
    page = api.ok("GET", "/allowlist_identifiers?paginated=true&limit=5&offset=10")
    assert (len(page["data"]), page["total_count"]) == (2, 12)


def test_nobody_is_notified_of_a_block(api: Any) -> None:
    body = {"identifier": "a@x.io", "notify": True}
    assert api.errors("POST", "/blocklist_identifiers", body)[1] == [
        ("form_param_unknown", "notify")
    ]


def test_a_satellite_is_added_renamed_and_deleted_and_the_primary_stays(api: Any) -> None:
    (primary,) = api.ok("GET", "/domains")["data"]
    body = {"name": "app.example.com", "is_satellite": True}
    made = api.ok("POST", "/domains", body)
    assert api.errors("POST", "/domains", body)[1] == [("form_identifier_exists", "name")]
    renamed = api.ok("PATCH", f"/domains/{made['id']}", {"name": "b.example.com"})
    assert renamed["frontend_api_url"] == "https://clerk.b.example.com"
    api.ok("DELETE", f"/domains/{made['id']}")
    assert api.ok("GET", "/domains")["data"] == [primary]
    assert api.errors("DELETE", f"/domains/{primary['id']}")[0] == 403


def test_an_updated_template_is_the_whole_template_again(api: Any) -> None:
    made = api.ok("POST", "/jwt_templates", {"name": "x", "claims": {"a": 1}, "lifetime": 90})
    path = f"/jwt_templates/{made['id']}"
    assert api.errors("PATCH", path, {"lifetime": 60})[1] == [
        ("form_param_missing", "name"), ("form_param_missing", "claims"),
    ]  # fmt: skip
    assert api.ok("PATCH", path, {"name": "x", "claims": {}})["lifetime"] == 60
    assert api.errors("POST", "/jwt_templates", {"name": "x", "claims": {}})[0] == 422


def test_a_key_of_its_own_needs_an_algorithm(api: Any) -> None:
    body = {"name": "x", "claims": {}, "custom_signing_key": True, "signing_key": "k"}
    assert api.errors("POST", "/jwt_templates", body)[1] == [
        ("form_param_missing", "signing_algorithm")
    ]
    made = api.ok("POST", "/jwt_templates", {**body, "signing_algorithm": "HS256"})
    assert "signing_key" not in made


def test_settings_of_the_instance_are_kept(api: Any) -> None:
    assert api("PATCH", "/instance", {"allowed_origins": ["https://a.io"]})[0] == 204
    assert api.ok("GET", "/instance")["allowed_origins"] == ["https://a.io"]
    api.ok("PATCH", "/instance/restrictions", {"allowlist": True})
    restrictions = api.ok("PATCH", "/instance/restrictions", {"blocklist": True})
    assert (restrictions["allowlist"], restrictions["blocklist"]) == (True, True)
