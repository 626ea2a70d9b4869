"""``clerk migrate verify``: what a user got since, points in time, and samples of passwords."""

from __future__ import annotations

import json
from typing import Any

import pytest

from clerk_cli_migrate.journal.steps import EMAIL, PHONE, USER, Step
from clerk_cli_migrate.proving.differences import differences, milliseconds
from clerk_cli_migrate.proving.passwords import MAX_WRONG
from clerk_cli_migrate.values import timestamp

PASSWORD = "correct horse battery staple"
DIGEST = {
    "password_digest": "pbkdf2_sha256$1000$abcdefghijkl$"
    "/kbMgJ7UhtmCvMuhdoGhoD586zaCxS3MuYTC1Q0EXuk=",
    "password_hasher": "pbkdf2_sha256_django",
}
VERIFY = ("migrate", "verify", "last")


def step(kind: str = USER, key: str = "a", **body: Any) -> Step:
    return Step(1, kind, "users.ndjson", 1, key, "", body)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"locale": "de-DE"}, "locale"),
        ({"backup_codes": ["one", "two"]}, "backup_code_enabled"),
        ({"totp_secret": "JBSWY3DPEHPK3PXP"}, "totp_enabled"),
        ({"password": "correct-horse-7-battery"}, "password_enabled"),
        ({"legal_accepted_at": "2026-01-31T12:00:00Z"}, "legal_accepted_at"),
        ({"create_organizations_limit": 3}, "create_organizations_limit"),
        ({"bypass_client_trust": True}, "bypass_client_trust"),
        ({"username": "later"}, "username"),
    ],
)
def test_what_a_user_got_since_is_a_difference(
    server: Any, write_records: Any, user: Any, change: dict[str, Any], field: str
) -> None:
    write_records([user(1)])
    assert server.run("migrate", "import", "users.ndjson").code == 0
    body = json.dumps(change)
    (created,) = server.users()
    patched = server.run("api", "patch", f"/users/{created['id']}", "--input", "-", stdin=body)
    assert patched.code == 0, patched.err
    verified = server.run(*VERIFY, "-o", "json")
    assert [row["field"] for row in verified.json["data"]] == [field]


@pytest.mark.parametrize(
    ("item", "fields"),
    [
        ({"has_image": True}, ["has_image"]),
        ({"create_organizations_limit": 0}, []),
        ({"enterprise_accounts": [{"id": "ent_1"}]}, ["enterprise_accounts"]),
    ],
)
def test_what_no_request_changes_is_compared_too(item: dict[str, Any], fields: list[str]) -> None:
    assert [difference.field for difference in differences(step(), item, [])] == fields


@pytest.mark.parametrize(
    ("sent", "actual", "fields"),
    [
        ({}, {"reserved_for_second_factor": True}, ["reserved_for_second_factor"]),
        ({"reserved_for_second_factor": True}, {}, ["reserved_for_second_factor"]),
        ({"reserved_for_second_factor": True}, {"reserved_for_second_factor": True}, []),
        ({}, {"verification": {"status": "verified"}}, ["phone_number_identification_status"]),
        ({"verified": True}, {}, ["phone_number_identification_status"]),
        ({"verified": True}, {"verification": {"status": "verified"}}, []),
    ],
)
def test_a_phone_number_that_was_added_is_compared_in_both_directions(
    sent: dict[str, Any], actual: dict[str, Any], fields: list[str]
) -> None:
    number = "+15555550100"
    user = {"phone_numbers": [{"phone_number": number, **actual}]}
    contacts = [step(PHONE, number, **sent)]
    assert [item.field for item in differences(step(), user, contacts)] == fields


def test_an_email_address_that_was_verified_since_is_a_difference() -> None:
    address = {"email_address": "a@example.com", "verification": {"status": "verified"}}
    contacts = [step(EMAIL, "a@example.com", verified=False)]
    (difference,) = differences(step(), {"email_addresses": [address]}, contacts)
    assert difference.expected == "a@example.com: unverified"


@pytest.mark.parametrize("first", [1_075_000_000_000, 1_093_833_935_682, 1_700_000_000_001])
def test_a_point_in_time_keeps_its_milliseconds(first: int) -> None:
    for number in range(first, first + 10**9, 9_999_991):
        assert milliseconds(timestamp(number)) == number


