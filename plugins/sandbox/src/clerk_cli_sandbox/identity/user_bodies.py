"""From the body of a request to a user: new ones, changed ones, and whose identifiers are taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.schemas import Body
from clerk_cli_sandbox.http.timestamps import parse_timestamp
from clerk_cli_sandbox.identity import passwords
from clerk_cli_sandbox.identity.contacts import contact_exists, normalize_contact
from clerk_cli_sandbox.identity.totp import second_factors_of
from clerk_cli_sandbox.identity.user_checks import STATUS
from clerk_cli_sandbox.identity.user_objects import (
    IDENTIFIERS,
    PASSWORD_HASH,
    UNLOCKED,
    USER,
    admin_verification,
    locked_members,
    new_contact,
    new_user,
)
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject, Selection, Store

HashPassword: TypeAlias = Callable[[str], str]

NAMES = ("username", "external_id")
"""The identifiers that are members of a user."""

METADATA = ("public_metadata", "private_metadata", "unsafe_metadata")
COPIED = (
    "external_id", "first_name", "last_name", "locale", "username", "create_organizations_limit",
)  # fmt: skip
"""The fields that are copied to the user unchanged; null clears them."""

SWITCHES = (
    "delete_self_enabled", "create_organization_enabled", "bypass_client_trust", "banned",
)  # fmt: skip
"""The fields that are copied unless they are null."""

SECOND_FACTORS = {"totp_secret": "totp_enabled", "backup_codes": "backup_code_enabled"}


class NewUser(NamedTuple):
    """A user that is not stored yet.

    Args:
        user: The user.
        contacts: The email addresses, phone numbers and wallets.
    """

    user: JSONObject
    contacts: list[JSONObject]

    @property
    def rows(self) -> list[tuple[str, JSONObject]]:
        """What is to be stored, with the kinds."""
        return [*((contact["object"], contact) for contact in self.contacts), (USER, self.user)]

    @property
    def identifiers(self) -> list[tuple[str, str]]:
        """What no other user may have, with the names of the fields."""
        names = [(name, self.user[name]) for name in NAMES if self.user[name]]
        return names + [
            (contact["object"], contact[contact["object"]]) for contact in self.contacts
        ]


def build_user(
    body: Body, now: int, hash_password: HashPassword = passwords.hash_password
) -> NewUser:
    """The user that a body describes.

    Contacts are verified unless their status is another, and the first of each kind that is
    verified becomes primary.

    Args:
        body: The fields of the user, which are valid by themselves.
        now: The time, in Unix milliseconds.
        hash_password: Returns what is stored for a password.

    Raises:
        ErrorResponse: There is no identifier, or one of them twice.
    """
    _require_identifier(body)
    created_at = now
    if body.get("created_at"):
        created_at = parse_timestamp(body["created_at"], "created_at")
    user = new_user(new_id("user"), created_at)
    apply_body(body, user, now, hash_password)
    contacts = [contact for kind in IDENTIFIERS for contact in _contacts(body, user, kind, now)]
    return NewUser(user, contacts)


def apply_body(
    body: Body,
    user: JSONObject,
    now: int,
    hash_password: HashPassword = passwords.hash_password,
) -> None:
    """Copy the fields of a body to a user."""
    user |= {name: body[name] for name in COPIED if name in body}
    user |= {name: body[name] for name in SWITCHES if body.get(name) is not None}
    user |= {name: body[name] or {} for name in METADATA if name in body}
    if body.get("locked") is not None:
        user |= locked_members(now) if body["locked"] else UNLOCKED
    for name in NAMES:
        user[name] = user[name] or None
    if body.get("legal_accepted_at"):
        user["legal_accepted_at"] = parse_timestamp(body["legal_accepted_at"], "legal_accepted_at")
    _set_password(body, user, now, hash_password)
    user |= second_factors_of(body)
    for field, enabled in SECOND_FACTORS.items():
        if body.get(field):
            user |= {enabled: True, "two_factor_enabled": True, "mfa_enabled_at": now}
    user["updated_at"] = max(now, user["updated_at"])


def require_unused_identifiers(store: Store, body: Body, user_id: str) -> None:
    """Check that no other user has the identifiers in a body.

    Raises:
        ErrorResponse: Another user has one of them.
    """
    errors = []
    for name in NAMES:
        if value := body.get(name):
            selection = Selection(USER).where_equal(name, value)
            if store.count(selection.where("o.id <> ?", user_id)):
                errors.append(api_errors.identifier_exists(name))
    errors += [
        api_errors.identifier_exists(kind)
        for kind in IDENTIFIERS
        if any(contact_exists(store, kind, value, user_id) for value in body.get(kind) or [])
    ]
    if errors:
        raise ErrorResponse(422, *errors)


def _require_identifier(body: Body) -> None:
    """Check that a new user has an identifier, as an instance with email addresses does."""
    if body.get("skip_user_requirement"):
        return
    if not any(body.get(name) for name in (*IDENTIFIERS, *NAMES)):
        text = '["email_address" "phone_number" "username"] data doesn\'t match user requirements'
        long_message = f"{text} set for this instance"
        raise api_errors.refusal("form_data_missing", "missing data", long_message)


def _contacts(body: Body, user: JSONObject, kind: str, now: int) -> list[JSONObject]:
    """The contacts of one kind; the user gets the id of the primary one."""
    values = body.get(kind) or []
    statuses = body.get(f"{kind}_{STATUS}") or ["verified"] * len(values)
    contacts: dict[str, JSONObject] = {}
    for text, status in dict.fromkeys(zip(values, statuses, strict=True)):
        value = normalize_contact(kind, text)
        if value in contacts:
            raise ErrorResponse(422, api_errors.identifier_exists(kind))
        contact = contacts[value] = new_contact(kind, new_id("idn"), user["id"], value, now)
        if status == "reserved":
            contact["reserved"] = True
            continue
        contact["verification"] = admin_verification()
        user[f"primary_{kind}_id"] = user[f"primary_{kind}_id"] or contact["id"]
    return list(contacts.values())


def _set_password(body: Body, user: JSONObject, now: int, hash_password: HashPassword) -> None:
    password, digest = body.get("password"), body.get("password_digest")
    if password:
        user[PASSWORD_HASH] = hash_password(password)
    elif digest:
        user[PASSWORD_HASH] = passwords.imported(body["password_hasher"], digest)
    else:
        return
    user |= {"password_enabled": True, "password_last_updated_at": now}
