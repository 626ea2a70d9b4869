"""Passwords, digests and second factors are imported as the files have them, spaces included."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from plugins.migrate.tests.sources.test_recognition import open_text

from clerk_cli_migrate.records import UserRecord

SPACED = "  spaced pass  "
SALTED = f" salt${'0' * 32}"
MAIL = {"email": "ada@example.com"}
OF_GENERIC = ("email=email_address", "pw=password")
MD5 = {"parameters": {"hasher": "md5_salted"}}


def fields_of(folder: Path, content: str, **options: Any) -> dict[str, Any]:
    (record,) = open_text(folder, content, **options).records
    assert isinstance(record, UserRecord)
    assert record.problems == ()
    return record.fields


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({**MAIL, "pw": SPACED}),
        f"email,pw\nada@example.com,{SPACED}\n",
        f'email,pw\nada@example.com,"{SPACED}"\n',
    ],
    ids=["json", "csv", "quoted csv"],
)
def test_a_password_keeps_its_spaces(tmp_path: Path, content: str) -> None:
    assert fields_of(tmp_path, content, mapping=OF_GENERIC)["password"] == SPACED


def test_a_password_of_a_body_keeps_its_spaces(tmp_path: Path) -> None:
    content = json.dumps({"email_address": ["ada@example.com"], "password": SPACED})
    assert fields_of(tmp_path, content)["password"] == SPACED


def test_a_password_of_spaces_is_not_left_out_silently(tmp_path: Path) -> None:
    (record,) = open_text(tmp_path, json.dumps({**MAIL, "pw": "   "}), mapping=OF_GENERIC).records
    assert [problem.code for problem in record.problems] == ["password_too_short"]


@pytest.mark.parametrize(
    ("row", "options"),
    [
        ({"email": "ada@example.com", "hash": SALTED},
         {"mapping": ("email=email_address", "hash=password_digest"), **MD5}),
        ({"userId": "1", **MAIL, "password": SALTED, "passwordHasher": "md5_salted"}, {}),
        ({"id": "1", "primary_email_address": "ada@example.com", "password_digest": SALTED,
          "password_hasher": "md5_salted"}, {}),
        ({"user": {"id": "1", "name": "Ada", **MAIL, "emailVerified": True,
                   "createdAt": "2024-05-01T10:00:00Z"},
          "account": {"userId": "1", "accountId": "1", "providerId": "credential",
                      "password": SALTED}}, MD5),
    ],
    ids=["generic", "clerk-script", "clerk-csv", "better-auth"],
)  # fmt: skip
def test_a_salt_keeps_its_spaces(
    tmp_path: Path, row: dict[str, Any], options: dict[str, Any]
) -> None:
    assert fields_of(tmp_path, json.dumps(row), **options)["password_digest"] == SALTED


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        (["ab cd ", " ef"], ["ab cd ", " ef"]),
        ("ab cd, ef gh", ["ab cd", "ef gh"]),
        ("ab cd\nef gh", ["ab cd", "ef gh"]),
        ("abcd efgh", ["abcd", "efgh"]),
        ('["ab cd", "ef"]', ["ab cd", "ef"]),
    ],
)
def test_spaces_in_backup_codes_are_parts_of_them(
    tmp_path: Path, cell: object, codes: list[str]
) -> None:
    content = json.dumps({"email_address": ["ada@example.com"], "codes": cell})
    mapping = ("email_address=email_address", "codes=backup_codes")
    assert fields_of(tmp_path, content, mapping=mapping)["backup_codes"] == codes


def test_the_secret_of_a_one_time_password_of_keycloak_is_its_exact_text(tmp_path: Path) -> None:
    data = {"subType": "totp", "digits": 6, "period": 30, "algorithm": "HmacSHA1"}
    credential = {"type": "otp", "secretData": json.dumps({"value": " secret "}),
                  "credentialData": json.dumps(data)}  # fmt: skip
    user = {"id": "1", "username": "ada", "enabled": True, "createdTimestamp": 1714557600000,
            "credentials": [credential]}  # fmt: skip
    secret = fields_of(tmp_path, json.dumps(user))["totp_secret"]
    assert base64.b32decode(secret) == b" secret "
