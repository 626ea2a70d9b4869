"""What is wrong with a user."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from typing import Any

from clerk_cli_migrate.digests import fits
from clerk_cli_migrate.records import Problem, UserRecord
from clerk_cli_migrate.validation.bodies import (
    metadata_problems,
    schema_problems,
    text_problems,
    time_problems,
)

_ATOM = r"[^\s@.,;:()<>\[\]\\\"]+"
_LABEL = r"[^\W_](?:(?:[^\W_]|-){0,61}[^\W_])?"
EMAIL = re.compile(
    rf"(?=.{{3,254}}$)(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+", re.DOTALL
)
"""The addresses of RFC 5322 without quotes, with the lengths of RFC 5321."""

PHONE = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
USERNAME = re.compile(r"[A-Za-z0-9_-]*")
WALLET = re.compile(r"0x[0-9a-fA-F]{40}|[1-9A-HJ-NP-Za-km-z]{32,44}")
MAX_USERNAME, MIN_PASSWORD, MAX_PASSWORD = 64, 8, 72
IDENTIFIERS = ("email_address", "phone_number", "username", "web3_wallet")


def user_problems(record: UserRecord) -> Iterator[Problem]:
    """What is wrong with a user, and with what follows it.

    Args:
        record: The user.
    """
    fields = record.fields
    yield from schema_problems(fields, "/users")
    yield from text_problems(fields)
    yield from _identifier_problems(record)
    yield from _username_problems(fields.get("username"))
    yield from _password_problems(fields)
    yield from _factor_problems(fields)
    yield from time_problems(fields)
    yield from metadata_problems(fields)
    for path, bodies in (("/email_addresses", record.emails), ("/phone_numbers", record.phones)):
        for body in bodies:
            yield from schema_problems(body, path, supplied=("user_id",))


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _identifier_problems(record: UserRecord) -> Iterator[Problem]:
    fields = record.fields
    emails = _texts(fields.get("email_address")) + _bodies(record.emails, "email_address")
    phones = _texts(fields.get("phone_number")) + _bodies(record.phones, "phone_number")
    for address in emails:
        if not EMAIL.fullmatch(address):
            message = f'"{address[:80]}" is not a valid email address'
            yield Problem(
                "invalid_email_address", "email_address", message, "Correct or remove it."
            )
    for number in phones:
        if not PHONE.fullmatch(number):
            message = f'"{number[:40]}" is not a phone number in E.164 format'
            action = "Include a plus sign and the country code, such as +15555550100."
            yield Problem("invalid_phone_number", "phone_number", message, action)
    for wallet in _texts(fields.get("web3_wallet")):
        if not WALLET.fullmatch(wallet):
            message = f'"{wallet[:60]}" is not a wallet address'
            yield Problem("invalid_web3_wallet", "web3_wallet", message, "Correct or remove it.")
    for kind, values in (("email_address", emails), ("phone_number", phones)):
        if len({value.lower() for value in values}) < len(values):
            message = f"the record has the same {kind.replace('_', ' ')} twice"
            yield Problem("repeated_identifier", kind, message, "Remove one of them.")
        statuses = fields.get(f"{kind}_identification_status")
        if isinstance(statuses, list) and len(statuses) != len(_texts(fields.get(kind))):
            field = f"{kind}_identification_status"
            yield Problem("invalid_field", field, f"{field} must have one item per {kind}")
    if not any(fields.get(name) for name in IDENTIFIERS) and not fields.get(
        "skip_user_requirement"
    ):
        message = "has no email address, phone number, username, or wallet"
        yield Problem("no_identifier", "", message, "Add one, or remove the record.")


def _bodies(bodies: tuple[Mapping[str, Any], ...], name: str) -> list[str]:
    return [value for body in bodies if isinstance(value := body.get(name), str)]


def _username_problems(username: object) -> Iterator[Problem]:
    if not isinstance(username, str):
        return
    action = "Correct it, or import the user without a username."
    if len(username) > MAX_USERNAME:
        message = f"the username is longer than {MAX_USERNAME} characters"
        yield Problem("invalid_username", "username", message, action)
    elif not USERNAME.fullmatch(username):
        message = (
            f'the username "{username}" contains characters other than letters, numbers, _ and -'
        )
        yield Problem("invalid_username", "username", message, action)
    elif username.isdigit():
        message = f'the username "{username}" contains only digits'
        yield Problem("invalid_username", "username", message, action)


def _password_problems(fields: Mapping[str, Any]) -> Iterator[Problem]:
    password, digest = fields.get("password"), fields.get("password_digest")
    hasher = fields.get("password_hasher")
    if password and digest:
        message = "has both a password and a digest; Clerk accepts only one"
        yield Problem("two_passwords", "password", message, "Remove one of them.")
    if isinstance(digest, str) and digest and not hasher:
        action = "Add password_hasher."
        yield Problem("missing_hasher", "password_hasher", "the digest has no hasher", action)
    elif isinstance(digest, str) and isinstance(hasher, str) and not fits(hasher, digest):
        message = f"the digest does not have the form of {hasher}"
        action = "Specify the hasher that created it, or remove the digest."
        yield Problem("digest_mismatch", "password_digest", message, action)
    if isinstance(password, str) and password and not fields.get("skip_password_checks"):
        if len(password) < MIN_PASSWORD:
            message = f"the password is shorter than {MIN_PASSWORD} characters"
            action = "Set skip_password_checks for existing passwords."
            yield Problem("password_too_short", "password", message, action)
        elif len(password.encode("utf-8", "replace")) > MAX_PASSWORD:
            message = f"the password is longer than {MAX_PASSWORD} bytes"
            yield Problem("password_too_long", "password", message, "Import its digest instead.")


def _factor_problems(fields: Mapping[str, Any]) -> Iterator[Problem]:
    secret = fields.get("totp_secret")
    if isinstance(secret, str) and secret and not is_base32(secret):
        message = "the secret of the authenticator app is not base32"
        action = "Convert it to base32; Clerk supports SHA-1, 30 seconds, and 6 digits only."
        yield Problem("invalid_totp_secret", "totp_secret", message, action)
    codes = _texts(fields.get("backup_codes"))
    if len(set(codes)) < len(codes) or "" in codes:
        message = "backup codes are empty or repeated"
        yield Problem("invalid_backup_codes", "backup_codes", message, "Remove them.")


def is_base32(secret: str) -> bool:
    """Whether the secret of an authenticator app can be read."""
    text = secret.rstrip("=").upper()
    try:
        return bool(base64.b32decode(text + "=" * (-len(text) % 8)))
    except ValueError:
        return False
