"""``/machines``: programs that authenticate to each other with M2M tokens."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.listing import (
    columns_of,
    filter_by_query,
    page_response,
    sort,
    sortable_by,
)
from clerk_cli_sandbox.http.objects import deleted_object, public_members, require_object
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.instance.settings import INSTANCE_ID
from clerk_cli_sandbox.machines.credentials import SECRET, new_secret
from clerk_cli_sandbox.machines.events import machine_deleted
from clerk_cli_sandbox.machines.secret_keys import MACHINE, delete_previous_keys, rotate
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject, Selection, Store

routes = Routes()

COLLECTION_PATH = "/machines"
ORDERS = columns_of("name", "created_at")
RESOURCE_PATH = COLLECTION_PATH + "/{machine_id}"
DEFAULT_TOKEN_TTL = 3600
MAX_SCOPES = 150
SCOPES = "_scopes"
"""The hidden member with the ids of the machines that a machine may call."""


def require_machine(store: Store, id: str) -> JSONObject:
    """The machine with an id.

    Raises:
        ErrorResponse: The machine does not exist.
    """
    return require_object(store, MACHINE, id)


@routes.add("GET", COLLECTION_PATH, {"order_by": sortable_by(ORDERS)})
def list_machines(request: Request) -> Any:
    """List machines."""
    selection = filter_by_query(request, Selection(MACHINE), "name")
    selection = sort(request, selection, ORDERS)
    return page_response(
        request, selection, lambda machine: _serialize_machine(request.store, machine)
    )


@routes.add("GET", RESOURCE_PATH)
def get_machine(request: Request) -> Any:
    """Show a machine."""
    return _serialize_machine(request.store, _requested_machine(request))


@routes.add("POST", COLLECTION_PATH)
def create_machine(request: Request) -> Any:
    """Create a machine, and show its secret key."""
    scopes = list(dict.fromkeys(request.body.get("scoped_machines") or []))
    for id in scopes:
        require_machine(request.store, id)
    machine: JSONObject = {
        "id": new_id("mch"),
        "object": MACHINE,
        "name": request.body["name"],
        "instance_id": INSTANCE_ID,
        "default_token_ttl": request.body.get("default_token_ttl") or DEFAULT_TOKEN_TTL,
        "created_at": request.now,
        "updated_at": request.now,
        SCOPES: scopes,
        SECRET: new_secret("ak"),
    }
    request.store.put(MACHINE, machine)
    return _serialize_machine(request.store, machine) | {"secret_key": machine[SECRET]}


@routes.add("PATCH", RESOURCE_PATH)
def update_machine(request: Request) -> Any:
    """Update a machine."""
    machine = _requested_machine(request)
    machine |= request.non_null_fields
    machine["updated_at"] = request.now
    request.store.put(MACHINE, machine)
    return _serialize_machine(request.store, machine)


@routes.add("DELETE", RESOURCE_PATH)
def delete_machine(request: Request) -> Any:
    """Delete a machine with its keys and tokens, and remove it from the scopes of the others."""
    machine = _requested_machine(request)
    machine_deleted.happened(request, machine["id"])
    delete_previous_keys(request, machine["id"])
    request.store.delete(MACHINE, machine["id"])
    for other in request.store.select(Selection(MACHINE)):
        if machine["id"] in other[SCOPES]:
            other[SCOPES].remove(machine["id"])
            request.store.put(MACHINE, other)
    return deleted_object(machine)


@routes.add("GET", RESOURCE_PATH + "/secret_key")
def get_secret(request: Request) -> Any:
    """Show the secret key of a machine."""
    return _serialize_secret_key(_requested_machine(request))


@routes.add("POST", RESOURCE_PATH + "/secret_key/rotate")
def rotate_secret(request: Request) -> Any:
    """Replace the secret key of a machine; the old one stays valid for the time that is asked."""
    machine = _requested_machine(request)
    rotate(request, machine, request.body["previous_token_ttl"])
    return _serialize_secret_key(machine)


@routes.add("POST", RESOURCE_PATH + "/scopes")
def add_scope(request: Request) -> Any:
    """Allow a machine to call another one."""
    machine = _requested_machine(request)
    other_id = require_machine(request.store, request.body["to_machine_id"])["id"]
    if other_id in machine[SCOPES]:
        raise api_errors.refusal("conflict", "scope already exists")
    if len(machine[SCOPES]) >= MAX_SCOPES:
        text = f"A machine can call at most {MAX_SCOPES} others."
        raise api_errors.refusal("quota_exceeded", "too many scopes", text)
    machine[SCOPES].append(other_id)
    request.store.put(MACHINE, machine)
    return _serialize_scope(machine, other_id) | {"created_at": request.now}


@routes.add("DELETE", RESOURCE_PATH + "/scopes/{other_id}")
def remove_scope(request: Request) -> Any:
    """Stop a machine from calling another one."""
    machine, other_id = _requested_machine(request), request.path_params["other_id"]
    if other_id not in machine[SCOPES]:
        raise api_errors.not_found("machine scope", other_id)
    machine[SCOPES].remove(other_id)
    request.store.put(MACHINE, machine)
    return _serialize_scope(machine, other_id) | {"deleted": True}


def _requested_machine(request: Request) -> JSONObject:
    return require_machine(request.store, request.path_params["machine_id"])


def _serialize_machine(store: Store, machine: JSONObject) -> JSONObject:
    scoped_machines = [public_members(require_machine(store, id)) for id in machine[SCOPES]]
    return public_members(machine) | {"scoped_machines": scoped_machines}


def _serialize_secret_key(machine: JSONObject) -> JSONObject:
    return {"object": "machine_secret_key", "secret": machine[SECRET]}


def _serialize_scope(machine: JSONObject, other_id: str) -> JSONObject:
    return {
        "object": "machine_scope",
        "from_machine_id": machine["id"],
        "to_machine_id": other_id,
    }
