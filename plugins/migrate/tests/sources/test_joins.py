"""Rows that belong together, and rows that belong to nobody: each is imported or listed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from plugins.migrate.tests.sources.test_recognition import open_text

from clerk_cli_migrate.records import UserRecord

INSTANCE = {"object": "instance", "id": "ins_1", "environment_type": "production"}
BCRYPT = "$2b$04$abcdefghijklmnopqrstuu7EJV7kdjBBQxyb0HjTh9KS7.Lah/6CG"
OTHER = BCRYPT[:-1] + "C"
AUTH0 = {"user_id": "auth0|1", "email": "ada@example.com"}
ADA = {"id": "1", "name": "Ada", "email": "ada@example.com"}

LEFT_OVER = {
    "auth0 password": (AUTH0, {"_id": {"$oid": "2"}, "passwordHash": BCRYPT}),
    "auth0 factor": (AUTH0, {"user_id": "auth0|2", "otp_secret": "JBSWY3DPEHPK3PXP"}),
    "supabase": (
        {**ADA, "encrypted_password": BCRYPT, "raw_user_meta_data": {}},
        {"user_id": "2", "factor_type": "totp", "status": "verified", "secret": "JBSWY3DP"},
    ),
    "better auth": (
        {**ADA, "emailVerified": True, "createdAt": "2024-05-01T10:00:00Z"},
        {"userId": "2", "accountId": "2", "providerId": "credential", "password": BCRYPT},
    ),
    "auth.js": (
        {**ADA, "emailVerified": None, "image": None},
        {"userId": "2", "provider": "google", "providerAccountId": "g2"},
    ),
    "django": (
        {"model": "auth.user", "pk": 1, "fields": {"username": "ada", "password": "!",
         "email": "ada@example.com", "is_active": True, "is_superuser": False,
         "date_joined": "2024-05-01T10:00:00Z"}},
        {"model": "account.emailaddress", "pk": 1,
         "fields": {"user": 2, "email": "b@example.com", "verified": True, "primary": True}},
    ),
    "asp.net": (
        {"Id": "1", "PasswordHash": None, "EmailConfirmed": True, "Email": "ada@example.com"},
        {"UserId": "2", "LoginProvider": "x", "Name": "AuthenticatorKey", "Value": "JBSWY3DP"},
    ),
    "clerk": (
        {"object": "user", "id": "user_1", "email_addresses": []},
        {"object": "organization_domain", "organization_id": "org_2", "name": "example.com",
         "enrollment_mode": "manual_invitation"},
    ),
}  # fmt: skip


def records(folder: Path, *objects: dict[str, Any]) -> list[UserRecord]:
    reading = open_text(folder, *(json.dumps(item) + "\n" for item in objects))
    return [record for record in reading.records if isinstance(record, UserRecord)]


@pytest.mark.parametrize(("user", "addition"), LEFT_OVER.values(), ids=LEFT_OVER)
def test_a_row_that_belongs_to_nobody_is_listed(
    tmp_path: Path, user: dict[str, Any], addition: dict[str, Any]
) -> None:
    first, left_over = records(tmp_path, user, addition)
    assert first.fields
    assert (left_over.place["file"], left_over.fields) == ("file1", {})
    (omission,) = left_over.omissions
    assert (omission.code, left_over.skipped != "") == ("no_owner", True)


def test_the_check_reports_what_belongs_to_nobody(clerk: Any, fake_api: Any) -> None:
    fake_api.answer_at("/v1/instance", INSTANCE)
    fake_api.answer_at("/v1/users/count", {"object": "total_count", "total_count": 0})
    user, password = LEFT_OVER["auth0 password"]
    for name, item in (("users.ndjson", user), ("passwords.ndjson", password)):
        (clerk.directory / name).write_text(json.dumps(item) + "\n")
    argv = ("users.ndjson", "passwords.ndjson", "--dry-run", "-o", "json")
    done = clerk("migrate", "import", *argv)
    assert done.code == 0, done.err
    checked = done.json
    assert (checked["records"], checked["importable"]) == (1, 1)
    assert checked["skipped"] == {"a password without its user": 1}
    found = {kind["code"]: kind["examples"] for kind in checked["problems"]}
    assert [place["file"] for place in found["no_owner"]] == ["passwords.ndjson"]


def test_two_different_digests_of_a_user_are_refused(tmp_path: Path) -> None:
    (user,) = records(
        tmp_path,
        AUTH0,
        {"_id": {"$oid": "1"}, "passwordHash": BCRYPT},
        {"_id": {"$oid": "1"}, "passwordHash": OTHER},
    )
    assert [problem.code for problem in user.problems] == ["conflicting_digests"]


def test_the_same_digest_twice_does_not_conflict(tmp_path: Path) -> None:
    password = {"_id": {"$oid": "1"}, "passwordHash": BCRYPT}
    (user,) = records(tmp_path, AUTH0, password, password)
    assert (user.problems, user.fields["password_digest"]) == ((), BCRYPT)


def test_a_second_authenticator_app_is_listed(tmp_path: Path) -> None:
    factors = [{"user_id": "auth0|1", "otp_secret": f"JBSWY3DPEHPK3PX{end}"} for end in "PQ"]
    (user,) = records(tmp_path, AUTH0, *factors)
    assert user.fields["totp_secret"] == "JBSWY3DPEHPK3PXP"
    assert "another authenticator app" in [omission.message for omission in user.omissions]


@pytest.mark.parametrize(
    "user",
    [
        {**AUTH0, "app_metadata": "str"},
        {**AUTH0, "user_metadata": [1]},
        {"userId": "1", "email": "ada@example.com", "publicMetadata": "str"},
        {"object": "user", "id": "1", "email": "a@example.com", "email_verified": True,
         "metadata": "str"},
    ],
)  # fmt: skip
def test_metadata_that_are_not_an_object_are_refused(tmp_path: Path, user: dict[str, Any]) -> None:
    (record,) = records(tmp_path, user)
    assert [problem.code for problem in record.problems] == ["invalid_metadata"]


def test_a_csv_of_the_dashboard_needs_no_ids(tmp_path: Path) -> None:
    content = "primary_email_address,first_name\nada@example.com,Ada\n"
    (user,) = open_text(tmp_path, content, source="clerk-csv").records
    assert isinstance(user, UserRecord)
    assert (user.fields["email_address"], user.problems) == (["ada@example.com"], ())


@pytest.mark.parametrize(
    ("status", "codes"),
    [
        ("FORCE_CHANGE_PASSWORD", ["password"]),
        ("RESET_REQUIRED", ["password"]),
        ("UNCONFIRMED", ["password"]),
        ("EXTERNAL_PROVIDER", ["external_account", "no_password"]),
    ],
)
def test_users_of_cognito_without_a_password_are_listed(
    tmp_path: Path, status: str, codes: list[str]
) -> None:
    attributes = [{"Name": "email", "Value": "ada@example.com"}]
    user = {"Username": "google_1", "Attributes": attributes, "UserStatus": status}
    settings = {"pool_id": "us-east-1_Sample", "client_id": "abc123"}
    content = json.dumps({**user, "MFAOptions": [{"DeliveryMedium": "SMS"}]}) + "\n"
    (record,) = open_text(tmp_path, content, parameters=settings).records
    assert isinstance(record, UserRecord)
    assert [omission.code for omission in record.omissions] == [*codes, "second_factor"]


@pytest.mark.parametrize("other", ["github|1", "google-oauth2|1", "samlp|Users|1", "email|1"])
def test_a_password_of_auth0_is_not_that_of_the_same_number_at_another_connection(
    tmp_path: Path, other: str
) -> None:
    mallory = {"user_id": other, "email": "mallory@example.com"}
    password = {"_id": "1", "passwordHash": BCRYPT, "connection": "Users"}
    ada, stranger = records(tmp_path, AUTH0, mallory, password)
    assert ada.fields["password_digest"] == BCRYPT
    assert "password_digest" not in stranger.fields
    _, left_over = records(tmp_path, mallory, password)
    assert [omission.code for omission in left_over.omissions] == ["no_owner"]


def test_a_factor_of_auth0_joins_by_the_whole_id(tmp_path: Path) -> None:
    gina = {"user_id": "google-oauth2|1", "email": "gina@example.com"}
    factor = {"user_id": "google-oauth2|1", "otp_secret": "JBSWY3DPEHPK3PXP"}
    ada, other = records(tmp_path, AUTH0, gina, factor)
    assert ("totp_secret" in ada.fields, "totp_secret" in other.fields) == (False, True)


def test_a_password_of_auth0_joins_the_user_to_whom_its_account_is_linked(tmp_path: Path) -> None:
    identities = [
        {"provider": "github", "user_id": 7, "isSocial": True},
        {"provider": "auth0", "user_id": "1", "connection": "Users", "isSocial": False},
    ]
    linked = {"user_id": "github|7", "email": "ada@example.com", "identities": identities}
    (ada,) = records(tmp_path, linked, {"_id": {"$oid": "1"}, "passwordHash": BCRYPT})
    assert ada.fields["password_digest"] == BCRYPT


def test_a_row_that_two_users_claim_is_given_to_neither_silently(tmp_path: Path) -> None:
    identities = [{"provider": "auth0", "user_id": "1"}]
    thief = {"user_id": "github|7", "email": "mallory@example.com", "identities": identities}
    ada, other = records(tmp_path, AUTH0, thief, {"_id": "1", "passwordHash": BCRYPT})
    assert (ada.problems, ada.fields["password_digest"]) == ((), BCRYPT)
    assert [problem.code for problem in other.problems] == ["ambiguous_owner"]
    assert "password_digest" not in other.fields


OF_USERS = {name: pair for name, pair in LEFT_OVER.items() if name != "clerk"}


@pytest.mark.parametrize(("user", "addition"), OF_USERS.values(), ids=OF_USERS)
def test_a_row_is_joined_once(
    tmp_path: Path, user: dict[str, Any], addition: dict[str, Any]
) -> None:
    owner = user.get("user_id") or user.get("id") or user.get("Id")
    names = {"user_id", "userId", "UserId", "_id"} & addition.keys()
    addition = {**addition, **dict.fromkeys(names, owner)}
    if "model" in addition:
        addition["fields"] = {**addition["fields"], "user": 1}
    first, second = records(tmp_path, user, user, addition)
    assert "ambiguous_owner" not in [problem.code for problem in first.problems]
    assert [problem.code for problem in second.problems] == ["ambiguous_owner"]


def test_rows_of_the_dashboard_are_joined_once(tmp_path: Path) -> None:
    user = {"object": "user", "id": "user_1", "username": "ada", "email_addresses": []}
    users = [{**user, "external_id": name} for name in "ab"]
    dashboard = (
        f"id,primary_email_address,password_digest,password_hasher\nuser_1,,{BCRYPT},bcrypt\n"
    )
    content = "".join(json.dumps(item) + "\n" for item in users)
    first, second = open_text(tmp_path, content, dashboard).records
    assert isinstance(first, UserRecord)
    assert first.fields["password_digest"] == BCRYPT
    assert [problem.code for problem in second.problems] == ["ambiguous_owner"]


def test_an_account_of_another_user_in_a_joined_record_is_refused(tmp_path: Path) -> None:
    user = {**ADA, "emailVerified": True, "createdAt": "2024-05-01T10:00:00Z"}
    account = {"userId": "2", "accountId": "2", "providerId": "credential", "password": BCRYPT}
    (record,) = records(tmp_path, {"user": user, "account": account})
    assert [problem.code for problem in record.problems] == ["other_owner"]
    assert "password_digest" not in record.fields


@pytest.mark.parametrize(
    ("username", "attributes", "name"),
    [
        ("ada", {"email": "ada@example.com", "email_verified": "true"}, "ada@example.com"),
        ("ada", {"email": "bob@example.com", "email_verified": "false"}, "ada"),
        ("ada", {"email": "bob@example.com", "phone_number": "+15555550100",
                 "phone_number_verified": "true"}, "+15555550100"),
        ("5e3d", {"sub": "5e3d", "email": "ada@example.com"}, "ada@example.com"),
    ],
)  # fmt: skip
def test_cognito_signs_in_by_what_is_certainly_the_name_of_the_user(
    tmp_path: Path, username: str, attributes: dict[str, str], name: str
) -> None:
    listed = [{"Name": key, "Value": value} for key, value in attributes.items()]
    content = json.dumps({"Username": username, "Attributes": listed}) + "\n"
    settings = {"pool_id": "us-east-1_Sample", "client_id": "abc123"}
    (record,) = open_text(tmp_path, content, parameters=settings).records
    assert isinstance(record, UserRecord)
    assert record.fields["password_digest"] == f"awscognito#us-east-1_Sample#abc123#{name}"
