"""Users as they are kept, and as the API shows them."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.store import OLDEST_FIRST, Document, Selection, Store, member

USER, EMAIL, PHONE = "user", "email_address", "phone_number"
CONTACTS = {EMAIL: "email_addresses", PHONE: "phone_numbers"}
"""Kinds of identifiers that a user has, and the member of the user that lists them."""

PASSWORD = "_password"
"""The member with the kept password; members that begin with _ are never shown."""

AVATAR = "https://img.clerk.com/preview.png"
ATTEMPTS = 100


def blank_user(id: str, created_at: int) -> Document:
    """A user without anything."""
    return {
        "id": id,
        "object": "user",
        "username": None,
        "first_name": None,
        "last_name": None,
        "locale": None,
        "image_url": AVATAR,
        "has_image": False,
        "primary_email_address_id": None,
        "primary_phone_number_id": None,
        "primary_web3_wallet_id": None,
        "password_enabled": False,
        "two_factor_enabled": False,
        "totp_enabled": False,
        "backup_code_enabled": False,
        "email_addresses": [],
        "phone_numbers": [],
        "web3_wallets": [],
        "passkeys": [],
        "external_accounts": [],
        "saml_accounts": [],
        "enterprise_accounts": [],
        "password_last_updated_at": None,
        "public_metadata": {},
        "private_metadata": {},
        "unsafe_metadata": {},
        "external_id": None,
        "last_sign_in_at": None,
        "banned": False,
        "locked": False,
        "lockout_expires_in_seconds": None,
        "verification_attempts_remaining": ATTEMPTS,
        "created_at": created_at,
        "updated_at": created_at,
        "delete_self_enabled": True,
        "create_organization_enabled": True,
        "last_active_at": None,
        "mfa_enabled_at": None,
        "mfa_disabled_at": None,
        "legal_accepted_at": None,
        "deprovisioned": False,
        "bypass_client_trust": False,
    }


def blank_contact(kind: str, id: str, user_id: str, value: str, at: int) -> Document:
    """An unverified email address or phone number of a user."""
    contact: Document = {
        "id": id,
        "object": kind,
        kind: value,
        "user_id": user_id,
        "reserved": False,
        "verification": None,
        "linked_to": [],
        "created_at": at,
        "updated_at": at,
    }
    if kind == EMAIL:
        contact["matches_sso_connection"] = False
    else:
        contact |= {"reserved_for_second_factor": False, "default_second_factor": False}
    return contact


def admin_verification() -> Document:
    """The verification of an identifier that was set through the API."""
    return {
        "object": "verification_admin",
        "status": "verified",
        "strategy": "admin",
        "attempts": None,
        "expire_at": None,
    }


def is_verified(contact: Document) -> bool:
    """Whether an email address or phone number is verified."""
    return (contact["verification"] or {}).get("status") == "verified"


def shown_contact(contact: Document) -> Document:
    """An email address or phone number as the API shows it."""
    return {name: value for name, value in contact.items() if name != "user_id"}


def shown_users(store: Store, users: list[Document]) -> list[Document]:
    """Users as the API shows them, each with its identifiers."""
    shown = {user["id"]: _visible(user) for user in users}
    marks = ", ".join("?" * len(shown))
    for kind, plural in CONTACTS.items():
        selection = Selection(kind, order=[OLDEST_FIRST])
        selection.where(f"{member('user_id')} IN ({marks})", *shown)
        for contact in store.select(selection) if shown else []:
            shown[contact["user_id"]][plural].append(shown_contact(contact))
    return list(shown.values())


def shown_user(store: Store, user: Document) -> Document:
    """One user as the API shows it."""
    return shown_users(store, [user])[0]


def require_user(store: Store, id: str) -> Document:
    """The user with an id.

    Raises:
        Refusal: There is none.
    """
    user = store.get(USER, id)
    if user is None:
        raise problems.not_found("user", id)
    return user


def contacts_of(store: Store, kind: str, user_id: str) -> list[Document]:
    """The email addresses or phone numbers of a user, the oldest first."""
    selection = Selection(kind, order=[OLDEST_FIRST])
    return store.select(selection.where(f"{member('user_id')} = ?", user_id))


def _visible(user: Document) -> dict[str, Any]:
    shown = {name: value for name, value in user.items() if not name.startswith("_")}
    return shown | {plural: [] for plural in CONTACTS.values()}
