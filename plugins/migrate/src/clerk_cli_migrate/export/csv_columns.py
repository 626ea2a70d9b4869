"""The columns of an export as CSV: those of Clerk's dashboard, and what else imports take."""

from __future__ import annotations

import json
from typing import Any

from clerk_cli.api import APIObject
from clerk_cli_migrate.records import METADATA
from clerk_cli_migrate.sources.clerk_contacts import is_verified

DASHBOARD = (
    "id", "first_name", "last_name", "username", "primary_email_address", "primary_phone_number",
    "verified_email_addresses", "unverified_email_addresses", "verified_phone_numbers",
    "unverified_phone_numbers", "totp_secret", "password_digest", "password_hasher",
)  # fmt: skip
PLAIN = (
    "external_id", "locale", "created_at", "legal_accepted_at", "banned", "locked",
    "delete_self_enabled", "create_organization_enabled", "create_organizations_limit",
    "bypass_client_trust",
)  # fmt: skip
RESERVED = {
    "reserved_email_addresses": ("email_addresses", "email_address", "reserved"),
    "reserved_phone_numbers": ("phone_numbers", "phone_number", "reserved"),
    "second_factor_phone_numbers": (
        "phone_numbers", "phone_number", "reserved_for_second_factor",
    ),
}  # fmt: skip
"""Columns with those contacts for which a member is true."""

COLUMNS = (*DASHBOARD, *PLAIN, "web3_wallet", *METADATA, *RESERVED)
SEPARATOR = "|"


def cells_of(user: APIObject) -> list[str]:
    """The cells of a user, in the order of ``COLUMNS``.

    Args:
        user: The user, as the API returns it.
    """
    cells = {name: _text(user.get(name)) for name in (*DASHBOARD, *PLAIN)}
    for kind, plural in (("email_address", "email_addresses"), ("phone_number", "phone_numbers")):
        contacts = user.get(plural) or []
        primary = user.get(f"primary_{kind}_id")
        cells[f"primary_{kind}"] = SEPARATOR.join(
            contact[kind] for contact in contacts if contact.get("id") == primary
        )
        for status, is_wanted in (("verified", True), ("unverified", False)):
            cells[f"{status}_{plural}"] = SEPARATOR.join(
                contact[kind] for contact in contacts if is_verified(contact) == is_wanted
            )
    for column, (plural, kind, flag) in RESERVED.items():
        contacts = user.get(plural) or []
        cells[column] = SEPARATOR.join(item[kind] for item in contacts if item.get(flag))
    wallets = user.get("web3_wallets") or []
    cells["web3_wallet"] = SEPARATOR.join(wallet["web3_wallet"] for wallet in wallets)
    for name in METADATA:
        value = user.get(name)
        cells[name] = json.dumps(value, ensure_ascii=False) if value else ""
    return [cells[name] for name in COLUMNS]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
