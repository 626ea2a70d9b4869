"""A user as the Backend API returns it, as ``POST /users`` takes it."""

from __future__ import annotations

from typing import Any

from clerk_cli_migrate.records import UserRecord
from clerk_cli_migrate.sources.clerk_csv import join_secrets
from clerk_cli_migrate.sources.draft import Draft
from clerk_cli_migrate.sources.joins import SideTable
from clerk_cli_migrate.sources.rows import Row, Values
from clerk_cli_migrate.values import as_text

COPIED = (
    "username", "first_name", "last_name", "locale", "public_metadata", "private_metadata",
    "unsafe_metadata",
)  # fmt: skip
IF_TRUE = ("banned", "locked", "bypass_client_trust")
IF_FALSE = ("delete_self_enabled", "create_organization_enabled")
"""Switches that are sent where they differ from the default."""

OMITTED = {
    "external_accounts": "links to accounts of providers; they form again at the first sign-in",
    "enterprise_accounts": "enterprise accounts; they form again at the first sign-in",
    "passkeys": "passkeys, which are bound to the old instance",
}


def read_user(row: Row, additions: SideTable) -> UserRecord:
    """A user of the API.

    Args:
        row: The user.
        additions: Rows of the dashboard's CSV, of which those with the ID of the user are joined.
    """
    values = row.values
    draft = Draft(row, values.get("id"))
    for name in ("external_id", *COPIED):
        draft.put(name, values.get(name))
    for name in IF_TRUE:
        draft.put(name, True if values.get(name) is True else None)
    for name in IF_FALSE:
        draft.put(name, False if values.get(name) is False else None)
    draft.put("create_organizations_limit", values.get("create_organizations_limit") or None)
    for name in ("created_at", "legal_accepted_at"):
        draft.time(name, values.get(name))
    _add_contacts(draft, values)
    join_secrets(draft, row, additions)
    _add_omissions(draft, values)
    return draft.record()


def _add_contacts(draft: Draft, values: Values) -> None:
    emails = _primary_first(values, "email_address", "email_addresses")
    has_others = bool(values.get("username") or values.get("phone_numbers"))
    has_verified = any(_is_verified(email) for email in emails)
    for email in emails:
        address = as_text(email.get("email_address"))
        if _is_verified(email) or email.get("reserved") or not (has_verified or has_others):
            draft.email(address, verified=_is_verified(email))
        else:
            draft.add_email({"email_address": address, "verified": False})
    for phone in _primary_first(values, "phone_number", "phone_numbers"):
        number = as_text(phone.get("phone_number"))
        if phone.get("reserved_for_second_factor"):
            body = {"phone_number": number, "verified": _is_verified(phone)}
            draft.add_phone({**body, "reserved_for_second_factor": True})
        elif _is_verified(phone) or phone.get("reserved") or not (emails or has_others):
            draft.phone(number, verified=_is_verified(phone))
        else:
            draft.add_phone({"phone_number": number, "verified": False})
    wallets = _primary_first(values, "web3_wallet", "web3_wallets")
    draft.put("web3_wallet", [as_text(wallet.get("web3_wallet")) for wallet in wallets])


def _primary_first(values: Values, kind: str, plural: str) -> list[dict[str, Any]]:
    contacts = [item for item in values.get(plural) or [] if isinstance(item, dict)]
    primary = values.get(f"primary_{kind}_id")
    return sorted(contacts, key=lambda contact: contact.get("id") != primary)


def _is_verified(contact: Values) -> bool:
    return (contact.get("verification") or {}).get("status") == "verified"


def _add_omissions(draft: Draft, values: Values) -> None:
    csv = "the API does not return it: add the CSV of the dashboard"
    if values.get("password_enabled") and "password_digest" not in draft.fields:
        draft.omit("password", "password_digest", f"the password; {csv}")
    if values.get("totp_enabled") and "totp_secret" not in draft.fields:
        draft.omit("totp_secret", "totp_secret", f"the authenticator app; {csv}")
    if values.get("backup_code_enabled"):
        draft.omit("backup_codes", "backup_codes", "backup codes, which nothing exports")
    if values.get("has_image"):
        draft.omit("image", "image_url", "the picture")
    for name, message in OMITTED.items():
        if values.get(name):
            draft.omit(name.removesuffix("s"), name, message)
