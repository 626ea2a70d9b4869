"""``/email_addresses`` and ``/phone_numbers``, which differ only in their names and formats."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.formats import EMAIL_ADDRESS
from clerk_cli_sandbox.http.objects import deleted_object, require_object
from clerk_cli_sandbox.http.routing import NO_CHECKS, Handler, Request, Routes
from clerk_cli_sandbox.http.schemas import Check, passes
from clerk_cli_sandbox.identity.second_factors import reserve_phone, update_second_factors
from clerk_cli_sandbox.identity.user_objects import (
    CONTACTS,
    EMAIL,
    IDENTIFIERS,
    PHONE,
    USER,
    VERIFICATION,
    WALLET,
    admin_verification,
    contacts_of,
    is_verified,
    new_contact,
    require_user,
    serialize_contact,
)
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject, Selection, Store, json_field

routes = Routes()

FORMATS = {
    EMAIL: (EMAIL_ADDRESS, "must be a valid email address."),
    PHONE: (r"\+[1-9][0-9]{6,14}", "must be a valid phone number in E.164 format."),
    # An address of Ethereum in hexadecimal digits, or one of Solana in base 58.
    WALLET: (
        r"0x[0-9a-f]{40}|[1-9A-HJ-NP-Za-km-z]{32,44}",
        "must be a valid address of a wallet.",
    ),
}


IS_CLAIMED = f"({json_field('verification.status')} = 'verified' OR {json_field('reserved')})"
"""The SQL of whether nobody else can have a contact.

