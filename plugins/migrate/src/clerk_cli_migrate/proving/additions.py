"""What the user that the instance has got since it was sent, beyond what was sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from clerk_cli.api import APIObject
from clerk_cli_migrate.journal.steps import EMAIL, PHONE, Step
from clerk_cli_migrate.records import METADATA, PASSWORDS

UNSENT: dict[str, object] = {
    "username": None,
    "first_name": None,
    "last_name": None,
    "locale": None,
    "legal_accepted_at": None,
    "create_organizations_limit": None,
    "bypass_client_trust": False,
    "has_image": False,
    "banned": False,
    "locked": False,
    **{name: {} for name in METADATA},
}
"""Fields that were not sent, and what a new user has there."""

ENABLED = {
    "password_enabled": PASSWORDS,
    "totp_enabled": ("totp_secret",),
    "backup_code_enabled": ("backup_codes",),
}
"""What a user has only if one of some secrets was sent."""


class _Identifiers(NamedTuple):
    """A list of a user's identifiers.

    Args:
        member: The member of the user.
        value: The member of an identifier that has its value.
        sent: The field of ``POST /users``; empty if that takes none.
        kind: The kind of the steps that add others.
    """

    member: str
    value: str
    sent: str = ""
    kind: str = ""


IDENTIFIERS = (
    _Identifiers("email_addresses", "email_address", "email_address", EMAIL),
    _Identifiers("phone_numbers", "phone_number", "phone_number", PHONE),
    _Identifiers("web3_wallets", "web3_wallet", "web3_wallet"),
    _Identifiers("external_accounts", "identification_id"),
    _Identifiers("enterprise_accounts", "id"),
    _Identifiers("passkeys", "id"),
)


def added_fields(step: Step, user: APIObject) -> Iterator[tuple[str, object, object]]:
    """Fields that were not sent and that the instance has, each with both values.

    Args:
        step: What was sent.
        user: What the instance has.
    """
    for field, empty in UNSENT.items():
        actual = user.get(field)
        if step.body.get(field) in (None, "", {}) and (actual or empty) != empty:
            yield field, empty, actual
    secrets = step.secrets.split(",")
    for field, names in ENABLED.items():
        if user.get(field) is True and not any(name in secrets for name in names):
            yield field, False, True


def added_identifiers(
    step: Step, user: APIObject, contacts: Sequence[Step]
) -> Iterator[tuple[str, object]]:
    """Identifiers that were not sent and that the instance has, each with its field.

    Args:
        step: What was sent.
        user: What the instance has.
        contacts: The steps that added further identifiers.
    """
    for item in IDENTIFIERS:
        sent = {str(value).lower() for value in step.body.get(item.sent) or ()}
        sent |= {contact.key.lower() for contact in contacts if contact.kind == item.kind}
        for identifier in user.get(item.member) or ():
            value = identifier.get(item.value)
            if str(value).lower() not in sent:
                yield item.sent or item.member, value
