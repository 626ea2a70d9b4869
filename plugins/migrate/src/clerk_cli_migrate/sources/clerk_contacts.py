"""Email addresses, phone numbers and wallets as the Backend API returns them."""

from __future__ import annotations

from typing import Any

from clerk_cli_migrate.files.row import Values
from clerk_cli_migrate.mapping.targets import items
from clerk_cli_migrate.sources.draft import Draft
from clerk_cli_migrate.values import as_text

SECOND_FACTORS = "second_factor_phone_numbers"
"""A column that only our own exports have."""


def add_contacts(draft: Draft, values: Values) -> None:
    """Add the email addresses, phone numbers and wallets of a user, the primary ones first.

    Args:
        draft: The user.
        values: The user as the API returns it.
    """
    emails = _primary_first(values, "email_address", "email_addresses")
    has_others = bool(values.get("username") or values.get("phone_numbers"))
    has_verified = any(is_verified(email) for email in emails)
    for email in emails:
        address = as_text(email.get("email_address"))
        if is_verified(email) or email.get("reserved") or not (has_verified or has_others):
            draft.email(address, verified=is_verified(email))
        else:
            draft.add_email({"email_address": address, "verified": False})
    for phone in _primary_first(values, "phone_number", "phone_numbers"):
        number = as_text(phone.get("phone_number"))
        if phone.get("reserved_for_second_factor"):
            body = {"phone_number": number, "verified": is_verified(phone)}
            draft.add_phone({**body, "reserved_for_second_factor": True})
        elif is_verified(phone) or phone.get("reserved") or not (emails or has_others):
            draft.phone(number, verified=is_verified(phone))
        else:
            draft.add_phone({"phone_number": number, "verified": False})
    wallets = _primary_first(values, "web3_wallet", "web3_wallets")
    draft.put("web3_wallet", [as_text(wallet.get("web3_wallet")) for wallet in wallets])


def _primary_first(values: Values, kind: str, plural: str) -> list[dict[str, Any]]:
    contacts = [item for item in values.get(plural) or [] if isinstance(item, dict)]
    primary = values.get(f"primary_{kind}_id")
    return sorted(contacts, key=lambda contact: contact.get("id") != primary)


def is_verified(contact: Values) -> bool:
    """Whether an email address or a phone number, as the API returns it, is verified."""
    return (contact.get("verification") or {}).get("status") == "verified"


def contacts_of_row(values: Values) -> dict[str, Any]:
    """The email addresses and phone numbers of a row of our own CSV, as the API returns them.

    Args:
        values: The row.
    """
    contacts: dict[str, Any] = {"username": as_text(values.get("username"))}
    second_factors = items(values.get(SECOND_FACTORS))
    for kind, plural in (("email_address", "email_addresses"), ("phone_number", "phone_numbers")):
        reserved = items(values.get(f"reserved_{plural}"))
        contacts[f"primary_{kind}_id"] = as_text(values.get(f"primary_{kind}"))
        contacts[plural] = [
            {
                "id": text,
                kind: text,
                "verification": {"status": status},
                "reserved": text in reserved,
                "reserved_for_second_factor": text in second_factors,
            }
            for status in ("verified", "unverified")
            for text in items(values.get(f"{status}_{plural}"))
        ]
    return contacts
