"""Roles: created with their permissions where the instance lacks them, replaced, and undone."""

from __future__ import annotations

from typing import Any

import pytest

FLY = {"name": "Fly", "key": "org:plane:fly", "description": "May fly"}
LAND = {"name": "Land", "key": "org:plane:land"}
READ = {"name": "Read members", "key": "org:sys_memberships:read"}


def role(key: str, *permissions: dict[str, Any]) -> dict[str, Any]:
    """A role as an export has it."""
    name = key.removeprefix("org:").title()
    return {"object": "role", "id": f"role_{name}", "name": name, "key": key,
            "description": f"{name}s", "is_creator_eligible": False,
            "permissions": [{"object": "permission", **item} for item in permissions]}  # fmt: skip


def records(role_key: str = "org:pilot") -> list[dict[str, Any]]:
    """A user who belongs to an organization with a role, and an invitation with that role."""
    invitation = {"email_address": "b@example.com", "role": role_key}
    fields = {"name": "One", "slug": "one"}
    organization = {"kind": "organization", "key": "o1", "fields": fields,
                    "invitations": [invitation]}  # fmt: skip
    user = {"kind": "user", "source_id": "a",
            "fields": {"external_id": "a", "email_address": ["a@example.com"]},
            "memberships": [{"organization": "o1", "role": role_key}]}  # fmt: skip
    return [organization, user]


PILOT = role("org:pilot", FLY, LAND, READ)
CADET = role("org:cadet", LAND)


def imported(server: Any, *argv: str) -> dict[str, Any]:
    done = server.run("migrate", "import", "users.ndjson", *argv, "-o", "json")
    assert done.code == 0, done.err
    summary: dict[str, Any] = done.json
    return summary


def roles_of(server: Any) -> dict[str, list[str]]:
    listed = server.listed("organizations", "roles", "list")
    return {
        item["key"]: sorted(permission["key"] for permission in item["permissions"])
        for item in listed
    }


def test_roles_of_the_file_are_created_before_who_has_them(server: Any, write_records: Any) -> None:
    write_records([*records(), PILOT, CADET])
    summary = imported(server)
    assert summary["created"] == {
        "user": 1, "permission": 2, "role": 2, "organization": 1, "membership": 1, "invitation": 1,
    }  # fmt: skip
    found = roles_of(server)
    assert found["org:pilot"] == ["org:plane:fly", "org:plane:land", "org:sys_memberships:read"]
    assert found["org:cadet"] == ["org:plane:land"]
    (organization,) = server.listed("organizations", "list")
    for kind in ("members", "invitations"):
        (item,) = server.listed("organizations", kind, "list", organization["id"])
        assert item["role"] == "org:pilot"
    assert imported(server)["created"] == {}
    undone = server.run("migrate", "undo", summary["run"], "--force", "-o", "json")
    assert (undone.code, undone.json["kept"]) == (0, {})
    assert undone.json["deleted"] == {"organization": 1, "role": 2, "permission": 2, "user": 1}
    assert set(roles_of(server)) == {"org:admin", "org:member"}


def test_a_role_that_exists_stays_as_it_is(server: Any, write_records: Any) -> None:
    create = ("organizations", "roles", "create", "--key", "org:pilot", "--name", "Mine")
    assert server.run(*create).code == 0
    write_records([*records(), PILOT])
    checked = server.run("migrate", "import", "users.ndjson", "--dry-run", "-o", "json").json
    assert [(kind["effect"], kind["code"]) for kind in checked["problems"]] == [
        ("exists", "exists"),
        ("left_out", "other_permissions"),
    ]
    summary = imported(server)
    assert not {"role", "permission"} & set(summary["created"])
    assert roles_of(server)["org:pilot"] == []
    server.run("migrate", "undo", "last", "--force")
    assert "org:pilot" in roles_of(server)


@pytest.mark.slow
@pytest.mark.parametrize("dry", [True, False])
def test_undo_keeps_roles_that_others_use_or_changed(
    server: Any, write_records: Any, dry: bool
) -> None:
    crew = role("org:crew", READ)
    write_records([*records(), PILOT, CADET, crew])
    imported(server)
    by_key = {item["key"]: item["id"] for item in server.listed("organizations", "roles", "list")}
    server.run("organizations", "roles", "update", by_key["org:cadet"], "--name", "Trainee")
    server.run("users", "create", "--email", "other@example.com")
    server.run("organizations", "create", "--name", "Two", "--created-by", "other@example.com")
    two = next(item for item in server.listed("organizations", "list") if item["name"] == "Two")
    server.run("users", "create", "--email", "third@example.com")
    added = server.run(
        "organizations", "members", "add", two["id"], "third@example.com", "--role", "org:pilot"
    )
    assert added.code == 0, added.err
    how = "--dry-run" if dry else "--force"
    undone = server.run("migrate", "undo", "last", how, "-o", "json")
    assert undone.json["deleted"] == {"organization": 1, "role": 1, "user": 1}
    reasons = {item["key"]: item["reason"] for item in undone.json["kept_objects"]}
    assert reasons.pop("org:plane:land") in (
        "the role org:pilot has it",
        "the role org:cadet has it",
    )
    assert reasons == {
        "org:pilot": "members or invitations that the run did not add have it",
        "org:cadet": "name was changed since",
        "org:plane:fly": "the role org:pilot has it",
    }
    assert {"org:pilot", "org:cadet"} <= set(roles_of(server))
    assert roles_of(server)["org:pilot"] == sorted(item["key"] for item in PILOT["permissions"])


def test_set_names_the_role_that_takes_the_place_of_another(
    server: Any, write_records: Any
) -> None:
    write_records([{"record": record} for record in records()])
    refused = server.run("migrate", "import", "users.ndjson", "-o", "json")
    assert [kind["code"] for kind in refused.json["problems"]] == ["unknown_role"]
    assert "--set role.pilot=org:member" in refused.json["problems"][0]["action"]
    summary = imported(server, "--set", "role.pilot=org:member")
    assert summary["created"]["membership"] == 1
    (organization,) = server.listed("organizations", "list")
    for kind in ("members", "invitations"):
        (item,) = server.listed("organizations", kind, "list", organization["id"])
        assert item["role"] == "org:member"


@pytest.mark.parametrize(
    ("replaced", "because"),
    [("role.pilot=Org Member", "is not a role key"), ("rolle.a=b", "has no parameter")],
)
def test_a_role_to_replace_is_checked(
    clerk: Any, write_records: Any, replaced: str, because: str
) -> None:
    write_records([{"record": record} for record in records()])
    assert clerk.refuses("migrate", "import", "users.ndjson", "--set", replaced, because=because)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (role("pilot"), "invalid_role"),
        (role("org:pilot", {"name": "Fly", "key": "fly"}), "invalid_permission"),
        ({**role("org:pilot"), "name": None}, "invalid_field"),
    ],
)
def test_a_role_that_is_not_valid_is_refused(
    server: Any, write_records: Any, wrong: dict[str, Any], code: str
) -> None:
    write_records([*records("org:member"), wrong])
    done = server.run("migrate", "import", "users.ndjson", "--dry-run", "-o", "json")
    assert (done.code, [kind["code"] for kind in done.json["problems"]]) == (1, [code])
