"""``/users``: users, their metadata, bans, locks and passwords."""

from __future__ import annotations

from functools import partial
from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.objects import deleted_object, metadata_errors, patch_metadata
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Body, Check, max_length, passes
from clerk_cli_sandbox.http.timestamps import parse_timestamp, timestamp_errors
from clerk_cli_sandbox.identity import passwords
from clerk_cli_sandbox.identity.contacts import (
    add_contact,
    contact_exists,
    delete_contacts,
    normalize_contact,
)
from clerk_cli_sandbox.identity.events import user_deleted, user_signed_out
from clerk_cli_sandbox.identity.user_checks import STATUS, creation_errors, update_errors
from clerk_cli_sandbox.identity.user_objects import (
    CONTACTS,
    EMAIL,
    PASSWORD_HASH,
    PHONE,
    UNLOCKED,
    USER,
    is_verified,
    locked_members,
    new_user,
    requested_user,
    require_user,
    save_user,
    serialize_user,
    serialize_users,
)
from clerk_cli_sandbox.identity.user_search import LIST_CHECKS, select_page, select_users
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject, Selection

routes = Routes()

COLLECTION_PATH = "/users"
RESOURCE_PATH = COLLECTION_PATH + "/{user_id}"
METADATA = ("public_metadata", "private_metadata", "unsafe_metadata")
METADATA_CHECKS: dict[str, Check] = dict.fromkeys(METADATA, metadata_errors)

CHECKS: dict[str, Check] = {
    **METADATA_CHECKS,
    "first_name": max_length(256),
    "last_name": max_length(256),
    "username": max_length(64),
    "created_at": timestamp_errors,
    "legal_accepted_at": timestamp_errors,
    EMAIL: passes(partial(normalize_contact, EMAIL)),
    PHONE: passes(partial(normalize_contact, PHONE)),
}
COPIED = (
    "external_id", "first_name", "last_name", "locale", "username", "create_organizations_limit",
)  # fmt: skip
"""The fields that are copied to the user unchanged; null clears them."""

SWITCHES = (
    "delete_self_enabled", "create_organization_enabled", "bypass_client_trust", "banned",
)  # fmt: skip
"""The fields that are copied unless they are null."""

SECOND_FACTORS = {"totp_secret": "totp_enabled", "backup_codes": "backup_code_enabled"}


@routes.add("GET", COLLECTION_PATH, LIST_CHECKS)
def list_users(request: Request) -> Any:
    """List users."""
    return serialize_users(request, request.store.select(select_page(request)))


@routes.add("GET", COLLECTION_PATH + "/count")
def count_users(request: Request) -> Any:
    """Count the users that match the filters."""
    count = request.store.count(select_users(request))
    return {"object": "total_count", "total_count": count}


@routes.add("GET", RESOURCE_PATH)
def get_user(request: Request) -> Any:
    """Show a user."""
    return serialize_user(request, requested_user(request))


@routes.add("POST", COLLECTION_PATH, CHECKS, body_check=creation_errors)
def create_user(request: Request) -> Any:
    """Create a user; contacts are verified unless their status is another, and the first of each
    kind that is verified becomes primary.
    """
    body = request.body
    _require_identifier(body)
    created_at = request.now
    if body.get("created_at"):
        created_at = parse_timestamp(body["created_at"], "created_at")
    user = new_user(new_id("user"), created_at)
    _require_unused_identifiers(request, user["id"])
    _apply_body(request, user)
    request.store.put(USER, user)
    for kind in (EMAIL, PHONE):
        values = body.get(kind) or []
        statuses = body.get(f"{kind}_{STATUS}") or ["verified"] * len(values)
        for value, status in dict(zip(values, statuses, strict=True)).items():
            is_reserved = status == "reserved"
            contact = add_contact(request, user["id"], kind, value, verified=not is_reserved)
            request.store.put(kind, contact | {"reserved": is_reserved})
    return serialize_user(request, require_user(request.store, user["id"]))


@routes.add("PATCH", RESOURCE_PATH, CHECKS, body_check=update_errors)
def update_user(request: Request) -> Any:
    """Update a user, except the metadata."""
    user = requested_user(request)
    _require_unused_identifiers(request, user["id"])
    if request.body.get("banned") or request.body.get("sign_out_of_other_sessions"):
        user_signed_out.happened(request, user["id"])
    for kind in CONTACTS:
        _set_primary(request, user, kind)
    _apply_body(request, user)
    if request.body.get("created_at"):
        user["created_at"] = parse_timestamp(request.body["created_at"], "created_at")
    return save_user(request, user)


@routes.add("DELETE", RESOURCE_PATH)
def delete_user(request: Request) -> Any:
    """Delete a user and everything that belongs to the user."""
    user, store = requested_user(request), request.store
    user_deleted.happened(request, user["id"])
    delete_contacts(store, user["id"])
    store.delete(USER, user["id"])
    external_id = user["external_id"]
    return deleted_object(user) | ({"external_id": external_id} if external_id else {})