Several users can have the same one that is neither verified nor reserved, until one of them
verifies it.
"""


def add_contact(
    request: Request,
    user_id: str,
    kind: str,
    value: str,
    *,
    verified: bool,
    make_primary: bool = False,
) -> JSONObject:
    """Add an email address or phone number to a user; the first verified one becomes primary.

    Raises:
        ErrorResponse: The value is not valid, or taken.
    """
    value = normalize_contact(kind, value)
    if contact_exists(request.store, kind, value, user_id):
        raise ErrorResponse(422, api_errors.identifier_exists(kind))
    contact = new_contact(kind, new_id("idn"), user_id, value, request.now)
    contact["verification"] = admin_verification() if verified else None
    request.store.put(kind, contact)
    update_primary(request, contact, make_primary=make_primary)
    return contact


def contact_exists(store: Store, kind: str, value: str, user_id: str = "") -> bool:
    """Whether an email address, phone number or wallet is taken.

    Args:
        store: The objects.
        kind: The kind of contact.
        value: The email address, phone number or wallet.
        user_id: The user who wants it, and cannot have it twice.
    """
    selection = Selection(kind).where_equal(kind, fold_contact(kind, value))
    selection.where(f"({IS_CLAIMED} OR {json_field('user_id')} = ?)", user_id)
    return store.count(selection) > 0


def is_claimed_by_another(store: Store, contact: JSONObject) -> bool:
    """Whether another user verified or reserved the value of a contact."""
    kind = contact["object"]
    selection = Selection(kind).where_equal(kind, contact[kind]).where(IS_CLAIMED)
    return store.count(selection.where("o.id <> ?", contact["id"])) > 0


def delete_contacts(store: Store, user_id: str, kinds: Iterable[str] = IDENTIFIERS) -> None:
    """Delete the email addresses, phone numbers and wallets of a user, with their codes."""
    for kind in kinds:
        store.delete_all(Selection(kind).where_equal("user_id", user_id))
        codes = Selection(VERIFICATION).where_equal("user_id", user_id)
        store.delete_all(codes.where_equal("_kind", kind))


def fold_contact(kind: str, value: str) -> str:
    """A value in lowercase, without surrounding spaces; addresses of Solana have two cases."""
    value = value.strip()
    is_exact = kind == WALLET and not value.lower().startswith("0x")
    return value if is_exact else value.lower()


def normalize_contact(kind: str, value: str) -> str:
    """An email address, phone number or wallet as it is stored.

    Raises:
        ErrorResponse: The value is not valid.
    """
    pattern, requirement = FORMATS[kind]
    value = fold_contact(kind, value)
    if not re.fullmatch(pattern, value):
        raise ErrorResponse(422, api_errors.invalid_format(kind, f"{kind} {requirement}"))
    return value


def replace_primary(request: Request, contact: JSONObject) -> None:
    """If a contact was primary, make the next verified one primary, if there is one.

    Args:
        request: The request.
        contact: The email address, phone number or wallet.
    """
    kind = contact["object"]
    user = require_user(request.store, contact["user_id"])
    if user[f"primary_{kind}_id"] != contact["id"]:
        return
    contacts = contacts_of(request.store, kind, user["id"])
    verified_ids = [contact["id"] for contact in contacts if is_verified(contact)]
    primary_id = verified_ids[0] if verified_ids else None
    user |= {f"primary_{kind}_id": primary_id, "updated_at": request.now}
    request.store.put(USER, user)


def require_contact(request: Request, kind: str) -> JSONObject:
    """The email address or phone number that the path names.

    Raises:
        ErrorResponse: It does not exist.
    """
    return require_object(request.store, kind, request.path_params["contact_id"])


def update_primary(request: Request, contact: JSONObject, *, make_primary: bool = False) -> None:
    """Make a contact primary if the request says so, or if it is the first verified one."""
    user = require_user(request.store, contact["user_id"])
    field = f"primary_{contact['object']}_id"
    if make_primary and not is_verified(contact):
        text = "Only a verified identifier can be primary."
        raise ErrorResponse(422, api_errors.invalid_value("primary", text))
    if is_verified(contact) and (make_primary or user[field] is None):
        user |= {field: contact["id"], "updated_at": request.now}
        request.store.put(USER, user)


def _get_handler(kind: str) -> Handler:
    def get_contact(request: Request) -> Any:
        return serialize_contact(require_contact(request, kind))

    return get_contact


def _create_handler(kind: str) -> Handler:
    def create_contact(request: Request) -> Any:
        body = request.body
        require_user(request.store, body["user_id"])
        contact = add_contact(
            request,
            body["user_id"],
            kind,
            body[kind],
            verified=bool(body.get("verified")),
            make_primary=bool(body.get("primary")),
        )
        if kind == PHONE:
            reserve_phone(request, contact, "identification_create_second_factor_unverified")
            contact = require_object(request.store, kind, contact["id"])
        return serialize_contact(contact)

    return create_contact


def _update_handler(kind: str) -> Handler:
    def update_contact(request: Request) -> Any:
        contact, body = require_contact(request, kind), request.body
        if body.get("verified") and is_claimed_by_another(request.store, contact):
            raise ErrorResponse(422, api_errors.identifier_exists(kind))
        if body.get("verified") is not None:
            contact["verification"] = admin_verification() if body["verified"] else None
            contact["reserved"] = contact["reserved"] and not body["verified"]
        contact["updated_at"] = request.now
        request.store.put(kind, contact)
        if kind == PHONE:
            reserve_phone(request, contact, "identification_update_second_factor_unverified")
            contact = require_contact(request, kind)
        if not is_verified(contact):
            replace_primary(request, contact)
        update_primary(request, contact, make_primary=bool(body.get("primary")))
        return serialize_contact(contact)

    return update_contact


def _delete_handler(kind: str) -> Handler:
    def delete_contact(request: Request) -> Any:
        contact = require_contact(request, kind)
        if contact["linked_to"]:
            providers = ", ".join(sorted({link["type"] for link in contact["linked_to"]}))
            text = f"This identification is linked to an account of {providers}."
            raise api_errors.refusal("delete_linked_identification_disallowed", text)
        request.store.delete(kind, contact["id"])
        codes = Selection(VERIFICATION).where_equal("user_id", contact["user_id"])
        request.store.delete_all(codes.where_equal("_contact_id", contact["id"]))
        replace_primary(request, contact)
        if kind == PHONE:
            update_second_factors(request, require_user(request.store, contact["user_id"]))
        return deleted_object(contact)

    return delete_contact


def _register(kind: str, plural: str) -> None:
    """Register the operations of one kind of contact."""
    collection_path = f"/{plural}"
    resource_path = f"/{plural}/{{contact_id}}"
    checks: dict[str, Check] = {kind: passes(partial(normalize_contact, kind))}
    operations = [
        ("POST", collection_path, _create_handler, checks),
        ("GET", resource_path, _get_handler, NO_CHECKS),
        ("PATCH", resource_path, _update_handler, NO_CHECKS),
        ("DELETE", resource_path, _delete_handler, NO_CHECKS),
    ]
    for method, path, make_handler, checks_of_body in operations:
        routes.add(method, path, checks_of_body)(make_handler(kind))


for _kind, _plural in CONTACTS.items():
    _register(_kind, _plural)
