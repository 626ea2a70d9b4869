"""The check: what identifies records, and what the instance has."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import pytest

from clerk_cli_migrate.checking.keys import EMAIL, EXTERNAL_ID, Holder, Keys, keys_of_record
from clerk_cli_migrate.records import Place, UserRecord

INSTANCE = {"object": "instance", "id": "ins_1", "environment_type": "production"}


def prepared(api: Any, users: int, found: list[dict[str, Any]]) -> None:
    """Let an instance have some users, of whom a few are returned."""
    api.answer_at("/v1/instance", INSTANCE)
    api.answer_at("/v1/users/count", {"object": "total_count", "total_count": users})
    api.answer_at("/v1/users", found)


def existing(external_id: str | None, email: str) -> dict[str, Any]:
    addresses = [{"id": "idn_1", "email_address": email}]
    return {"id": "user_1", "object": "user", "external_id": external_id,
            "email_addresses": addresses}  # fmt: skip


def findings(clerk: Any, *argv: str) -> dict[str, int]:
    done = clerk("migrate", "import", "users.ndjson", "--dry-run", "-o", "json", *argv)
    return {kind["code"]: kind["count"] for kind in done.json["problems"]}


def test_a_large_instance_is_asked_for_the_records(
    clerk: Any, fake_api: Any, write_records: Any, user: Any
) -> None:
    prepared(fake_api, 5_000_000, [existing("old_3", "user3@example.com")])
    write_records([user(number) for number in range(150)])
    assert findings(clerk) == {"exists": 1}
    asked = [sent.query for sent in fake_api.requests if sent.path == "/v1/users"]
    names = [{name for name, _ in query} - {"limit"} for query in asked]
    assert names == [{"external_id"}] * 2 + [{"email_address"}] * 2
    assert {len(query) for query in asked} == {101, 51}


def test_a_small_instance_is_read_once(
    clerk: Any, fake_api: Any, write_records: Any, user: Any
) -> None:
    prepared(
        fake_api, 40, [existing(None, "USER3@example.com"), existing("old_5", "user5@example.com")]
    )
    write_records([user(number) for number in range(150)])
    assert findings(clerk) == {"form_identifier_exists": 1, "exists": 1}
    (asked,) = [sent.query for sent in fake_api.requests if sent.path == "/v1/users"]
    assert dict(asked)["limit"] == "500"


def test_an_empty_instance_is_asked_nothing(
    clerk: Any, fake_api: Any, write_records: Any, user: Any
) -> None:
    prepared(fake_api, 0, [])
    write_records([user(1)])
    assert findings(clerk) == {}
    assert "/v1/users" not in {sent.path for sent in fake_api.requests}


def test_the_other_identifiers_of_a_user_who_exists_are_not_conflicts(
    clerk: Any, fake_api: Any, write_records: Any, user: Any
) -> None:
    prepared(fake_api, 1, [existing("old_1", "user1@example.com")])
    write_records([user(1)])
    assert findings(clerk) == {"exists": 1}


def test_a_development_instance_of_clerk_has_room_for_few(
    clerk: Any, fake_api: Any, write_records: Any, user: Any
) -> None:
    prepared(fake_api, 60, [])
    fake_api.answer_at("/v1/instance", {**INSTANCE, "environment_type": "development"})
    write_records([user(number) for number in range(60)])
    done = clerk("migrate", "import", "users.ndjson", "--dry-run", "-o", "json")
    assert done.code == 0
    assert any("would have 120 users" in text for text in done.json["unknown"])


def test_keys_are_compared_as_clerk_does() -> None:
    record = UserRecord(
        Place(file="a", line=1),
        {"external_id": "X1", "username": "Ada", "email_address": ["A@Example.com"]},
        emails=({"email_address": "B@example.com"},),
    )
    assert list(keys_of_record(record)) == [
        (EXTERNAL_ID, "X1"),
        ("username", "ada"),
        (EMAIL, "a@example.com"),
        (EMAIL, "b@example.com"),
    ]


def test_the_first_record_holds_a_key() -> None:
    keys = Keys()
    keys.add(EMAIL, "a@example.com", Holder(1, "a", 1))
    keys.add(EMAIL, "a@example.com", Holder(2, "a", 2))
    for number in range(250):
        keys.add(EXTERNAL_ID, f"{number:03}", Holder(number, "a", number))
    assert keys.find(EMAIL, "a@example.com") == Holder(1, "a", 1)
    batches = list(keys.values(EXTERNAL_ID, 100))
    assert [len(batch) for batch in batches] == [100, 100, 50]
    flat = [value for batch in batches for value in batch]
    assert flat == [f"{number:03}" for number in range(250)]
    keys.close()
    with pytest.raises(sqlite3.ProgrammingError):
        keys.count(EMAIL)


def test_an_organization_that_exists_gets_the_members(
    clerk: Any, server: Any, write_records: Any
) -> None:
    server.run("organizations", "create", "--name", "One", "--slug", "one")
    (organization,) = server.run("organizations", "list", "-o", "json").json["data"]
    membership = {"organization": "o1", "role": "org:member"}
    by_id = {"organization": organization["id"], "role": "org:member"}
    records = [
        {"kind": "organization", "key": "o1", "fields": {"name": "One", "slug": "one"}},
        {"kind": "user", "fields": {"external_id": "a", "email_address": ["a@example.com"]},
         "memberships": [membership]},
        {"kind": "user", "fields": {"external_id": "b", "email_address": ["b@example.com"]},
         "memberships": [by_id]},
    ]  # fmt: skip
    write_records([{"record": record} for record in records])
    done = server.run("migrate", "import", "users.ndjson", "-o", "json")
    assert done.json["created"] == {"user": 2, "membership": 2}, done.err
    members = server.run("organizations", "members", "list", organization["id"], "-o", "json")
    assert len(members.json["data"]) == 2
    undone = server.run("migrate", "undo", "last", "--force", "-o", "json")
    assert undone.json["deleted"] == {"user": 2}
    assert len(server.run("organizations", "list", "-o", "json").json["data"]) == 1


def test_an_external_id_of_somebody_else_is_a_conflict(
    clerk: Any, fake_api: Any, write_records: Any, user: Any
) -> None:
    prepared(
        fake_api, 2, [existing("old_1", "other@x.org"), existing("old_2", "user2@example.com")]
    )
    write_records([user(1), user(2), {"external_id": "old_3", "username": "ada"}])
    assert findings(clerk) == {"external_id_conflict": 1, "exists": 1}


def test_findings_against_the_instance_name_the_external_id(
    clerk: Any, fake_api: Any, write_records: Any, user: Any
) -> None:
    prepared(fake_api, 2, [existing("old_1", "x@x.org"), existing(None, "user2@example.com")])
    write_records([user(1), user(2)])
    clerk("migrate", "import", "users.ndjson", "--dry-run", "--report", "found.ndjson")
    lines = (clerk.directory / "found.ndjson").read_text().splitlines()
    assert [json.loads(line)["external_id"] for line in lines] == ["old_1", "old_2"]


def test_findings_are_grouped_by_what_they_say_and_count_records(
    clerk: Any, fake_api: Any, write_records: Any, user: Any
) -> None:
    prepared(fake_api, 0, [])
    write_records([
        user(1, phone_number=["1", "2"]),
        user(2, phone_number=["3"]),
        user(3, banned="yes"),
        user(4, first_name=7),
        user(5, email_address=["user1@example.com"]),
    ])  # fmt: skip
    done = clerk("migrate", "import", "users.ndjson", "--dry-run", "-o", "json")
    kinds = [(kind["code"], kind["field"], kind["count"]) for kind in done.json["problems"]]
    assert sorted(kinds) == [
        ("invalid_field", "banned", 1),
        ("invalid_field", "first_name", 1),
        ("invalid_phone_number", "phone_number", 2),
    ]
    (phones,) = [kind for kind in done.json["problems"] if "phone" in kind["code"]]
    assert '"1"' not in phones["message"]
    assert [place["line"] for place in phones["examples"]] == [1, 2]


def test_the_numbers_of_a_check_add_up(
    clerk: Any, fake_api: Any, write_records: Any, user: Any
) -> None:
    prepared(fake_api, 1, [existing("old_1", "user1@example.com")])
    contact = {"email_address": "b@example.com", "verified": False}
    write_records([
        {"record": {"kind": "user", "fields": user(1)}},
        {"record": {"kind": "user", "fields": user(2), "emails": [contact]}},
        {"record": {"kind": "user", "fields": user(3, banned="yes")}},
        {"record": {"kind": "organization", "key": "o1", "fields": {"name": "One"}}},
    ])  # fmt: skip
    checked = clerk("migrate", "import", "users.ndjson", "--dry-run", "-o", "json").json
    numbers = [checked[name] for name in ("records", "importable", "existing", "refused")]
    assert numbers == [4, 2, 1, 1]


def test_an_unknown_hasher_is_a_note(
    clerk: Any, fake_api: Any, write_records: Any, user: Any
) -> None:
    prepared(fake_api, 0, [])
    write_records([user(1, password_digest="x", password_hasher="new_hasher")])
    argv = ("--source", "generic", "--set", "hasher=auto", "--dry-run", "-o", "json")
    done = clerk("migrate", "import", "users.ndjson", *argv)
    effects = {kind["code"]: kind["effect"] for kind in done.json["problems"]}
    assert effects["unknown_hasher"] == "noted"
