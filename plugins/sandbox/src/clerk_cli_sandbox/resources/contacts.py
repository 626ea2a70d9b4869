"""``/email_addresses`` and ``/phone_numbers``: alike but for the name and the form of the value."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.fields import Field, Flag, Text
from clerk_cli_sandbox.identifiers import new_id
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.resources.user_objects import (
    CONTACTS,
    EMAIL,
    PHONE,
    USER,
    admin_verification,
    blank_contact,
    contacts_of,
    is_verified,
    require_user,
    shown_contact,
)
from clerk_cli_sandbox.routes import Handler, Invocation, Routes
from clerk_cli_sandbox.store import Document, Selection, Store, member

routes = Routes()

FORMS = {
    EMAIL: (re.compile(r"[^@\s,]+@[^@\s,]+\.[^@\s,.]+"), "must be a valid email address."),
    PHONE: (re.compile(r"\+[1-9]\d{6,14}"), "must be a valid phone number in E.164 format."),
}
OWN_FIELDS: dict[str, dict[str, Field]] = {
    EMAIL: {"notify_primary_email_address_changed": Flag()},
    PHONE: {"reserved_for_second_factor": Flag()},
}


def add_contact(
    call: Invocation, user_id: str, kind: str, value: str, *, verified: bool, primary: bool = False
) -> Document:
    """Give a user an email address or phone number; the first verified one is primary.

    Raises:
        Refusal: It is not of the right form, or somebody has it.
    """
    value = in_form(kind, value)
    if is_taken(call.store, kind, value):
        raise Refusal(422, problems.taken(kind))
    contact = blank_contact(kind, new_id("idn"), user_id, value, call.now)
    contact["verification"] = admin_verification() if verified else None
    call.store.put(kind, contact)
    _make_primary(call, contact, asked=primary)
    return contact


def is_taken(store: Store, kind: str, value: str) -> bool:
    """Whether some user has an email address or phone number."""
    return store.count(Selection(kind).where(f"{member(kind)} = ?", value.strip().lower())) > 0


def remove_contacts(store: Store, user_id: str) -> None:
    """Remove every email address and phone number of a user."""
    for kind in CONTACTS:
        for contact in contacts_of(store, kind, user_id):
            store.delete(kind, contact["id"])


def in_form(kind: str, value: str) -> str:
    """An email address or phone number without blanks and capitals.

    Raises:
        Refusal: It is none.
    """
    pattern, explained = FORMS[kind]
    value = value.strip().lower()
    if not pattern.fullmatch(value):
        raise Refusal(422, problems.wrong_format(kind, f"{kind} {explained}"))
    return value


def _require(call: Invocation, kind: str) -> Document:
    id = call.path["contact_id"]
    contact = call.store.get(kind, id)
    if contact is None:
        raise problems.not_found(kind.replace("_", " "), id)
    return contact


def _make_primary(call: Invocation, contact: Document, *, asked: bool) -> None:
    """Make a verified contact primary if that is asked for, or if there is no primary one."""
    user = require_user(call.store, contact["user_id"])
    field = f"primary_{contact['object']}_id"
    if asked and not is_verified(contact):
        raise Refusal(422, problems.wrong_value("primary", "Only a verified one can be primary."))
    if is_verified(contact) and (asked or user[field] is None):
        user |= {field: contact["id"], "updated_at": call.now}
        call.store.put(USER, user)


def _getter(kind: str) -> Handler:
    def get_contact(call: Invocation) -> Any:
        return shown_contact(_require(call, kind))

    return get_contact


def _creator(kind: str) -> Handler:
    def create_contact(call: Invocation) -> Any:
        body = call.body
        require_user(call.store, body["user_id"])
        contact = add_contact(
            call,
            body["user_id"],
            kind,
            body[kind],
            verified=bool(body.get("verified")),
            primary=bool(body.get("primary")),
        )
        return shown_contact(contact)

    return create_contact


def _updater(kind: str) -> Handler:
    def update_contact(call: Invocation) -> Any:
        contact, body = _require(call, kind), call.body
        if body.get("verified") is not None:
            contact["verification"] = admin_verification() if body["verified"] else None
        if body.get("reserved_for_second_factor") is not None:
            contact["reserved_for_second_factor"] = body["reserved_for_second_factor"]
        contact["updated_at"] = call.now
        call.store.put(kind, contact)
        if not is_verified(contact):
            _leave_primary(call, contact)
        _make_primary(call, contact, asked=bool(body.get("primary")))
        return shown_contact(contact)

    return update_contact


def _remover(kind: str) -> Handler:
    def remove_contact(call: Invocation) -> Any:
        contact = _require(call, kind)
        call.store.delete(kind, contact["id"])
        _leave_primary(call, contact)
        return {"id": contact["id"], "object": kind, "deleted": True}

    return remove_contact


def _leave_primary(call: Invocation, contact: Document) -> None:
    """Where a contact was primary, the next verified one becomes so, or none."""
    kind = contact["object"]
    user = require_user(call.store, contact["user_id"])
    if user[f"primary_{kind}_id"] != contact["id"]:
        return
    rest = [each for each in contacts_of(call.store, kind, user["id"]) if is_verified(each)]
    user |= {f"primary_{kind}_id": rest[0]["id"] if rest else None, "updated_at": call.now}
    call.store.put(USER, user)


def _register(kind: str, plural: str) -> None:
    """Add the operations for one kind of contact."""
    flags: dict[str, Field] = {"verified": Flag(), "primary": Flag(), **OWN_FIELDS[kind]}
    required = {
        "user_id": Text(required=True, nullable=False),
        kind: Text(required=True, nullable=False),
    }
    one = f"/{plural}/{{contact_id}}"
    makers: list[tuple[str, str, Callable[[str], Handler], dict[str, Field] | None]] = [
        ("POST", f"/{plural}", _creator, {**required, **flags}),
        ("GET", one, _getter, None),
        ("PATCH", one, _updater, flags),
        ("DELETE", one, _remover, None),
    ]
    for method, pattern, make, fields in makers:
        routes.add(method, pattern, fields)(make(kind))


for _kind, _plural in CONTACTS.items():
    _register(_kind, _plural)