@routes.add("PUT", RESOURCE_PATH + "/metadata", METADATA_CHECKS)
def replace_metadata(request: Request) -> Any:
    """Replace each kind of metadata in the body."""
    user = requested_user(request)
    user |= {name: value or {} for name, value in request.body.items()}
    return save_user(request, user)


@routes.add("PATCH", RESOURCE_PATH + "/metadata")
def merge_metadata(request: Request) -> Any:
    """Merge each kind of metadata in the body; null removes a key."""
    user = requested_user(request)
    patch_metadata(user, request.body)
    return save_user(request, user)


@routes.add("POST", RESOURCE_PATH + "/ban")
def ban_user(request: Request) -> Any:
    """Ban a user, and revoke the user's sessions."""
    user_signed_out.happened(request, request.path_params["user_id"])
    return save_user(request, requested_user(request) | {"banned": True})


@routes.add("POST", RESOURCE_PATH + "/unban")
def unban_user(request: Request) -> Any:
    """Unban a user."""
    return save_user(request, requested_user(request) | {"banned": False})


@routes.add("POST", COLLECTION_PATH + "/ban")
def ban_users(request: Request) -> Any:
    """Ban several users, and revoke their sessions."""
    for id in request.body["user_ids"]:
        user_signed_out.happened(request, id)
    return _set_banned(request, banned=True)


@routes.add("POST", COLLECTION_PATH + "/unban")
def unban_users(request: Request) -> Any:
    """Unban several users."""
    return _set_banned(request, banned=False)


@routes.add("POST", RESOURCE_PATH + "/lock")
def lock_user(request: Request) -> Any:
    """Lock a user for an hour."""
    return save_user(request, requested_user(request) | locked_members(request.now))


@routes.add("POST", RESOURCE_PATH + "/unlock")
def unlock_user(request: Request) -> Any:
    """Unlock a user."""
    return save_user(request, requested_user(request) | UNLOCKED)


def _require_identifier(body: Body) -> None:
    """Check that a new user has an identifier, as an instance with email addresses does."""
    if body.get("skip_user_requirement"):
        return
    if not any(body.get(name) for name in (EMAIL, PHONE, "username", "external_id")):
        text = '["email_address" "phone_number" "username"] data doesn\'t match user requirements'
        long_message = f"{text} set for this instance"
        raise api_errors.refusal("form_data_missing", "missing data", long_message)


def _require_unused_identifiers(request: Request, user_id: str) -> None:
    """Check that no other user has the identifiers in the body."""
    body, errors = request.body, []
    for name in ("username", "external_id"):
        if value := body.get(name):
            selection = Selection(USER).where_equal(name, value)
            if request.store.count(selection.where("o.id <> ?", user_id)):
                errors.append(api_errors.identifier_exists(name))
    errors += [
        api_errors.identifier_exists(kind)
        for kind in (EMAIL, PHONE)
        if any(contact_exists(request.store, kind, value) for value in body.get(kind) or [])
    ]
    if errors:
        raise ErrorResponse(422, *errors)


def _apply_body(request: Request, user: JSONObject) -> None:
    """Copy the fields of the body to a user."""
    body = request.body
    user |= {name: body[name] for name in COPIED if name in body}
    user |= {name: body[name] for name in SWITCHES if body.get(name) is not None}
    user |= {name: body[name] or {} for name in METADATA if name in body}
    if body.get("locked") is not None:
        user |= locked_members(request.now) if body["locked"] else UNLOCKED
    for name in ("username", "external_id"):
        user[name] = user[name] or None
    if body.get("legal_accepted_at"):
        user["legal_accepted_at"] = parse_timestamp(body["legal_accepted_at"], "legal_accepted_at")
    _set_password(request, user)
    for field, enabled in SECOND_FACTORS.items():
        if body.get(field):
            user |= {enabled: True, "two_factor_enabled": True, "mfa_enabled_at": request.now}
    user["updated_at"] = max(request.now, user["updated_at"])


def _set_password(request: Request, user: JSONObject) -> None:
    body = request.body
    password, digest = body.get("password"), body.get("password_digest")
    if password:
        user[PASSWORD_HASH] = passwords.hash_password(password)
    elif digest:
        user[PASSWORD_HASH] = passwords.imported(body["password_hasher"], digest)
    else:
        return
    user |= {"password_enabled": True, "password_last_updated_at": request.now}


def _set_primary(request: Request, user: JSONObject, kind: str) -> None:
    field = f"primary_{kind}_id"
    if field not in request.body:
        return
    id = request.body[field]
    contact = request.store.get(kind, id) if id else None
    if id and (contact is None or contact["user_id"] != user["id"]):
        raise api_errors.not_found(kind.replace("_", " "), id)
    if contact is not None and not is_verified(contact):
        raise ErrorResponse(422, api_errors.invalid_value(field, f"{field} must be verified."))
    user[field] = id


def _set_banned(request: Request, *, banned: bool) -> Any:
    users = [
        require_user(request.store, id) | {"banned": banned} for id in request.body["user_ids"]
    ]
    for user in users:
        save_user(request, user)
    return serialize_users(request, users)
