"""Users: how they are stored, and how the API shows them."""

from __future__ import annotations

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.objects import public_members, require_object
from clerk_cli_sandbox.http.routing import Request
from clerk_cli_sandbox.storage.store import OLDEST_FIRST, JSONObject, Selection, Store

USER, EMAIL, PHONE, WALLET = "user", "email_address", "phone_number", "web3_wallet"
CONTACTS = {EMAIL: "email_addresses", PHONE: "phone_numbers"}
"""Kinds of contacts, and the members of a user that list them."""

STRATEGIES = {EMAIL: "email_code", PHONE: "phone_code"}
"""How the owner of a contact of each kind verifies it."""

IDENTIFIERS = {**CONTACTS, WALLET: "web3_wallets"}
"""The same, and wallets, which have no operations of their own."""

VERIFICATION = "verification"
"""One-time codes that were sent to email addresses and phone numbers."""

PASSWORD_HASH = "_password"
"""The hidden member with the hash of the password."""

MEMBERSHIP = "organization_membership"
"""What ties a user to an organization; users are searched by it."""

AVATAR = "https://img.clerk.com/preview.png"
MAX_ATTEMPTS = 100
LOCK_SECONDS = 3600
LOCK_EXPIRES_AT = "_lock_expires_at"
"""The hidden member with the end of a lock, in Unix milliseconds."""

UNLOCKED: JSONObject = {
    "locked": False,
    "lockout_expires_in_seconds": None,
    "verification_attempts_remaining": MAX_ATTEMPTS,
    LOCK_EXPIRES_AT: None,
}


def new_user(id: str, created_at: int) -> JSONObject:
    """A user with default values."""
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
        "verification_attempts_remaining": MAX_ATTEMPTS,
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


def new_contact(kind: str, id: str, user_id: str, value: str, created_at: int) -> JSONObject:
    """An unverified email address, phone number or wallet of a user."""
    contact: JSONObject = {
        "id": id,
        "object": kind,
        kind: value,
        "user_id": user_id,
        "verification": None,
        "created_at": created_at,
        "updated_at": created_at,
    }
    if kind != WALLET:
        contact |= {"reserved": False, "linked_to": []}
    if kind == EMAIL:
        contact["matches_sso_connection"] = False
    elif kind == PHONE:
        contact |= {"reserved_for_second_factor": False, "default_second_factor": False}
    return contact


def admin_verification() -> JSONObject:
    """The verification of an identifier that an administrator marked as verified."""
    return {
        "object": "verification_admin",
        "status": "verified",
        "strategy": "admin",
        "attempts": None,
        "expire_at": None,
    }


def code_verification(kind: str, attempts: int, expire_at: int) -> JSONObject:
    """The verification of an email address or phone number whose owner had the one-time code.

    Args:
        kind: The kind of contact.
        attempts: How often a code was entered.
        expire_at: When the code expires, in Unix milliseconds.
    """
    verification: JSONObject = {
        "object": "verification_otp",
        "status": "verified",
        "strategy": STRATEGIES[kind],
        "attempts": attempts,
        "expire_at": expire_at,
    }
    return verification | ({"channel": "sms"} if kind == PHONE else {})


def is_verified(contact: JSONObject) -> bool:
    """Whether an email address or phone number is verified."""
    return (contact["verification"] or {}).get("status") == "verified"


def serialize_contact(contact: JSONObject) -> JSONObject:
    """An email address or phone number as the API shows it."""
    return {name: value for name, value in contact.items() if name != "user_id"}


def locked_members(now: int) -> JSONObject:
    """The members of a user who is locked for an hour.

    Args:
        now: The time in Unix milliseconds.
    """
    return {
        "locked": True,
        "lockout_expires_in_seconds": LOCK_SECONDS,
        "verification_attempts_remaining": 0,
        LOCK_EXPIRES_AT: now + LOCK_SECONDS * 1000,
    }


def with_current_lock(user: JSONObject, now: int) -> JSONObject:
    """A user whose lock ends without being touched.

    Args:
        user: The user as stored.
        now: The time in Unix milliseconds.
    """
    expires_at = user.get(LOCK_EXPIRES_AT)
    if not user["locked"] or expires_at is None:
        return user
    if expires_at <= now:
        return user | UNLOCKED
    return user | {"lockout_expires_in_seconds": -((now - expires_at) // 1000)}


def serialize_users(request: Request, users: list[JSONObject]) -> list[JSONObject]:
    """Users as the API shows them, with their email addresses, phone numbers and wallets."""
    store = request.store
    responses = {
        user["id"]: _without_contacts(with_current_lock(user, request.now)) for user in users
    }
    # Whoever has wallets has a primary one, and most have none.
    owners = [user["id"] for user in users if user["primary_web3_wallet_id"]]
    for kind, plural in IDENTIFIERS.items():
        ids = owners if kind == WALLET else list(responses)
        selection = Selection(kind, order=[OLDEST_FIRST]).where_in("user_id", ids)
        for contact in store.select(selection) if ids else []:
            responses[contact["user_id"]][plural].append(serialize_contact(contact))
    return list(responses.values())


def serialize_new_user(user: JSONObject, contacts: list[JSONObject]) -> JSONObject:
    """A user as the API shows it, given all its email addresses, phone numbers and wallets."""
    response = _without_contacts(user)
    for contact in contacts:
        response[IDENTIFIERS[contact["object"]]].append(serialize_contact(contact))
    return response


def serialize_user(request: Request, user: JSONObject) -> JSONObject:
    """A user as the API shows it."""
    return serialize_users(request, [user])[0]


def require_user(store: Store, id: str) -> JSONObject:
    """The user with an id.

    Raises:
        ErrorResponse: The user does not exist.
    """
    return require_object(store, USER, id)


def require_user_who_may_sign_in(request: Request, id: str) -> JSONObject:
    """The user with an id, who is neither banned nor locked.

    Raises:
        ErrorResponse: The user does not exist, or may not sign in.
    """
    user = with_current_lock(require_user(request.store, id), request.now)
    if user["banned"]:
        raise api_errors.refusal("user_banned", "User is banned", f"User {id} is banned.")
    if user["locked"]:
        text = f"User {id} is locked. Unlock the user, or wait until the lock ends."
        raise api_errors.refusal("session_creation_not_allowed", "User is locked", text)
    return user


def requested_user(request: Request) -> JSONObject:
    """The user that the path names.

    Raises:
        ErrorResponse: The user does not exist.
    """
    return require_user(request.store, request.path_params["user_id"])


def save_user(request: Request, user: JSONObject) -> JSONObject:
    """Store an updated user, and return it as the API shows it."""
    user["updated_at"] = max(request.now, user["created_at"])
    request.store.put(USER, user)
    return serialize_user(request, user)


def contacts_of(store: Store, kind: str, user_id: str) -> list[JSONObject]:
    """The email addresses or phone numbers of a user, oldest first."""
    return store.select(Selection(kind, order=[OLDEST_FIRST]).where_equal("user_id", user_id))


def _without_contacts(user: JSONObject) -> JSONObject:
    return public_members(user) | {plural: [] for plural in IDENTIFIERS.values()}
