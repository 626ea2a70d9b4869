"""Organizations, memberships and invitations to organizations."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def acme(api: Any) -> Any:
    return api.ok("POST", "/organizations", {"name": "Acme Corp"})


@pytest.fixture
def path(acme: Any) -> str:
    return f"/organizations/{acme['id']}"


def test_an_organization_gets_a_unique_slug(api: Any, acme: Any) -> None:
    other = api.ok("POST", "/organizations", {"name": "Acme, Corp!"})
    assert (acme["slug"], other["slug"]) == ("acme-corp", "acme-corp-2")
    assert api.ok("GET", "/organizations/acme-corp-2") == other


def test_the_creator_becomes_an_admin(api: Any, make_user: Any) -> None:
    user = make_user(username="ada")
    created = api.ok("POST", "/organizations", {"name": "A", "created_by": user["id"]})
    (member,) = api.ok("GET", f"/organizations/{created['id']}/memberships")["data"]
    assert (member["role"], member["public_user_data"]["user_id"]) == ("org:admin", user["id"])


def test_members_are_counted_on_request(api: Any, path: str, make_user: Any) -> None:
    user = make_user(username="ada")
    api.ok("POST", f"{path}/memberships", {"user_id": user["id"], "role": "org:member"})
    assert "members_count" not in api.ok("GET", path)
    page = api.ok("GET", "/organizations?include_members_count=true&order_by=-members_count")
    assert [organization["members_count"] for organization in page["data"]] == [1]


def test_a_user_joins_changes_role_and_leaves(api: Any, path: str, make_user: Any) -> None:
    user = make_user(username="ada", email_address=["ada@x.io"])
    memberships, membership = f"{path}/memberships", f"{path}/memberships/{user['id']}"
    owner = make_user(username="grace")["id"]
    api.ok("POST", memberships, {"user_id": owner, "role": "org:admin"})
    joined = api.ok("POST", memberships, {"user_id": user["id"], "role": "basic_member"})
    assert joined["role"] == "org:member"
    assert joined["public_user_data"]["identifier"] == "ada@x.io"
    assert api.ok("PATCH", membership, {"role": "org:admin"})["role_name"] == "Admin"
    assert api.ok("GET", f"{memberships}?role=org:member")["total_count"] == 0
    assert api.ok("GET", f"/users/{user['id']}/organization_memberships")["total_count"] == 1
    assert api.ok("GET", "/users/count?organization_id=" + joined["organization"]["id"]) == {
        "object": "total_count", "total_count": 2,
    }  # fmt: skip
    api.ok("DELETE", membership)
    assert api.errors("DELETE", membership)[0] == 404


def test_memberships_are_deleted_with_users_and_organizations(
    api: Any, path: str, make_user: Any
) -> None:
    users = [make_user(username=name)["id"] for name in ("a", "b")]
    for user in users:
        api.ok("POST", f"{path}/memberships", {"user_id": user, "role": "org:member"})
    api.ok("DELETE", f"/users/{users[0]}")
    assert api.ok("GET", f"{path}/memberships")["total_count"] == 1
    api.ok("DELETE", path)
    assert api.ok("GET", f"/users/{users[1]}/organization_memberships")["total_count"] == 0


def test_metadata_of_a_membership_is_merged(api: Any, path: str, make_user: Any) -> None:
    user = make_user(username="ada")["id"]
    body = {"user_id": user, "role": "org:member", "public_metadata": {"a": 1, "b": 2}}
    api.ok("POST", f"{path}/memberships", body)
    changed = api.ok(
        "PATCH", f"{path}/memberships/{user}/metadata", {"public_metadata": {"a": None}}
    )
    assert changed["public_metadata"] == {"b": 2}


def test_an_invitation_can_be_revoked_once(api: Any, path: str) -> None:
    body = {"email_address": "a@x.io", "role": "org:member"}
    invitation = api.ok("POST", f"{path}/invitations", body)
    assert api.errors("POST", f"{path}/invitations", body)[1] == [
        ("organization_invitation_not_unique", None)
    ]
    resource_path = f"{path}/invitations/{invitation['id']}"
    assert api.ok("GET", resource_path) == invitation
    assert api.ok("POST", f"{resource_path}/revoke")["status"] == "revoked"
    assert api.errors("POST", f"{resource_path}/revoke", {}) == (
        404, [("organization_invitation_not_pending", None)],
    )  # fmt: skip
    assert api.ok("GET", f"{path}/invitations?status=pending")["total_count"] == 0


@pytest.mark.parametrize(
    ("method", "suffix", "body", "status", "errors"),
    [
        ("POST", "", None, 405, [("bad_request", None)]),
        ("PATCH", "", {"public_metadata": {}}, 422, [("form_param_unknown", "public_metadata")]),
        ("PATCH", "", {"slug": "No Slug"}, 422, [("form_param_format_invalid", "slug")]),
        ("PATCH", "", {"max_allowed_memberships": -1}, 422,
         [("form_param_value_invalid", "max_allowed_memberships")]),
        ("POST", "/memberships", {"user_id": "user_nope", "role": "org:member"}, 404,
         [("resource_not_found", None)]),
        ("POST", "/memberships", {}, 422,
         [("form_param_missing", "user_id"), ("form_param_missing", "role")]),
        ("GET", "/invitations?status=lost", None, 422, [("form_param_value_invalid", "status")]),
        ("POST", "/invitations", {"email_address": "nope", "role": "org:member"}, 422,
         [("form_param_format_invalid", "email_address")]),
        ("POST", "/invitations", {"email_address": "a@x.io", "role": "king"}, 422,
         [("form_param_value_invalid", "role")]),
    ],
)  # fmt: skip
def test_an_invalid_request_is_rejected_with_clerks_codes(
    api: Any, path: str, method: str, suffix: str, body: Any, status: int, errors: Any
) -> None:
    assert api.errors(method, path + suffix, body) == (status, errors)


def test_an_organization_has_a_maximum_number_of_members(
    api: Any, path: str, make_user: Any
) -> None:
    api.ok("PATCH", path, {"max_allowed_memberships": 1})
    for name, status in (("a", 200), ("b", 403)):
        body = {"user_id": make_user(username=name)["id"], "role": "org:member"}
        assert api("POST", f"{path}/memberships", body)[0] == status