def test_the_sandbox_and_verify_agree_on_milliseconds(
    server: Any, write_records: Any, user: Any
) -> None:
    write_records([user(1, created_at="2004-08-30T02:45:35.682Z")])
    assert server.run("migrate", "import", "users.ndjson").code == 0
    assert [found["created_at"] for found in server.users()] == [1_093_833_935_682]
    assert server.run(*VERIFY).code == 0


def test_the_first_year_has_four_digits() -> None:
    assert timestamp("0001-01-01") == "0001-01-01T00:00:00.000Z"


@pytest.fixture
def verify(server: Any, write_records: Any, user: Any, clerk: Any) -> Any:
    """Verifies passwords of two imported users, of whom old_1 and old_2 have the same one."""
    write_records([user(1, **DIGEST), user(2, **DIGEST)])
    assert server.run("migrate", "import", "users.ndjson").code == 0

    def run(content: str, *options: str, encoding: str = "utf-8") -> Any:
        path = clerk.directory / "sample.csv"
        path.write_bytes(content.encode(encoding))
        return server.run(*VERIFY, "--passwords", "sample.csv", *options)

    return run


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (f"external_id;password\nold_1;{PASSWORD}\n", "utf-8"),
        (f"external_id\tpassword\nold_1\t{PASSWORD}\n", "utf-8"),
        (f"External_ID,Password\r\nold_1,{PASSWORD}\r\n", "utf-8-sig"),
        (f"external_id,password\nold_1,{PASSWORD}\n", "utf-16"),
        (f'password,email\n"{PASSWORD}",user1@example.com\n', "utf-8"),
        (f"external_id,password\nold_1,{PASSWORD}\n,\n", "utf-8"),
    ],
)
def test_passwords_are_read_from_csv_as_an_import_reads_it(
    verify: Any, content: str, encoding: str
) -> None:
    proved = verify(content, encoding=encoding)
    assert (proved.code, "Verified 1 of 1 passwords" in proved.err) == (0, True), proved.err


def test_a_row_without_an_external_id_is_looked_up_by_what_it_has(verify: Any) -> None:
    content = "external_id,email_address,password\n"
    content += f"old_1,,{PASSWORD}\n,user2@example.com,{PASSWORD}\n"
    proved = verify(content)
    assert (proved.code, "Verified 2 of 2 passwords" in proved.err) == (0, True), proved.err


@pytest.mark.parametrize(
    ("row", "because"),
    [
        (",,secret", "does not say whose password it is"),
        ("old_1,secret", "has 2 cells where 3 were expected"),
        ('old_1,"a"b,secret', "the quoting is not valid CSV"),
    ],
)
def test_a_row_of_passwords_that_cannot_be_read_is_named(
    verify: Any, row: str, because: str
) -> None:
    refused = verify(f"external_id,email_address,password\n{row}\n")
    assert refused.code == 2
    assert f"--passwords: sample.csv, line 2: {because}" in refused.err
    assert "secret" not in refused.err


def test_passwords_are_read_from_stdin(server: Any, verify: Any) -> None:
    verify("external_id,password\n")
    content = f"external_id,password\nold_1,{PASSWORD}\nold_2,wrong\n"
    proved = server.run(*VERIFY, "--passwords", "-", "-o", "json", stdin=content)
    (row,) = proved.json["data"]
    assert (row["key"], row["file"], row["line"]) == ("old_2", "stdin", 3)


def test_few_wrong_passwords_of_one_user_are_tried(verify: Any) -> None:
    names = ("old_1,", ",user1@example.com") * 5
    rows = "".join(f"{name},wrong {number}\n" for number, name in enumerate(names))
    proved = verify(f"external_id,email_address,password\n{rows}", "-o", "json")
    results = [row["actual"] for row in proved.json["data"]]
    assert results == ["incorrect_password"] * MAX_WRONG + ["too_many_wrong_passwords"] * (
        10 - MAX_WRONG
    )


def test_right_passwords_of_one_user_are_all_tried(verify: Any) -> None:
    proved = verify("external_id,password\n" + f"old_1,{PASSWORD}\n" * (MAX_WRONG + 2))
    assert f"Verified {MAX_WRONG + 2} of {MAX_WRONG + 2} passwords" in proved.err
