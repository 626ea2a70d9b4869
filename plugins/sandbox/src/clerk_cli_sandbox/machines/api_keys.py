"""``/api_keys``: API keys that users and organizations issue for programs."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.listing import contains
from clerk_cli_sandbox.http.objects import deleted_object, require_object
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Check, has_schema
from clerk_cli_sandbox.identity.events import user_deleted
from clerk_cli_sandbox.identity.user_objects import USER
from clerk_cli_sandbox.machines import credentials
from clerk_cli_sandbox.machines.events import machine_deleted
from clerk_cli_sandbox.machines.secret_keys import MACHINE
from clerk_cli_sandbox.organizations.events import organization_deleted
from clerk_cli_sandbox.organizations.organization_objects import ORGANIZATION
from clerk_cli_sandbox.storage.folding import fold
from clerk_cli_sandbox.storage.store import JSONObject, Selection, Store, json_field

routes = Routes(unversioned=True, invalid_status=400)

API_KEY = "api_key"
SUBJECTS = (USER, ORGANIZATION, MACHINE, "directory")
COLLECTION_PATH = "/api_keys"
RESOURCE_PATH = COLLECTION_PATH + "/{api_key_id}"
CHECKS: dict[str, Check] = {"claims": has_schema({"type": "object"})}


@user_deleted.reaction
@organization_deleted.reaction
@machine_deleted.reaction
def delete_keys(request: Request, subject: str) -> None:
    """Delete the keys of a user, an organization or a machine that is deleted."""
    request.store.delete_all(Selection(API_KEY).where_equal("subject", subject))


@routes.add("GET", COLLECTION_PATH)
def list_keys(request: Request) -> Any:
    """List the keys of a subject; revoked and expired ones only with ``include_invalid``."""
    selection = credentials.select_by_subject(request, API_KEY)
    selection.where_equal("type", request.param("type") or API_KEY)
    if not request.boolean_param("include_invalid"):
        _only_valid(request, selection)
    if text := request.param("query"):
        condition = f"{contains(json_field('name'))} OR {contains(json_field('description'))}"
        selection.where(f"({condition} OR o.id = ?)", fold(text), fold(text), text)
    return credentials.page(request, selection, "data")


@routes.add("POST", COLLECTION_PATH, CHECKS, status=201)
def create_key(request: Request) -> Any:
    """Create a key with a name that no other one of its subject has, and show its secret."""
    body = request.body
    _require_subject(request.store, body["subject"])
    creator = body.get("created_by")
    if creator and request.store.get(USER, creator) is None:
        text = f"No user was found with id {creator}."
        raise api_errors.refusal("bad_request", "creator not found", text, param_name="created_by")
    _require_unused_name(request, body["subject"], body["name"].strip())
    secret = credentials.new_secret("ak")
    key: JSONObject = {
        "id": credentials.new_id("ak"),
        "object": API_KEY,
        "type": body.get("type") or API_KEY,
        "subject": body["subject"],
        "name": body["name"].strip(),
        "description": body.get("description"),
        "claims": body.get("claims"),
        "scopes": body.get("scopes") or [],
        "revoked": False,
        "revocation_reason": None,
        "expiration": credentials.expiration_time(request, body),
        "created_by": body.get("created_by"),
        "last_used_at": None,
        "created_at": request.now,
        "updated_at": request.now,
        credentials.SECRET: secret,
    }
    request.store.put(API_KEY, key)
    return credentials.serialize(key, request.now) | {"secret": secret}


@routes.add("POST", COLLECTION_PATH + "/verify")
def verify_key(request: Request) -> Any:
    """The key that a secret belongs to, if the key is valid."""
    stored = credentials.find_by_secret(request.store, API_KEY, request.body["secret"])
    if stored is None:
        raise api_errors.lacks("resource_not_found", "No API key has this secret.")
    key = credentials.serialize(stored, request.now)
    credentials.require_valid(key, "API key")
    _require_subject(request.store, key["subject"])
    request.store.put(API_KEY, stored | {"last_used_at": request.now})
    return key


@routes.add("GET", RESOURCE_PATH)
def get_key(request: Request) -> Any:
    """Show a key."""
    return credentials.serialize(_require_key(request), request.now)


@routes.add("GET", RESOURCE_PATH + "/secret")
def get_secret(request: Request) -> Any:
    """Show the secret of a key."""
    return {"secret": _require_key(request)[credentials.SECRET]}


@routes.add("PATCH", RESOURCE_PATH, CHECKS)
def update_key(request: Request) -> Any:
    """Update a key."""
    key, body = _require_key(request), request.body
    key |= {name: body[name] for name in ("description", "claims", "scopes") if name in body}
    if body.get("subject"):
        _require_subject(request.store, body["subject"])
        key["subject"] = body["subject"]
    if "seconds_until_expiration" in body:
        key["expiration"] = credentials.expiration_time(request, body)
    key["updated_at"] = request.now
    request.store.put(API_KEY, key)
    return credentials.serialize(key, request.now)


@routes.add("POST", RESOURCE_PATH + "/revoke")
def revoke_key(request: Request) -> Any:
    """Revoke a key; it still exists."""
    return credentials.revoke(request, _require_key(request))


@routes.add("DELETE", RESOURCE_PATH)
def delete_key(request: Request) -> Any:
    """Delete a key."""
    key = _require_key(request)
    request.store.delete(API_KEY, key["id"])
    return deleted_object(key)


def _only_valid(request: Request, selection: Selection) -> Selection:
    """Leave out revoked and expired keys."""
    selection.where_equal("revoked", 0)
    expiration = f"COALESCE({json_field('expiration')}, ?)"
    return selection.where(f"{expiration} > ?", request.now + 1, request.now)


def _require_unused_name(request: Request, subject: str, name: str) -> None:
    """Check that no valid key of a subject has a name."""
    keys = Selection(API_KEY).where_equal("subject", subject).where_equal("name", name)
    if request.store.count(_only_valid(request, keys)):
        text = f"The subject already has an API key named {name}."
        raise api_errors.refusal("conflict", "API key name already exists", text)


def _require_subject(store: Store, subject: str) -> None:
    """Check that the user, organization, machine or directory exists that a key is for.

    Raises:
        ErrorResponse: It does not.
    """
    if not any(store.get(kind, subject) for kind in SUBJECTS):
        text = f"No user, organization, machine or directory was found with id {subject}."
        raise api_errors.refusal("bad_request", "subject not found", text, param_name="subject")


def _require_key(request: Request) -> JSONObject:
    return require_object(request.store, API_KEY, request.path_params["api_key_id"], "API key")
