"""Guesses which column is which field, from the names of the columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from clerk_cli_migrate.mapping.targets import FLAGS, TARGETS, find_target

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "id": "external_id", "userid": "external_id", "uid": "external_id", "uuid": "external_id",
        "externalid": "external_id", "customerid": "external_id", "key": "external_id",
        "email": "email_address", "mail": "email_address", "emailaddress": "email_address",
        "primaryemail": "email_address", "useremail": "email_address",
        "emailverified": "email_verified", "emailconfirmed": "email_verified",
        "isemailverified": "email_verified", "verified": "email_verified",
        "emailid": "email_address", "emailaddr": "email_address", "mailaddress": "email_address",
        "contactemail": "email_address", "workemail": "email_address",
        "phone": "phone_number", "phonenumber": "phone_number", "mobile": "phone_number",
        "mobilephone": "phone_number", "cell": "phone_number", "telephone": "phone_number",
        "tel": "phone_number", "telephonenumber": "phone_number", "telno": "phone_number",
        "phoneno": "phone_number", "mobilenumber": "phone_number", "mobileno": "phone_number",
        "cellphone": "phone_number", "cellnumber": "phone_number", "msisdn": "phone_number",
        "primaryphone": "phone_number", "phone1": "phone_number", "contactnumber": "phone_number",
        "phoneconfirmed": "phone_verified", "phonenumberconfirmed": "phone_verified",
        "isphoneverified": "phone_verified",
        "phoneverified": "phone_verified", "phonenumberverified": "phone_verified",
        "username": "username", "login": "username", "nickname": "username",
        "handle": "username", "firstname": "first_name", "givenname": "first_name",
        "forename": "first_name", "fname": "first_name", "first": "first_name",
        "lname": "last_name", "last": "last_name", "lastname": "last_name",
        "familyname": "last_name", "surname": "last_name", "name": "name", "fullname": "name",
        "displayname": "name",
        "locale": "locale", "language": "locale", "lang": "locale",
        "passworddigest": "password_digest", "passwordhash": "password_digest",
        "hash": "password_digest", "hashedpassword": "password_digest",
        "encryptedpassword": "password_digest", "passwd": "password_digest",
        "passwordhasher": "password_hasher", "hasher": "password_hasher",
        "hashalgorithm": "password_hasher", "totpsecret": "totp_secret",
        "otpsecret": "totp_secret", "mfasecret": "totp_secret", "backupcodes": "backup_codes",
        "recoverycodes": "backup_codes", "createdat": "created_at", "created": "created_at",
        "createdon": "created_at", "signupdate": "created_at", "datejoined": "created_at",
        "registeredat": "created_at", "banned": "banned", "blocked": "banned",
        "suspended": "banned", "locked": "locked", "metadata": "private_metadata",
    }
)  # fmt: skip
"""Names of columns, in small letters and without anything between them, and their fields."""


def guess(columns: Iterable[str]) -> dict[str, str]:
    """A field for each column, empty where the name does not tell.

    No field is guessed twice. Addresses that nothing says to be verified are taken as unverified.

    Args:
        columns: The names of the columns.
    """
    mapping: dict[str, str] = {}
    for column in columns:
        field = column if find_target(column) else NAMES.get(_folded(column), "")
        mapping[column] = "" if field in mapping.values() else field
    for flag, field in FLAGS.items():
        unverified = f"unverified_{field}"
        for column, guessed in mapping.items():
            is_sure = flag in mapping.values() or column == field
            if guessed == field and not is_sure and unverified in TARGETS:
                mapping[column] = unverified
    return mapping


def _folded(column: str) -> str:
    return re.sub(r"[^a-z0-9]", "", column.rpartition(".")[2].lower())
