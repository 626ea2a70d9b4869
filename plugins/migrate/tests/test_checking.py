"""The check: what identifies records, and what the instance has."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from clerk_cli_migrate.checking.keys import EMAIL, EXTERNAL_ID, Holder, Keys, keys_of_record
from clerk_cli_migrate.checking.reading import RecordCheck
from clerk_cli_migrate.checking.report import Report
from clerk_cli_migrate.journal.store import Journal
from clerk_cli_migrate.records import (
    Membership,
    MembershipRecord,
    OrganizationRecord,
    Place,
    Record,
    RoleRecord,
    UserRecord,
)

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


BROKEN_TEXT, ENDLESS = "A\ud83d", float("inf")


@pytest.mark.parametrize(
    "record",
    [
        UserRecord(Place(file="a", line=2), {"external_id": "x\ud83d"}, source_id="x\ud83d"),
        UserRecord(Place(file="a", line=2), {"first_name": BROKEN_TEXT}),
        UserRecord(Place(file="a", line=2), {BROKEN_TEXT: 1}),
        UserRecord(Place(file="a", line=2), {"public_metadata": {"n": [ENDLESS]}}),
        UserRecord(Place(file="a", line=2), {}, emails=({"email_address": BROKEN_TEXT},)),
        UserRecord(Place(file="a", line=2), {}, memberships=(Membership(BROKEN_TEXT, "org:a"),)),
        UserRecord(Place(file="a", line=2), {}, original={"n": ENDLESS}),
        UserRecord(Place(file="a", line=2), {"created_at": {1, 2}}),
        OrganizationRecord(Place(file="a", line=2), "o1", {"name": BROKEN_TEXT}),
        RoleRecord(Place(file="a", line=2), "org:a", {"name": BROKEN_TEXT}),
        MembershipRecord(Place(file="a", line=2), BROKEN_TEXT, Membership("o1", "org:a")),
    ],
)
def test_what_no_journal_can_hold_is_a_refused_record(tmp_path: Path, record: Record) -> None:
    report = Report(tmp_path / "report.ndjson")
    journal = Journal(tmp_path / "run.db", new=True)
    email = {"email_address": ["a@example.com"]}
    fine = [UserRecord(Place(file="a", line=line), email) for line in (1, 3)]
    with closing(Keys()) as keys:
        check = RecordCheck(
            journal, keys, report, required=(), run="r", progress=lambda number: None
        )
        check.check_all([fine[0], record, fine[1]])
    report.close()
    refused = [finding for finding in report.kinds if finding["effect"] == "refused"]
    assert {finding["examples"][0]["line"] for finding in refused} == {2, 3}
    (failure,) = [item for item in journal.failures(["refused"]) if item.step.line == 2]
    assert failure.refusal.code in ("invalid_text", "invalid_json")
    assert journal.records() == {"ready": 1, "refused": 2}
    journal.close()


def test_a_record_that_cannot_be_sent_leaves_the_others_alone(server: Any, clerk: Any) -> None:
    lines = [
        r'{"external_id":"s1","email_address":["s1@example.com"],"first_name":"A\ud83d"}',
        '{"external_id":"s2","email_address":["s2@example.com"],"public_metadata":{"n":1e400}}',
        '{"external_id":"s3","email_address":["s3@example.com"]}',
    ]
    (clerk.directory / "users.ndjson").write_text("\n".join(lines) + "\n")
    refused = server.run("migrate", "import", "users.ndjson", "-o", "json")
    assert refused.code == 1
    found = {kind["code"]: kind["examples"][0]["line"] for kind in refused.json["problems"]}
    assert found == {"invalid_text": 1, "invalid_json": 2}
    done = server.run("migrate", "import", "users.ndjson", "--skip-invalid", "-o", "json")
    assert (done.code, done.json["created"], done.json["refused"]) == (0, {"user": 1}, 2), done.err
    failures = Path(done.json["failures"]).read_text().splitlines()
    assert [json.loads(line)["original"]["value"] for line in failures] == lines[:2]


@pytest.mark.parametrize("cell", [r'{"n": "\ud83d"}', '{"n": 1e400}', '{"n": NaN}'])
def test_json_in_a_cell_that_cannot_be_sent_is_refused(
    clerk: Any, fake_api: Any, cell: str
) -> None:
    prepared(fake_api, 0, [])
    quoted = cell.replace('"', '""')
    content = f'email_address,public_metadata\na@example.com,"{quoted}"\n'
    (clerk.directory / "users.csv").write_text(content)
    done = clerk("migrate", "import", "users.csv", "--dry-run", "-o", "json")
    assert {kind["code"] for kind in done.json["problems"]} == {"invalid_metadata"}


def test_a_message_for_many_records_still_says_what_is_expected(
    clerk: Any, fake_api: Any, write_records: Any, user: Any
) -> None:
    prepared(fake_api, 0, [])
    write_records([user(1, phone_number=["1"]), user(2, phone_number=["+1 (415) 555"])])
    done = clerk("migrate", "import", "users.ndjson", "--dry-run", "-o", "json")
    (problem,) = done.json["problems"]
    assert problem["message"] == "… is not a phone number in E.164 format"


def test_an_invitation_with_a_role_that_nobody_defines_is_refused(
    server: Any, write_records: Any
) -> None:
    invitation = {"email_address": "guest@example.com", "role": "org:pilot"}
    fields = {"name": "One", "slug": "one"}
    record = {"kind": "organization", "key": "o1", "fields": fields, "invitations": [invitation]}
    write_records([{"record": record}])
    done = server.run("migrate", "import", "users.ndjson", "--dry-run", "-o", "json")
    assert [kind["code"] for kind in done.json["problems"]] == ["unknown_role"]
    skipped = server.run("migrate", "import", "users.ndjson", "--skip-invalid", "-o", "json")
    assert (skipped.code, skipped.json["created"]) == (0, {"organization": 1}), skipped.err
