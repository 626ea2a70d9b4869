"""What files name and an earlier run imported is found in the instance, and not created again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CREATED = "2024-05-01T10:00:00.000Z"
USERS = [
    {"object": "user", "id": f"user_{number}", "email": f"{number}@example.com",
     "email_verified": True, "created_at": CREATED}
    for number in (1, 2)
]  # fmt: skip
ORGANIZATIONS = [
    {"object": "organization", "id": f"org_{name}", "name": "Hut 8", "domains": [],
     "created_at": created}
    for name, created in (("A", CREATED), ("B", "2024-05-02T10:00:00.000Z"))
]  # fmt: skip


def membership(user: int, organization: str, role: str = "member") -> dict[str, Any]:
    return {
        "object": "organization_membership", "id": f"om_{user}{organization}",
        "user_id": f"user_{user}", "organization_id": f"org_{organization}",
        "role": {"slug": role}, "status": "active",
    }  # fmt: skip


MEMBERSHIPS = [membership(1, "A"), membership(2, "A"), membership(2, "B")]


def members_of(server: Any) -> list[int]:
    organizations = server.listed("organizations", "list", "--all")
    return sorted(
        len(server.listed("organizations", "members", "list", item["id"])) for item in organizations
    )


def failures_of(done: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(done.json["failures"]).read_text().splitlines()]


def test_organizations_without_a_slug_are_created_once(server: Any, write_records: Any) -> None:
    write_records([*USERS, *ORGANIZATIONS, *MEMBERSHIPS])
    first = server.run("migrate", "import", "users.ndjson", "-o", "json")
    assert first.json["created"] == {"user": 2, "organization": 2, "membership": 3}, first.err
    again = server.run("migrate", "import", "users.ndjson", "-o", "json")
    assert (again.code, again.json["created"]) == (0, {}), again.err
    found = [kind["count"] for kind in again.json["problems"] if kind["field"] == "name"]
    assert sum(found) == 2
    assert members_of(server) == [1, 2]


def test_a_namesake_of_an_organization_is_noted(server: Any, write_records: Any) -> None:
    server.run("organizations", "create", "--name", "Hut 8")
    write_records(ORGANIZATIONS[:1])
    done = server.run("migrate", "import", "users.ndjson", "--dry-run", "-o", "json")
    effects = {kind["code"]: kind["effect"] for kind in done.json["problems"]}
    assert (done.code, effects) == (0, {"same_name": "noted"})


def test_memberships_join_the_users_and_organizations_of_an_earlier_run(
    server: Any, write_records: Any
) -> None:
    write_records([*USERS, *ORGANIZATIONS])
    assert server.run("migrate", "import", "users.ndjson").code == 0
    write_records([*ORGANIZATIONS, *MEMBERSHIPS])
    done = server.run("migrate", "import", "users.ndjson", "-o", "json")
    assert (done.code, done.json["created"]) == (0, {"membership": 3}), done.err


def corrected_role(lines: list[dict[str, Any]]) -> None:
    for line in lines:
        line["record"]["membership"]["role"] = "org:member"


def corrected_email(lines: list[dict[str, Any]]) -> None:
    for line in lines:
        if "fields" in line["record"]:
            line["record"]["fields"]["email_address"] = ["2@example.com"]


OWN_IDS = [
    {"object": "user", "id": f"user_old{number}", "external_id": f"own_{number}",
     "email_addresses": [{"id": "i", "email_address": f"{number}@example.com",
                          "verification": {"status": "verified"}}],
     "primary_email_address_id": "i", "created_at": 1714557600000}
    for number in (1, 2)
]  # fmt: skip
ONE = {"object": "organization", "id": "org_old", "name": "One", "slug": "one",
       "public_metadata": {}, "created_by": "user_old1"}  # fmt: skip


def of_export(user: int, role: str) -> dict[str, Any]:
    return {
        "object": "organization_membership", "role": role, "organization": {"id": "org_old"},
        "public_user_data": {"user_id": f"user_old{user}"},
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("records", "correct", "created"),
    [
        (
            [*USERS, *ORGANIZATIONS, membership(1, "A", "pilot"), membership(2, "B", "pilot")],
            corrected_role,
            {"membership": 2},
        ),
        (
            [USERS[0], {**USERS[1], "email": "broken"}, *ORGANIZATIONS, *MEMBERSHIPS],
            corrected_email,
            {"user": 1, "membership": 2},
        ),
        (
            [*OWN_IDS, ONE, of_export(1, "org:admin"), of_export(2, "org:pilot")],
            corrected_role,
            {"membership": 1},
        ),
    ],
    ids=["a role", "a user", "users with IDs of their own"],
)
def test_failures_of_memberships_can_be_imported_again(
    server: Any,
    write_records: Any,
    records: list[dict[str, Any]],
    correct: Callable[[list[dict[str, Any]]], None],
    created: dict[str, int],
) -> None:
    write_records(records)
    done = server.run("migrate", "import", "users.ndjson", "--skip-invalid", "-o", "json")
    lines = failures_of(done)
    correct(lines)
    write_records(lines, "corrected.ndjson")
    again = server.run("migrate", "import", "corrected.ndjson", "-o", "json")
    assert (again.code, again.json["created"]) == (0, created), again.err


def test_a_user_whom_nobody_imported_is_unknown(server: Any, write_records: Any) -> None:
    write_records([USERS[0], ORGANIZATIONS[0], membership(7, "A")])
    done = server.run("migrate", "import", "users.ndjson", "--dry-run", "-o", "json")
    (problem,) = (kind for kind in done.json["problems"] if kind["effect"] == "refused")
    assert (problem["code"], problem["action"] != "") == ("unknown_user", True)
