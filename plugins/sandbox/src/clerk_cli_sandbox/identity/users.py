"""``/users``: users, their metadata, bans, locks and passwords."""

from __future__ import annotations

from functools import partial
from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.objects import METADATA_CHECKS, deleted_object, patch_metadata
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Check, max_length, passes
from clerk_cli_sandbox.http.timestamps import parse_timestamp, timestamp_errors
from clerk_cli_sandbox.identity.contacts import delete_contacts, normalize_contact
from clerk_cli_sandbox.identity.events import user_deleted, user_signed_out
from clerk_cli_sandbox.identity.user_bodies import (
    apply_body,
    build_user,
    require_unused_identifiers,
)
from clerk_cli_sandbox.identity.user_checks import (
    creation_errors,
    totp_errors,
    update_errors,
    username_errors,
)
from clerk_cli_sandbox.identity.user_objects import (
    EMAIL,
    IDENTIFIERS,
    PHONE,
    UNLOCKED,
    USER,
    WALLET,
    is_verified,
    locked_members,
    requested_user,
    require_user,
    save_user,
    serialize_new_user,
    serialize_user,
    serialize_users,
)
from clerk_cli_sandbox.identity.user_search import (
    LIST_CHECKS,
    count_selected_users,
    select_page,
)
from clerk_cli_sandbox.storage.store import JSONObject

routes = Routes()

COLLECTION_PATH = "/users"
RESOURCE_PATH = COLLECTION_PATH + "/{user_id}"

CHECKS: dict[str, Check] = {
    **METADATA_CHECKS,
    "first_name": max_length(256),
    "last_name": max_length(256),
    "username": username_errors,
    "totp_secret": totp_errors,
    "created_at": timestamp_errors,
    "legal_accepted_at": timestamp_errors,
    EMAIL: passes(partial(normalize_contact, EMAIL)),
    PHONE: passes(partial(normalize_contact, PHONE)),
    WALLET: passes(partial(normalize_contact, WALLET)),
}


@routes.add("GET", COLLECTION_PATH, LIST_CHECKS)
def list_users(request: Request) -> Any:
    """List users."""
    return serialize_users(request, request.store.select(select_page(request)))


@routes.add("GET", COLLECTION_PATH + "/count")
def count_users(request: Request) -> Any:
    """Count the users that match the filters."""
    count = count_selected_users(request)
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
    new = build_user(request.body, request.now)
    require_unused_identifiers(request.store, request.body, new.user["id"])
    request.store.put_all(new.rows)
    return serialize_new_user(new.user, new.contacts)


@routes.add("PATCH", RESOURCE_PATH, CHECKS, body_check=update_errors)
def update_user(request: Request) -> Any:
    """Update a user, except the metadata."""
    user = requested_user(request)
    require_unused_identifiers(request.store, request.body, user["id"])
    if request.body.get("banned") or request.body.get("sign_out_of_other_sessions"):
        user_signed_out.happened(request, user["id"])
    for kind in IDENTIFIERS:
        _set_primary(request, user, kind)
    apply_body(request.body, user, request.now)
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
