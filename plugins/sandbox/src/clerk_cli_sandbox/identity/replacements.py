"""``PUT /users/{id}/email_address`` and ``/phone_number``: one contact in place of all others."""

from __future__ import annotations

from functools import partial
from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.routing import Handler, Request, Routes
from clerk_cli_sandbox.http.schemas import passes
from clerk_cli_sandbox.identity import messages
from clerk_cli_sandbox.identity.contacts import (
    contact_exists,
    delete_contacts,
    normalize_contact,
)
from clerk_cli_sandbox.identity.second_factors import update_second_factors
from clerk_cli_sandbox.identity.user_objects import (
    CONTACTS,
    EMAIL,
    PHONE,
    admin_verification,
    contacts_of,
    new_contact,
    requested_user,
    save_user,
    serialize_contact,
)
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject

routes = Routes()

CHANGED = "The primary email address of your account was changed."


def _replace_handler(kind: str) -> Handler:
    def replace_contact(request: Request) -> Any:
        user = requested_user(request)
        value = normalize_contact(kind, request.body[kind])
        old_contacts = contacts_of(request.store, kind, user["id"])
        _require_unlinked(old_contacts)
        delete_contacts(request.store, user["id"], [kind])
        if contact_exists(request.store, kind, value):
            raise ErrorResponse(422, api_errors.identifier_exists(kind))
        contact = new_contact(kind, new_id("idn"), user["id"], value, request.now)
        status = request.body.get("identification_status") or "verified"
        contact["verification"] = admin_verification() if status == "verified" else None
        contact["reserved"] = status == "reserved"
        request.store.put(kind, contact)
        field = f"primary_{kind}_id"
        if kind == EMAIL and request.body.get("notify_primary_email_address_changed"):
            _notify(request, old_contacts, user[field], value)
        user[field] = contact["id"]
        save_user(request, user)
        if kind == PHONE:
            update_second_factors(request, user)
        return serialize_contact(contact)

    return replace_contact


def _require_unlinked(contacts: list[JSONObject]) -> None:
    """Check that no contact belongs to a connected account.

    Raises:
        ErrorResponse: One does.
    """
    if any(contact["linked_to"] for contact in contacts):
        text = "Remove the connected account of this email address or phone number first."
        raise api_errors.refusal("delete_linked_identification_disallowed", "is linked", text)


def _notify(
    request: Request, old_contacts: list[JSONObject], primary_id: str | None, value: str
) -> None:
    """Tell the previous primary email address, unless it is the new one."""
    for contact in old_contacts:
        if contact["id"] == primary_id and contact[EMAIL] != value:
            messages.send(request, EMAIL, contact[EMAIL], CHANGED)


for _kind in CONTACTS:
    routes.add(
        "PUT", f"/users/{{user_id}}/{_kind}", {_kind: passes(partial(normalize_contact, _kind))}
    )(_replace_handler(_kind))
