"""What differs between the user that was sent and the user that the instance has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from itertools import zip_longest
from typing import NamedTuple

from clerk_cli.api import APIObject
from clerk_cli_migrate.journal.steps import EMAIL, PHONE, Step
from clerk_cli_migrate.proving.additions import added_fields, added_identifiers
from clerk_cli_migrate.records import METADATA, TIMES

PLAIN = (
    "external_id", "first_name", "last_name", "locale", "delete_self_enabled",
    "create_organization_enabled", "bypass_client_trust", "banned", "locked",
)  # fmt: skip
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
ENABLES = {
    "password": "password_enabled",
    "password_digest": "password_enabled",
    "totp_secret": "totp_enabled",
    "backup_codes": "backup_code_enabled",
}
"""Secrets, which no response has, and what a response says instead."""

CONTACTS = (
    ("email_address", "email_addresses", "primary_email_address_id"),
    ("phone_number", "phone_numbers", "primary_phone_number_id"),
    ("web3_wallet", "web3_wallets", "primary_web3_wallet_id"),
)


SECOND_FACTOR = "reserved_for_second_factor"


class Difference(NamedTuple):
    """A field that is not as it was sent.

    Args:
        field: The field of ``POST /users``.
        expected: What was sent.
        actual: What the instance has.
    """

    field: str
    expected: object
    actual: object


def differences(step: Step, user: APIObject, contacts: Sequence[Step]) -> Iterator[Difference]:
    """Compare a user field by field, in both directions: also what was added since.

    Args:
        step: What was sent.
        user: What the instance has.
        contacts: The steps that added further email addresses and phone numbers.
    """
    yield from _differences(step, user)
    for contact in contacts:
        yield from _contact_differences(contact, user)
    for field, expected, actual in added_fields(step, user):
        yield Difference(field, expected, actual)
    for field, value in added_identifiers(step, user, contacts):
        yield Difference(field, None, value)


def _differences(step: Step, user: APIObject) -> Iterator[Difference]:
    body = step.body
    for field in PLAIN:
        expected, actual = body.get(field), user.get(field)
        if expected not in (None, "") and expected != actual:
            yield Difference(field, expected, actual)
    username = body.get("username")
    if username and str(username).lower() != str(user.get("username") or "").lower():
        yield Difference("username", username, user.get("username"))
    limit = body.get("create_organizations_limit")
    if limit is not None and (limit or None) != (user.get("create_organizations_limit") or None):
        yield Difference("create_organizations_limit", limit, user["create_organizations_limit"])
    for field in METADATA:
        if body.get(field) and body[field] != user.get(field):
            yield Difference(field, body[field], user.get(field))
    for field in TIMES:
        expected = milliseconds(body.get(field))
        if expected is not None and expected != user.get(field):
            yield Difference(field, body[field], user.get(field))
    for secret in filter(None, step.secrets.split(",")):
        enabled = ENABLES.get(secret)
        if enabled and user.get(enabled) is not True:
            yield Difference(secret, enabled, user.get(enabled))
    for contact in CONTACTS:
        yield from _contacts(body, user, *contact)


def milliseconds(text: object) -> int | None:
    """A time of RFC 3339 as the API returns it; None for anything else.

    It never becomes a float, which would lose a millisecond now and then.
    """
    if not isinstance(text, str) or not text:
        return None
    try:
        time = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return (time - EPOCH) // timedelta(milliseconds=1) if time.tzinfo else None


def _contacts(body: APIObject, user: APIObject, field: str, member: str, primary: str
              ) -> Iterator[Difference]:  # fmt: skip
    sent = body.get(field) or []
    if not sent:
        return
    by_value = {_compared(contact.get(field)): contact for contact in user.get(member) or ()}
    statuses = body.get(f"{field}_identification_status") or []
    for number, value in enumerate(sent):
        contact = by_value.get(_compared(value))
        if contact is None:
            yield Difference(field, value, None)
            continue
        expected = statuses[number] if number < len(statuses) else "verified"
        if field != "web3_wallet" and (actual := _status(contact)) != expected:
            yield Difference(f"{field}_identification_status", f"{value}: {expected}", actual)
        yield from _second_factor(value, {}, contact)
    # Clerk makes the first one primary that is verified.
    verified = [value for value, status in zip_longest(sent, statuses) if status != "reserved"]
    first = by_value.get(_compared(verified[0])) if verified else None
    if first is not None and user.get(primary) != first.get("id"):
        yield Difference(primary, verified[0], user.get(primary))


def _contact_differences(contact: Step, user: APIObject) -> Iterator[Difference]:
    """Compare an email address or a phone number that was added on its own."""
    member = {EMAIL: "email_addresses", PHONE: "phone_numbers"}[contact.kind]
    value = _compared(contact.key)
    matches = (
        item for item in user.get(member) or () if _compared(item.get(contact.kind)) == value
    )
    added = next(matches, None)
    if added is None:
        yield Difference(contact.kind, contact.key, None)
        return
    expected, actual = bool(contact.body.get("verified")), _status(added)
    if expected != (actual == "verified"):
        field = f"{contact.kind}_identification_status"
        status = "verified" if expected else "unverified"
        yield Difference(field, f"{contact.key}: {status}", actual)
    yield from _second_factor(contact.key, contact.body, added)


def _second_factor(value: str, sent: APIObject, contact: APIObject) -> Iterator[Difference]:
    """Compare whether a phone number is a second factor and no identifier."""
    expected, actual = bool(sent.get(SECOND_FACTOR)), bool(contact.get(SECOND_FACTOR))
    if expected != actual:
        yield Difference(SECOND_FACTOR, f"{value}: {str(expected).lower()}", actual)


def _compared(value: object) -> str:
    return str(value or "").lower()


def _status(contact: APIObject) -> str:
    verification = contact.get("verification") or {}
    if verification.get("status") == "verified":
        return "verified"
    return "reserved" if contact.get("reserved") else "unverified"
