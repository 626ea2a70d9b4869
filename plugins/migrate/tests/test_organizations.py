"""Organizations: what an export has of them is what they have after an import."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
from plugins.migrate.tests.test_export import export, post

from clerk_cli.testing import TEST_KEY, CommandLine, FakeAPI, SandboxAPI


def import_again(clerk: CommandLine) -> dict[str, Any]:
    """Export everything, and import it into an empty instance."""
    export(clerk, "out.ndjson")
    assert clerk("sandbox", "reset", "--seed", "empty", "--force").code == 0
    done = clerk("migrate", "import", "out.ndjson", "-o", "json")
    assert done.code == 0, done.err
    summary: dict[str, Any] = done.json
    return summary


@pytest.fixture
def people(sandbox_api: SandboxAPI) -> list[dict[str, Any]]:
    """Two users."""
    return [
        post(sandbox_api, "/users", email_address=[f"{name}@example.com"],
             skip_password_requirement=True)
        for name in ("ada", "grace")
    ]  # fmt: skip


def members(clerk: CommandLine) -> list[tuple[str, str]]:
    (organization,) = clerk("organizations", "list", "-o", "json").json["data"]
    listed = clerk("organizations", "members", "list", organization["id"], "-o", "json").json
    return [(row["public_user_data"]["identifier"], row["role"]) for row in listed["data"]]


def test_a_creator_who_left_does_not_come_back(
    sandbox_api: SandboxAPI, clerk: CommandLine, people: list[dict[str, Any]]
) -> None:
    ada, grace = people
    made = post(sandbox_api, "/organizations", name="Engines", created_by=ada["id"])
    path = f"/organizations/{made['id']}/memberships"
    post(sandbox_api, path, user_id=grace["id"], role="org:admin")
    left = clerk("organizations", "members", "remove", made["id"], ada["id"], "--force")
    assert left.code == 0, left.err
    summary = import_again(clerk)
    assert members(clerk) == [("grace@example.com", "org:admin")]
    codes = [kind["code"] for kind in summary["problems"] if kind["code"] != "exists"]
    assert codes == ["creator_not_member"]  # the built-in roles exist


@pytest.fixture
def one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an import send one request after the other, in the order of its files."""
    monkeypatch.setattr("clerk_cli_migrate.running.workers.MAX_WORKERS", 1)


@pytest.fixture
def creator_as_member(
    sandbox_api: SandboxAPI, clerk: CommandLine, people: list[dict[str, Any]]
) -> None:
    """An organization whose creator, Ada, became a member once Grace was an administrator."""
    ada, grace = people
    made = post(sandbox_api, "/organizations", name="Engines", created_by=ada["id"])
    path = f"/organizations/{made['id']}/memberships"
    post(sandbox_api, path, user_id=grace["id"], role="org:admin")
    argv = ("organizations", "members", "update", made["id"], ada["id"], "--role", "org:member")
    assert clerk(*argv).code == 0


@pytest.mark.usefixtures("creator_as_member", "one_thread")
def test_a_creator_who_became_a_member_stays_one(clerk: CommandLine) -> None:
    """The creator cannot become a member before somebody else is an administrator."""
    import_again(clerk)
    expected = [("ada@example.com", "org:member"), ("grace@example.com", "org:admin")]
    assert sorted(members(clerk)) == expected


@pytest.mark.usefixtures("creator_as_member", "one_thread")
def test_a_creator_who_would_be_the_last_admin_fails_as_a_member(clerk: CommandLine) -> None:
    export(clerk, "out.ndjson")
    exported = clerk.directory / "out.ndjson"
    rows = exported.read_text(encoding="utf-8").splitlines(keepends=True)
    exported.write_text("".join(row for row in rows if json.loads(row).get("role") != "org:admin"))
    assert clerk("sandbox", "reset", "--seed", "empty", "--force").code == 0
    done = clerk("migrate", "import", "out.ndjson", "-o", "json")
    assert (done.code, done.json["failed"]) == (1, 1), done.err
    assert members(clerk) == [("ada@example.com", "org:admin")]


@pytest.mark.slow
@pytest.mark.parametrize("enabled", [True, False])
def test_whether_admins_may_delete_an_organization_is_kept(
    sandbox_api: SandboxAPI, clerk: CommandLine, people: list[dict[str, Any]], enabled: bool
) -> None:
    made = post(sandbox_api, "/organizations", name="Engines", created_by=people[0]["id"])
    response = requests.patch(
        f"{sandbox_api.url}/v1/organizations/{made['id']}",
        json={"admin_delete_enabled": enabled},
        headers={"Authorization": f"Bearer {TEST_KEY}"},
        timeout=60,
    )
    assert response.status_code == 200, response.text
    summary = import_again(clerk)
    (organization,) = clerk("organizations", "list", "-o", "json").json["data"]
    assert organization["admin_delete_enabled"] is enabled
    assert summary["created"].get("organization_settings", 0) == (not enabled)
    undone = clerk("migrate", "undo", "last", "--force", "-o", "json")
    assert undone.code == 0, undone.err
    assert clerk("organizations", "list", "-o", "json").json["data"] == []


