"""Files of failures: what was refused is refused again until it is corrected."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from clerk_cli.api import Environment
from clerk_cli_migrate.normal_form import PROBLEMS, RECORD, encode
from clerk_cli_migrate.reading import Wanted, open_reading
from clerk_cli_migrate.records import UserRecord
from clerk_cli_migrate.sources import Draft, Row

BCRYPT = "$2b$04$abcdefghijklmnopqrstuu7EJV7kdjBBQxyb0HjTh9KS7.Lah/6CG"
MD5 = "d41d8cd98f00b204e9800998ecf8427e"
MAIL = {"mail": "ada@example.com"}
GENERIC = ("mail=email_address",)
KEYCLOAK = {
    "id": "1", "username": "ada", "enabled": True, "createdTimestamp": 1714557600000,
    "credentials": [{"type": "password", "secretData": "{}", "credentialData": "{}"}],
}  # fmt: skip


def read(folder: Path, *rows: dict[str, Any], **wanted: Any) -> list[UserRecord]:
    """The users of lines of JSON."""
    (folder / "rows.ndjson").write_text("".join(json.dumps(row) + "\n" for row in rows))
    reading = open_reading(Wanted(["rows.ndjson"], **wanted), Environment(directory=folder))
    return [record for record in reading.records if isinstance(record, UserRecord)]


def failure(record: UserRecord) -> dict[str, Any]:
    """A line of a file of failures."""
    line = {"external_id": "run:1", "code": "c", "reason": "r", RECORD: encode(record)}
    read_again: dict[str, Any] = json.loads(json.dumps(line))
    return read_again


REFUSED: dict[str, tuple[dict[str, Any], dict[str, Any], str, dict[str, Any]]] = {
    "an ambiguous digest": (
        {**MAIL, "hash": MD5},
        {"mapping": (*GENERIC, "hash=password_digest"), "parameters": {"hasher": "auto"}},
        "password_digest",
        {"password_hasher": "md5"},
    ),
    "a digest without a hasher": (
        {"userId": "1", "email": "ada@example.com", "password": BCRYPT},
        {},
        "password_digest",
        {"password_hasher": "bcrypt"},
    ),
    "a digest of another hasher": (
        {**MAIL, "hash": MD5},
        {"mapping": (*GENERIC, "hash=password_digest"), "parameters": {"hasher": "bcrypt"}},
        "password_digest",
        {"password_hasher": "md5"},
    ),
    "a digest that Clerk does not take": (
        {**MAIL, "hash": "$wp$2y$10$x"},
        {"mapping": (*GENERIC, "hash=password_digest"), "parameters": {"hasher": "auto"}},
        "password_digest",
        {"password_digest": BCRYPT, "password_hasher": "bcrypt"},
    ),
    "a time": (
        {**MAIL, "since": "31/12/2024"},
        {"mapping": (*GENERIC, "since=created_at")},
        "created_at",
        {"created_at": "2024-12-31T00:00:00Z"},
    ),
    "metadata": (
        {**MAIL, "meta": "{broken"},
        {"mapping": (*GENERIC, "meta=private_metadata")},
        "private_metadata",
        {"private_metadata": {"broken": False}},
    ),
    "a flag": (
        {**MAIL, "ban": "perhaps"},
        {"mapping": (*GENERIC, "ban=banned")},
        "banned",
        {"banned": True},
    ),
    "a number": (
        {**MAIL, "most": "many"},
        {"mapping": (*GENERIC, "most=create_organizations_limit")},
        "create_organizations_limit",
        {"create_organizations_limit": 3},
    ),
    "claims of Firebase": (
        {"localId": "1", "email": "ada@example.com", "customAttributes": "{"},
        {},
        "private_metadata",
        {"private_metadata": {"role": "admin"}},
    ),
    "metadata of Supabase": (
        {"id": "1", "email": "ada@example.com", "encrypted_password": "",
         "raw_user_meta_data": "{", "raw_app_meta_data": {"plan": "pro"}},
        {},
        "unsafe_metadata",
        {"unsafe_metadata": {"theme": "dark"}},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("row", "wanted", "field", "_correction"), REFUSED.values(), ids=REFUSED)
def test_a_value_that_was_refused_is_in_the_record_and_refused_again(
    tmp_path: Path,
    row: dict[str, Any],
    wanted: dict[str, Any],
    field: str,
    _correction: dict[str, Any],
) -> None:
    (record,) = read(tmp_path, row, **wanted)
    assert [problem.field for problem in record.problems] == [field]
    line = failure(record)
    assert (bool(line[RECORD]["fields"][field]), PROBLEMS in line[RECORD]) == (True, False)
    (again,) = read(tmp_path, line)
    assert len(again.problems) == 1


@pytest.mark.parametrize(("row", "wanted", "_field", "correction"), REFUSED.values(), ids=REFUSED)
def test_a_record_is_imported_as_it_was_corrected(
    tmp_path: Path,
    row: dict[str, Any],
    wanted: dict[str, Any],
    _field: str,
    correction: dict[str, Any],
) -> None:
    (record,) = read(tmp_path, row, **wanted)
    line = failure(record)
    line[RECORD]["fields"] |= correction
    (again,) = read(tmp_path, line)
    assert again.problems == ()
    assert {name: again.fields[name] for name in correction} == correction


def test_both_digests_of_a_user_are_in_the_record(tmp_path: Path) -> None:
    users = {"user_id": "auth0|1", "email": "ada@example.com"}
    digests = [BCRYPT, BCRYPT[:-1] + "C"]
    (record,) = read(tmp_path, users, *({"_id": "1", "passwordHash": text} for text in digests))
    line = failure(record)
    assert line[RECORD]["fields"]["password_digest"] == digests
    assert [item.field for item in read(tmp_path, line)[0].problems] == ["password_digest"]
    line[RECORD]["fields"]["password_digest"] = BCRYPT
    assert read(tmp_path, line)[0].problems == ()


def own_refusal(folder: Path) -> UserRecord:
    """A record that a source of somebody else refuses for a reason of its own."""
    draft = Draft(Row("a", 1, {}), "1")
    draft.email("ada@example.com", verified=True)
    draft.refuse("unknown_tenant", "tenant", "its tenant is not known", "Ask.")
    return draft.record()


def keycloak_digest(folder: Path) -> UserRecord:
    return read(folder, KEYCLOAK)[0]


def other_metadata(folder: Path) -> UserRecord:
    row = {**MAIL, "plan": "pro", "meta": "{"}
    columns = ("plan=private_metadata.plan", "meta=private_metadata")
    return read(folder, row, mapping=(*GENERIC, *columns))[0]


@pytest.mark.parametrize("make", [own_refusal, keycloak_digest, other_metadata])
def test_what_a_record_does_not_show_is_refused_until_its_problems_are_removed(
    tmp_path: Path, make: Callable[[Path], UserRecord]
) -> None:
    record = make(tmp_path)
    line = failure(record)
    for _ in range(2):
        (again,) = read(tmp_path, line)
        assert again.problems == record.problems
        line = failure(again)
    del line[RECORD][PROBLEMS]
    (corrected,) = read(tmp_path, line)
    assert (corrected.problems, corrected.source_id) == ((), record.source_id or "run:1")


def test_problems_that_are_not_problems_are_refused(tmp_path: Path) -> None:
    record = {"kind": "user", "fields": {"email_address": ["a@b.co"]}, PROBLEMS: ["x"]}
    (read_again,) = read(tmp_path, {RECORD: record})
    assert [problem.code for problem in read_again.problems][:1] == ["invalid_record"]


def lines_of(done: Any) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, Path(done.json["failures"]).read_text().splitlines())


def test_failures_that_nobody_corrected_create_nobody(server: Any, clerk: Any) -> None:
    rows = [
        "1,ada@example.com,d41d8cd98f00b204e9800998ecf8427e,,",
        "2,grace@example.com,$wp$x,,",
        "3,joan@example.com,,31/12/2024,",
        "4,mary@example.com,,,perhaps",
        "5,fine@example.com,,,",
    ]
    header = "external_id,email_address,password_digest,created_at,banned"
    (clerk.directory / "users.csv").write_text("\n".join([header, *rows]) + "\n")
    options = ("--set", "hasher=auto", "--skip-invalid", "-o", "json")
    done = server.run("migrate", "import", "users.csv", *options)
    assert (done.json["created"], done.json["refused"]) == ({"user": 1}, 4)
    lines = list(lines_of(done))
    again = server.run("migrate", "import", done.json["failures"], "--skip-invalid", "-o", "json")
    assert (again.json["created"], again.json["refused"]) == ({}, 4)
    lines[0][RECORD]["fields"]["password_hasher"] = "md5"
    (clerk.directory / "corrected.ndjson").write_text(json.dumps(lines[0]) + "\n")
    corrected = server.run("migrate", "import", "corrected.ndjson", "-o", "json")
    assert (corrected.code, corrected.json["created"]) == (0, {"user": 1}), corrected.err
    enabled = {user["external_id"]: user["password_enabled"] for user in server.users()}
    assert enabled == {"1": True, "5": False}


def test_a_line_says_when_its_problems_are_to_be_removed(server: Any, write_records: Any) -> None:
    write_records([KEYCLOAK])
    done = server.run("migrate", "import", "users.ndjson", "--skip-invalid", "-o", "json")
    (line,) = lines_of(done)
    assert line["action"].endswith('Then remove "problems" from the record.')
