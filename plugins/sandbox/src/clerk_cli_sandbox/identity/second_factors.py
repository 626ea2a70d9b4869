"""Second factors: authenticator apps, backup codes, and phone numbers that are reserved for it."""

from __future__ import annotations

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.routing import Request
from clerk_cli_sandbox.identity.user_objects import (
    PHONE,
    USER,
    contacts_of,
    is_verified,
    require_user,
)
from clerk_cli_sandbox.storage.store import JSONObject

RESERVED = "reserved_for_second_factor"
DEFAULT = "default_second_factor"


def reserve_phone(request: Request, phone: JSONObject, code: str) -> None:
    """Apply what a request says about a phone number as a second factor.

    Args:
        request: The request.
        phone: The phone number, with the verification that the request gives it.
        code: The code of the error for one that is not verified.

    Raises:
        ErrorResponse: The phone number is not verified.
    """
    reserved = request.body.get(RESERVED)
    if reserved and not is_verified(phone):
        text = "Only a verified phone number can be reserved for multi-factor authentication."
        raise api_errors.refusal(code, "phone number not verified", text)
    if reserved is not None:
        phone[RESERVED] = reserved
    phone[RESERVED] = phone[RESERVED] and is_verified(phone)
    request.store.put(PHONE, phone)
    update_second_factors(request, require_user(request.store, phone["user_id"]))


def release_phones(request: Request, user_id: str) -> None:
    """Make no phone number of a user a second factor."""
    for phone in contacts_of(request.store, PHONE, user_id):
        request.store.put(PHONE, phone | {RESERVED: False, DEFAULT: False})


def update_second_factors(request: Request, user: JSONObject) -> None:
    """Store a user whose second factors changed: whether there is one, and which phone is first."""
    phones = contacts_of(request.store, PHONE, user["id"])
    reserved_ids = [phone["id"] for phone in phones if phone[RESERVED]]
    default_ids = [phone["id"] for phone in phones if phone[DEFAULT] and phone[RESERVED]]
    default_id = next(iter(default_ids or reserved_ids), None)
    for phone in phones:
        request.store.put(PHONE, phone | {DEFAULT: phone["id"] == default_id})
    enabled = bool(user["totp_enabled"] or user["backup_code_enabled"] or reserved_ids)
    if enabled != user["two_factor_enabled"]:
        user |= {"mfa_enabled_at" if enabled else "mfa_disabled_at": request.now}
    user |= {"two_factor_enabled": enabled, "updated_at": max(request.now, user["created_at"])}
    request.store.put(USER, user)
