"""What is wrong with a record by itself."""

from __future__ import annotations

from typing import Any

import pytest

from clerk_cli_migrate.records import (
    Membership,
    MembershipRecord,
    OrganizationRecord,
    UserRecord,
)
from clerk_cli_migrate.validation import problems_of
from clerk_cli_migrate.values import phone_number, timestamp

PLACE: Any = {"file": "users.ndjson", "line": 1}
EMAIL = {"email_address": ["ada@example.com"]}


def codes(fields: dict[str, Any], **members: Any) -> list[tuple[str, str]]:
    record = UserRecord(PLACE, fields, **members)
    return [(problem.code, problem.field) for problem in problems_of(record)]


def test_a_complete_record_has_no_problems() -> None:
    fields = {
        **EMAIL,
        "external_id": "1",
        "email_address_identification_status": ["reserved"],
        "phone_number": ["+15555550100"],
        "username": "ada_1-b",
        "web3_wallet": ["0x" + "a" * 40],
        "password_hasher": "md5",
        "password_digest": "0" * 32,
        "totp_secret": "jbsw y3dp ehpk 3pxp".replace(" ", ""),
        "backup_codes": ["a", "b"],
        "public_metadata": {"plan": "pro"},
        "created_at": "2024-05-01T10:00:00Z",
        "legal_accepted_at": None,
        "banned": False,
        "create_organizations_limit": 0,
    }
    assert codes(fields) == []


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"email_address": ["ada"]}, "invalid_email_address", "email_address"),
        ({"email_address": ["a@b.co", "A@b.co"]}, "repeated_identifier", "email_address"),
        ({"email_address": "a@b.co"}, "invalid_field", "email_address"),
        ({**EMAIL, "phone_number": ["555-0100"]}, "invalid_phone_number", "phone_number"),
        ({**EMAIL, "web3_wallet": ["0x1"]}, "invalid_web3_wallet", "web3_wallet"),
        ({**EMAIL, "username": "ada byron"}, "invalid_username", "username"),
        ({**EMAIL, "username": "1234"}, "invalid_username", "username"),
        ({**EMAIL, "username": "a" * 65}, "invalid_username", "username"),
        ({**EMAIL, "surname": "Byron"}, "unknown_field", "surname"),
        ({**EMAIL, "banned": "yes"}, "invalid_field", "banned"),
        (
            {**EMAIL, "email_address_identification_status": ["unverified"]},
            "invalid_field",
            "email_address_identification_status[0]",
        ),
        (
            {**EMAIL, "email_address_identification_status": []},
            "invalid_field",
            "email_address_identification_status",
        ),
        ({**EMAIL, "password_digest": "x"}, "missing_hasher", "password_hasher"),
        (
            {**EMAIL, "password_digest": "x", "password_hasher": "bcrypt"},
            "digest_mismatch",
            "password_digest",
        ),
        (
            {**EMAIL, "password": "long enough", "password_digest": "0" * 32,
             "password_hasher": "md5"},
            "two_passwords",
            "password",
        ),
        ({**EMAIL, "password": "short"}, "password_too_short", "password"),
        ({**EMAIL, "password": "ä" * 40}, "password_too_long", "password"),
        ({**EMAIL, "totp_secret": "189"}, "invalid_totp_secret", "totp_secret"),
        ({**EMAIL, "backup_codes": ["a", "a"]}, "invalid_backup_codes", "backup_codes"),
        ({**EMAIL, "created_at": "yesterday"}, "invalid_timestamp", "created_at"),
        ({**EMAIL, "first_name": "\ud800"}, "invalid_text", "first_name"),
        ({**EMAIL, "public_metadata": {"a": "\ud800"}}, "invalid_text", "public_metadata"),
        (
            {**EMAIL, "public_metadata": {"a": "x" * 5000}, "private_metadata": {"b": "x" * 4000}},
            "metadata_too_large",
            "metadata",
        ),
        ({"first_name": "Ada"}, "no_identifier", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_user_is_named(fields: dict[str, Any], code: str, field: str) -> None:
    assert codes(fields) == [(code, field)]


def test_a_password_that_exists_already_may_be_short() -> None:
    assert codes({**EMAIL, "password": "short", "skip_password_checks": True}) == []


def test_a_user_without_identifiers_is_allowed_on_request() -> None:
    assert codes({"first_name": "Ada", "skip_user_requirement": True}) == []


def test_a_contact_that_follows_is_checked_too() -> None:
    emails = ({"email_address": "b", "verified": "no"},)
    assert codes(EMAIL, emails=emails) == [
        ("invalid_email_address", "email_address"),
        ("invalid_field", "verified"),
    ]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "invalid_field"),
        ({"name": " "}, "invalid_name"),
        ({"name": "Engines", "slug": "Two Words"}, "invalid_slug"),
        ({"name": "Engines", "max_allowed_memberships": -1}, "invalid_field"),
        ({"name": "Engines", "created_at": "x"}, "invalid_timestamp"),
    ],
)
def test_what_is_wrong_with_an_organization_is_named(fields: dict[str, Any], code: str) -> None:
    record = OrganizationRecord(PLACE, "org_1", fields)
    assert [problem.code for problem in problems_of(record)] == [code]


def test_parts_of_an_organization_are_checked() -> None:
    record = OrganizationRecord(
        PLACE, "org_1", {"name": "Engines"}, ({"name": None},), ({"email_address": "a@b.co"},)
    )
    assert [problem.field for problem in problems_of(record)] == ["name", "role"]


def test_a_membership_has_a_user_an_organization_and_a_role() -> None:
    record = MembershipRecord(PLACE, "", Membership("org_1", ""))
    assert [problem.field for problem in problems_of(record)] == ["user", "role"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+1 (555) 555-0100", "+15555550100"),
        ("tel:+49.30.123456", "+4930123456"),
        ("+49 (0)30 123456", "+49 (0)30 123456"),
        ("0049 30 123456", "0049 30 123456"),
        ("555-0100", "555-0100"),
        ("+1 555 555 0100 x7", "+1 555 555 0100 x7"),
    ],
)
def test_a_phone_number_is_normalized_only_where_that_is_certain(text: str, number: str) -> None:
    assert phone_number(text) == number


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1714557600000, "2024-05-01T10:00:00.000Z"),
        ("1714557600000", "2024-05-01T10:00:00.000Z"),
        (1714557600, "2024-05-01T10:00:00.000Z"),
        ("2024-05-01T10:00:00.123456Z", "2024-05-01T10:00:00.123Z"),
        ("2024-05-01 10:00:00.5+00", "2024-05-01T10:00:00.500Z"),
        ("2024-05-01 12:00:00+0200", "2024-05-01T10:00:00.000Z"),
        ("2024-05-01 10:00", "2024-05-01T10:00:00.000Z"),
        ("2024-05-01", "2024-05-01T00:00:00.000Z"),
    ],
)
def test_points_in_time_are_read_in_many_forms(value: object, expected: str) -> None:
    assert timestamp(value) == expected


@pytest.mark.parametrize("value", ["", "soon", "2024-13-01", "01/05/2024", "9" * 30])
def test_what_is_not_a_point_in_time_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="is not a time"):
        timestamp(value)
