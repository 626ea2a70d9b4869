"""``/users``: users, their metadata, bans, locks and passwords."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox import passwords, problems
from clerk_cli_sandbox.documents import merged, moment
from clerk_cli_sandbox.fields import Flag, Integer, Object, Text, Texts
from clerk_cli_sandbox.identifiers import new_id
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.resources.billing_objects import remove_billing
from clerk_cli_sandbox.resources.contacts import add_contact, is_taken, remove_contacts
from clerk_cli_sandbox.resources.memberships import remove_memberships
from clerk_cli_sandbox.resources.sessions import end_sessions
from clerk_cli_sandbox.resources.user_objects import (
    ATTEMPTS,
    CONTACTS,
    EMAIL,
    PASSWORD,
    PHONE,
    USER,
    blank_user,
    is_verified,
    require_user,
    shown_user,
    shown_users,
)
from clerk_cli_sandbox.resources.user_search import matching, page
from clerk_cli_sandbox.routes import Invocation, Routes
from clerk_cli_sandbox.store import Document, Selection, member

routes = Routes()

LOCKED_SECONDS = 3600
MOST_IN_BULK = 50
METADATA = {
    "public_metadata": Object(),
    "private_metadata": Object(),
    "unsafe_metadata": Object(),
}
PROFILE = {
    "external_id": Text(),
    "first_name": Text(longest=256),
    "last_name": Text(longest=256),
    "locale": Text(),
    "username": Text(longest=64),
    "password": Text(),
    "password_digest": Text(),
    "password_hasher": Text(),
    "skip_password_checks": Flag(),
    "totp_secret": Text(),
    "backup_codes": Texts(),
    "delete_self_enabled": Flag(),
    "create_organization_enabled": Flag(),
    "create_organizations_limit": Integer(),
    "legal_accepted_at": Text(),
    "skip_legal_checks": Flag(),
    "created_at": Text(),
    "bypass_client_trust": Flag(),
}
"""What both POST and PATCH take."""

CREATE = {
    **PROFILE,
    **METADATA,
    "email_address": Texts(nullable=False),
    "email_address_identification_status": Texts(),
    "phone_number": Texts(nullable=False),
    "phone_number_identification_status": Texts(),
    "web3_wallet": Texts(),
    "skip_password_requirement": Flag(),
    "skip_user_requirement": Flag(),
    "banned": Flag(),
    "locked": Flag(),
}
UPDATE = {
    **PROFILE,
    "primary_email_address_id": Text(),
    "primary_phone_number_id": Text(),
    "primary_web3_wallet_id": Text(),
    "notify_primary_email_address_changed": Flag(),
    "profile_image_id": Text(),
    "sign_out_of_other_sessions": Flag(),
}
COPIED = (
    "external_id", "first_name", "last_name", "locale", "username", "delete_self_enabled",
    "create_organization_enabled", "create_organizations_limit", "bypass_client_trust",
    "public_metadata", "private_metadata", "unsafe_metadata", "banned", "locked",
)  # fmt: skip
"""Fields that go into the user as they come."""

NEVER_NULL = ("public_metadata", "private_metadata", "unsafe_metadata")


@routes.add("GET", "/users")
def list_users(call: Invocation) -> Any:
    """List users, filtered, sorted and paged."""
    return shown_users(call.store, call.store.select(page(call)))


@routes.add("GET", "/users/count")
def count_users(call: Invocation) -> Any:
    """Count the users that the filters match."""
    return {"object": "total_count", "total_count": call.store.count(matching(call))}


@routes.add("GET", "/users/{user_id}")
def get_user(call: Invocation) -> Any:
    """Show a user."""
    return shown_user(call.store, require_user(call.store, call.path["user_id"]))


@routes.add("POST", "/users", CREATE)
def create_user(call: Invocation) -> Any:
    """Create a user; its identifiers count as verified, the first of each kind is primary."""
    body = call.body
    _require_something(body)
    user = blank_user(new_id("user"), _created_at(call))
    _refuse_taken(call, body, user["id"])
    _copy(user, body, call.now)
    call.store.put(USER, user)
    for kind in (EMAIL, PHONE):
        for value in dict.fromkeys(body.get(kind) or []):
            add_contact(call, user["id"], kind, value, verified=True)
    return shown_user(call.store, require_user(call.store, user["id"]))


@routes.add("PATCH", "/users/{user_id}", UPDATE)
def update_user(call: Invocation) -> Any:
    """Change a user; metadata has an operation of its own."""
    user = require_user(call.store, call.path["user_id"])
    body = call.body
    _refuse_taken(call, body, user["id"])
    for kind in CONTACTS:
        _set_primary(call, user, kind)
    _copy(user, body, call.now)
    if body.get("created_at"):
        user["created_at"] = moment(body["created_at"], "created_at")
    return _save(call, user)


@routes.add("DELETE", "/users/{user_id}")
def delete_user(call: Invocation) -> Any:
    """Delete a user and its identifiers."""
    user = require_user(call.store, call.path["user_id"])
    end_sessions(call, user["id"], "removed")
    remove_contacts(call.store, user["id"])
    remove_memberships(call.store, "user_id", user["id"])
    remove_billing(call.store, user["id"])
    call.store.delete(USER, user["id"])
    deleted = {"id": user["id"], "object": "user", "deleted": True}
    external_id = user["external_id"]
    return deleted | ({"external_id": external_id} if external_id else {})


@routes.add("PUT", "/users/{user_id}/metadata", METADATA)
def replace_metadata(call: Invocation) -> Any:
    """Replace each kind of metadata that is given."""
    user = require_user(call.store, call.path["user_id"])
    user |= {name: value or {} for name, value in call.body.items()}
    return _save(call, user)


@routes.add("PATCH", "/users/{user_id}/metadata", METADATA)
def merge_metadata(call: Invocation) -> Any:
    """Merge each kind of metadata that is given; null removes a key."""
    user = require_user(call.store, call.path["user_id"])
    for name, value in call.body.items():
        user[name] = merged(user[name], value or {})
    return _save(call, user)


@routes.add("POST", "/users/{user_id}/ban")
def ban_user(call: Invocation) -> Any:
    """Ban a user and end every session."""
    end_sessions(call, call.path["user_id"], "revoked")
    return _change(call, banned=True)


@routes.add("POST", "/users/{user_id}/unban")
def unban_user(call: Invocation) -> Any:
    """Lift the ban of a user."""
    return _change(call, banned=False)


@routes.add("POST", "/users/ban", {"user_ids": Texts(required=True, fewest=1, most=MOST_IN_BULK)})
def ban_users(call: Invocation) -> Any:
    """Ban several users and end their sessions."""
    for id in call.body["user_ids"]:
        end_sessions(call, id, "revoked")
    return _change_several(call, banned=True)


@routes.add("POST", "/users/unban", {"user_ids": Texts(required=True, fewest=1, most=MOST_IN_BULK)})
def unban_users(call: Invocation) -> Any:
    """Lift the bans of several users."""
    return _change_several(call, banned=False)


@routes.add("POST", "/users/{user_id}/lock")
def lock_user(call: Invocation) -> Any:
    """Lock a user for a while."""
    return _change(
        call,
        locked=True,
        lockout_expires_in_seconds=LOCKED_SECONDS,
        verification_attempts_remaining=0,
    )


@routes.add("POST", "/users/{user_id}/unlock")
def unlock_user(call: Invocation) -> Any:
    """Unlock a user."""
    return _change(
        call,
        locked=False,
        lockout_expires_in_seconds=None,
        verification_attempts_remaining=ATTEMPTS,
    )


def _require_something(body: Document) -> None:
    """Refuse a user that nothing would tell from another, as an instance with emails does."""
    if body.get("skip_user_requirement"):
        return
    if not any(body.get(name) for name in (EMAIL, PHONE, "username", "external_id")):
        text = '["email_address" "phone_number" "username"] data doesn\'t match user requirements'
        explained = f"{text} set for this instance"
        raise Refusal(422, problems.error("form_data_missing", "missing data", explained))


def _refuse_taken(call: Invocation, body: Document, user_id: str) -> None:
    errors = []
    for name in ("username", "external_id"):
        if value := body.get(name):
            selection = Selection(USER).where(f"{member(name)} = ?", value)
            if call.store.count(selection.where("o.id <> ?", user_id)):
                errors.append(problems.taken(name))
    for kind in (EMAIL, PHONE):
        values = body.get(kind)
        if isinstance(values, list) and any(is_taken(call.store, kind, each) for each in values):
            errors.append(problems.taken(kind))
    if errors:
        raise Refusal(422, *errors)


def _copy(user: Document, body: Document, at: int) -> None:
    """Put what a body says into a user."""
    for name in COPIED:
        if name in body:
            value = body[name]
            user[name] = {} if value is None and name in NEVER_NULL else value
    for name in ("username", "external_id"):
        user[name] = user[name] or None
    if body.get("legal_accepted_at"):
        user["legal_accepted_at"] = moment(body["legal_accepted_at"], "legal_accepted_at")
    _set_password(user, body, at)
    for given, enabled in (
        ("totp_secret", "totp_enabled"),
        ("backup_codes", "backup_code_enabled"),
    ):
        if body.get(given):
            user |= {enabled: True, "two_factor_enabled": True, "mfa_enabled_at": at}
    user["updated_at"] = max(at, user["updated_at"])


def _set_password(user: Document, body: Document, at: int) -> None:
    password, digest = body.get("password"), body.get("password_digest")
    if password:
        passwords.check_password(password, skip_checks=bool(body.get("skip_password_checks")))
        user[PASSWORD] = passwords.hash_password(password)
    elif digest:
        if not body.get("password_hasher"):
            raise Refusal(422, problems.missing("password_hasher"))
        user[PASSWORD] = f"{body['password_hasher']}${digest.partition('$')[2] or digest}"
    else:
        return
    user |= {"password_enabled": True, "password_last_updated_at": at}


def _set_primary(call: Invocation, user: Document, kind: str) -> None:
    field = f"primary_{kind}_id"
    if field not in call.body:
        return
    id = call.body[field]
    contact = call.store.get(kind, id) if id else None
    if id and (contact is None or contact["user_id"] != user["id"]):
        raise problems.not_found(kind.replace("_", " "), id)
    if contact is not None and not is_verified(contact):
        raise Refusal(422, problems.wrong_value(field, f"{field} must be verified."))
    user[field] = id


def _change(call: Invocation, **members: Any) -> Any:
    user = require_user(call.store, call.path["user_id"])
    return _save(call, user | members)


def _change_several(call: Invocation, **members: Any) -> Any:
    users = [require_user(call.store, id) for id in call.body["user_ids"]]
    for user in users:
        _save(call, user | members)
    return shown_users(call.store, [user | members for user in users])


def _save(call: Invocation, user: Document) -> Any:
    user["updated_at"] = max(call.now, user["created_at"])
    call.store.put(USER, user)
    return shown_user(call.store, user)


def _created_at(call: Invocation) -> int:
    text = call.body.get("created_at")
    return moment(text, "created_at") if text else call.now