def test_an_organization_that_exists_is_not_changed(
    sandbox_api: SandboxAPI, clerk: CommandLine, write_records: Any
) -> None:
    post(sandbox_api, "/organizations", name="One", slug="one")
    fields = {"name": "One", "slug": "one", "admin_delete_enabled": False}
    write_records([{"record": {"kind": "organization", "key": "o1", "fields": fields}}])
    done = clerk("migrate", "import", "users.ndjson", "-o", "json")
    assert (done.code, done.json["created"]) == (0, {}), done.err
    (organization,) = clerk("organizations", "list", "-o", "json").json["data"]
    assert organization["admin_delete_enabled"] is True


def test_a_creator_whom_nobody_imports_is_listed(
    clerk: CommandLine, fake_api: FakeAPI, write_records: Any
) -> None:
    instance = {"object": "instance", "id": "ins_1", "environment_type": "production"}
    fake_api.answer_at("/v1/instance", instance)
    fake_api.answer_at("/v1/users/count", {"object": "total_count", "total_count": 0})
    fields = {"name": "One", "created_by": "u1", "admin_delete_enabled": "no"}
    good = {**fields, "admin_delete_enabled": True}
    write_records([
        {"record": {"kind": "organization", "key": key, "fields": body}}
        for key, body in (("o1", good), ("o2", fields))
    ])  # fmt: skip
    done = clerk("migrate", "import", "users.ndjson", "--dry-run", "-o", "json")
    found = {(kind["code"], kind["field"]) for kind in done.json["problems"]}
    assert found == {("creator_not_imported", "created_by"),
                     ("invalid_field", "admin_delete_enabled")}  # fmt: skip


@pytest.mark.parametrize(
    ("own", "of_instance", "refused"), [(None, 2, 1), (None, 0, 0), (1, 5, 2), (0, 1, 0), (3, 1, 0)]
)
def test_members_for_whom_there_is_no_room_are_refused(
    clerk: CommandLine,
    fake_api: FakeAPI,
    write_records: Any,
    own: int | None,
    of_instance: int,
    refused: int,
) -> None:
    instance = {"object": "instance", "id": "ins_1", "environment_type": "production"}
    fake_api.answer_at("/v1/instance", instance)
    fake_api.answer_at("/v1/users/count", {"object": "total_count", "total_count": 0})
    role = {"object": "role", "id": "role_1", "key": "org:member"}
    fake_api.answer_at("/v1/organization_roles", {"data": [role], "total_count": 1})
    settings = {"object": "organization_settings", "max_allowed_memberships": of_instance}
    fake_api.answer_at("/v1/instance/organization_settings", settings)
    fields = {"name": "One"} if own is None else {"name": "One", "max_allowed_memberships": own}
    people = [
        {"kind": "user", "fields": {"external_id": f"u{number}", "username": f"user_{number}"},
         "memberships": [{"organization": "o1", "role": "org:member"}]}
        for number in range(3)
    ]  # fmt: skip
    organization = {"kind": "organization", "key": "o1", "fields": fields}
    write_records([{"record": record} for record in (organization, *people)])
    done = clerk("migrate", "import", "users.ndjson", "--dry-run", "-o", "json")
    found = {kind["code"]: kind["count"] for kind in done.json["problems"]}
    code = "organization_membership_quota_exceeded"
    assert found == ({code: refused} if refused else {}), done.err


@pytest.mark.slow
@pytest.mark.parametrize(("role", "is_kept"), [("org:admin", True), ("org:member", False)])
def test_an_invitation_keeps_its_end_and_an_inviter_who_may_invite(
    sandbox_api: SandboxAPI,
    clerk: CommandLine,
    people: list[dict[str, Any]],
    role: str,
    is_kept: bool,
) -> None:
    ada, grace = people
    made = post(sandbox_api, "/organizations", name="Engines", created_by=grace["id"])
    path = f"/organizations/{made['id']}"
    post(sandbox_api, f"{path}/memberships", user_id=ada["id"], role="org:admin")
    post(
        sandbox_api, f"{path}/invitations", email_address="inv@example.com", role="org:member",
        inviter_user_id=ada["id"], expires_in_days=3,
    )  # fmt: skip
    clerk("organizations", "members", "update", made["id"], ada["id"], "--role", role)
    import_again(clerk)
    (organization,) = clerk("organizations", "list", "-o", "json").json["data"]
    argv = ("organizations", "invitations", "list", organization["id"], "-o", "json")
    (invitation,) = clerk(*argv).json["data"]
    assert bool(invitation.get("inviter_id")) is is_kept
    days = (invitation["expires_at"] - invitation["created_at"]) / 86_400_000
    assert 2 < days <= 3
    assert clerk("migrate", "verify", "last").code == 0
