"""``/sign_ups``: visitors who become users.

They begin and end in Clerk's Frontend API, for which ``/sandbox/sign_ups`` stands here.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from clerk_cli.operations import Schema
from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.objects import METADATA_CHECKS, public_members, require_object
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Body, Check, max_length, passes
from clerk_cli_sandbox.http.timestamps import DAY
from clerk_cli_sandbox.identity import passwords
from clerk_cli_sandbox.identity.access import require_access
from clerk_cli_sandbox.identity.contacts import normalize_contact
from clerk_cli_sandbox.identity.user_bodies import build_user, require_unused_identifiers
from clerk_cli_sandbox.identity.user_checks import username_errors
from clerk_cli_sandbox.identity.user_objects import (
    CONTACTS,
    EMAIL,
    PASSWORD_HASH,
    PHONE,
    STRATEGIES,
    code_verification,
)
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject
from clerk_cli_sandbox.tokens.client_objects import CLIENT, create_client
from clerk_cli_sandbox.tokens.sessions import start_session

routes = Routes()

SIGN_UP = "sign_up_attempt"
CLIENT_ID = "_client_id"
REQUIRED = (EMAIL,)
OPTIONAL = (PHONE, "username", "password", "first_name", "last_name")
COPIED = ("username", "first_name", "last_name", "locale", "external_id")
METADATA = ("public_metadata", "unsafe_metadata")
TEXT: Schema = {"type": "string", "nullable": True}
FIELDS: dict[str, Schema] = {
    **dict.fromkeys((*REQUIRED, *OPTIONAL, "locale"), TEXT),
    "unsafe_metadata": {"type": "object", "nullable": True},
}
VISITOR: Schema = {"type": "object", "properties": FIELDS}
NOTHING: Schema = {"type": "object", "properties": {}}
CHECKS: dict[str, Check] = {
    **METADATA_CHECKS,
    EMAIL: passes(partial(normalize_contact, EMAIL)),
    PHONE: passes(partial(normalize_contact, PHONE)),
    "username": username_errors,
    "first_name": max_length(256),
    "last_name": max_length(256),
}


@routes.add("POST", "/sandbox/sign_ups", CHECKS, body=VISITOR)
def create_sign_up(request: Request) -> Any:
    """Begin a sign-up on a new client, as a visitor does whom the restrictions let in."""
    body = request.non_null_fields
    contacts = {kind: normalize_contact(kind, body[kind]) for kind in CONTACTS if body.get(kind)}
    require_access(request.store, contacts)
    require_unused_identifiers(request.store, _user_body(body | contacts), "")
    client, password = create_client(request), body.get("password")
    sign_up: JSONObject = {
        "object": SIGN_UP,
        "id": new_id("sua"),
        "status": "missing_requirements",
        "required_fields": list(REQUIRED),
        "optional_fields": list(OPTIONAL),
        "username": body.get("username"),
        EMAIL: contacts.get(EMAIL),
        PHONE: contacts.get(PHONE),
        "web3_wallet": None,
        "password_enabled": bool(password),
        "first_name": body.get("first_name"),
        "last_name": body.get("last_name"),
        "unsafe_metadata": body.get("unsafe_metadata") or {},
        "public_metadata": {},
        "custom_action": False,
        "external_id": None,
        "created_session_id": None,
        "created_user_id": None,
        "abandon_at": request.now + DAY,
        "legal_accepted_at": None,
        "locale": body.get("locale"),
        CLIENT_ID: client["id"],
        PASSWORD_HASH: passwords.hash_password(password) if password else None,
    }
    request.store.put(SIGN_UP, sign_up)
    request.store.put(CLIENT, client | {"sign_up_id": sign_up["id"]})
    return _serialize(request, sign_up)


@routes.add("POST", "/sandbox/sign_ups/{sign_up_id}/complete", body=NOTHING)
def complete_sign_up(request: Request) -> Any:
    """Complete a sign-up, as a visitor does who enters the codes: create the user and a session."""
    sign_up = _require_unfinished(request)
    if missing := _missing_fields(sign_up):
        raise ErrorResponse(422, *map(api_errors.missing_param, missing))
    require_access(request.store, {kind: sign_up[kind] for kind in CONTACTS if sign_up[kind]})
    body = _user_body(sign_up)
    new = build_user(body, request.now)
    require_unused_identifiers(request.store, body, new.user["id"])
    for contact in new.contacts:
        kind = contact["object"]
        contact["verification"] = code_verification(kind, 1, request.now)
    if sign_up["password_enabled"]:
        new.user.update(
            {
                PASSWORD_HASH: sign_up[PASSWORD_HASH],
                "password_enabled": True,
                "password_last_updated_at": request.now,
            }
        )
    request.store.put_all(new.rows)
    session = start_session(request, new.user, sign_up[CLIENT_ID], None)
    client = require_object(request.store, CLIENT, sign_up[CLIENT_ID])
    client |= {"last_authentication_strategy": STRATEGIES[EMAIL], "updated_at": request.now}
    request.store.put(CLIENT, client)
    sign_up |= {
        "status": "complete",
        "created_user_id": new.user["id"],
        "created_session_id": session["id"],
    }
    request.store.put(SIGN_UP, sign_up)
    return _serialize(request, sign_up)


@routes.add("GET", "/sign_ups/{sign_up_id}")
def get_sign_up(request: Request) -> Any:
    """Show a sign-up."""
    return _serialize(request, _requested_sign_up(request))


@routes.add("PATCH", "/sign_ups/{sign_up_id}")
def update_sign_up(request: Request) -> Any:
    """Update a sign-up; the user who comes of it gets the external id."""
    sign_up, body = _require_unfinished(request), request.body
    require_unused_identifiers(request.store, {"external_id": body.get("external_id")}, "")
    if "external_id" in body:
        sign_up["external_id"] = body["external_id"] or None
    if body.get("custom_action") is not None:
        sign_up["custom_action"] = body["custom_action"]
    request.store.put(SIGN_UP, sign_up)
    return _serialize(request, sign_up)


def is_in_progress(request: Request, id: str | None) -> bool:
    """Whether a sign-up has neither been completed nor abandoned."""
    sign_up = request.store.get(SIGN_UP, id) if id else None
    return sign_up is not None and _status(request, sign_up) == "missing_requirements"


def _requested_sign_up(request: Request) -> JSONObject:
    return require_object(request.store, SIGN_UP, request.path_params["sign_up_id"], "sign-up")


def _require_unfinished(request: Request) -> JSONObject:
    """The sign-up that the path names.

    Raises:
        ErrorResponse: It does not exist, is complete, or was abandoned.
    """
    sign_up = _requested_sign_up(request)
    status = _status(request, sign_up)
    if status != "missing_requirements":
        text = f"The sign-up is {status}."
        raise api_errors.refusal("sign_up_cannot_be_updated", "cannot be updated", text)
    return sign_up


def _status(request: Request, sign_up: JSONObject) -> str:
    """The status of a sign-up, which is abandoned without being touched."""
    is_abandoned = sign_up["status"] != "complete" and sign_up["abandon_at"] <= request.now
    return "abandoned" if is_abandoned else str(sign_up["status"])


def _missing_fields(sign_up: JSONObject) -> list[str]:
    return [name for name in REQUIRED if not sign_up[name]]


def _user_body(sign_up: Body) -> Body:
    """What ``POST /users`` takes for the user who comes of a sign-up."""
    body = {name: sign_up[name] for name in (*COPIED, *METADATA) if sign_up.get(name)}
    return body | {kind: [sign_up[kind]] for kind in CONTACTS if sign_up.get(kind)}


def _serialize(request: Request, sign_up: JSONObject) -> JSONObject:
    """A sign-up as the API shows it, with what it still lacks."""
    is_complete = sign_up["status"] == "complete"
    verifications: JSONObject = {"web3_wallet": None, "external_account": None}
    for kind in CONTACTS:
        verifications[kind] = _verification(kind, verified=is_complete) if sign_up[kind] else None
    unverified = [kind for kind in CONTACTS if sign_up[kind] and not is_complete]
    return public_members(sign_up) | {
        "status": _status(request, sign_up),
        "missing_fields": _missing_fields(sign_up),
        "unverified_fields": unverified,
        "verifications": verifications,
    }


def _verification(kind: str, *, verified: bool) -> JSONObject:
    return {
        "status": "verified" if verified else "unverified",
        "strategy": STRATEGIES[kind],
        "next_action": "" if verified else "needs_prepare",
        "supported_strategies": [STRATEGIES[kind]],
    }
