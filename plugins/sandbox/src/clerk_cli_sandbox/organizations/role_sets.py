"""``/role_sets``: sets of roles that organizations can use."""

from __future__ import annotations

from functools import partial
from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.formats import name_errors
from clerk_cli_sandbox.http.listing import (
    columns_of,
    filter_by_query,
    page_response,
    sort,
    sortable_by,
)
from clerk_cli_sandbox.http.objects import deleted_object, public_members
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Check, has_schema, passes
from clerk_cli_sandbox.http.timestamps import BUILT_IN_CREATED_AT
from clerk_cli_sandbox.http.validation import validate_key
from clerk_cli_sandbox.identity.user_objects import MEMBERSHIP
from clerk_cli_sandbox.organizations.features import require_organizations, require_quota
from clerk_cli_sandbox.organizations.role_objects import (
    ADMIN,
    MEMBER,
    require_creator_permissions,
    require_role,
)
from clerk_cli_sandbox.storage.ids import new_id, stable_id
from clerk_cli_sandbox.storage.store import OLDEST_FIRST, JSONObject, Selection, Store, json_field

routes = Routes(requirement=require_organizations)

ROLE_SET = "role_set"
COLLECTION_PATH = "/role_sets"
ORDERS = columns_of("created_at", "name", "key")
RESOURCE_PATH = COLLECTION_PATH + "/{key_or_id}"
NOT_EMPTY = {"type": "array", "minItems": 1}
CHECKS: dict[str, Check] = {
    "name": name_errors,
    "key": passes(partial(validate_key, parts=2, prefix="role_set")),
    "roles": has_schema(NOT_EMPTY),
    "role_keys": has_schema(NOT_EMPTY),
}
INITIAL, CUSTOM = "initial", "custom"


@routes.add("GET", COLLECTION_PATH, {"order_by": sortable_by(ORDERS)})
def list_role_sets(request: Request) -> Any:
    """List role sets; every instance has one."""
    selection = filter_by_query(request, _select_role_sets(request.store), "name", "key")
    selection = sort(request, selection, ORDERS)
    return page_response(
        request, selection, lambda role_set: _serialize_role_set(request.store, role_set)
    )


@routes.add("GET", RESOURCE_PATH)
def get_role_set(request: Request) -> Any:
    """Show a role set."""
    return _serialize_role_set(request.store, _requested_role_set(request))


@routes.add("POST", COLLECTION_PATH, CHECKS)
def create_role_set(request: Request) -> Any:
    """Create a role set."""
    body = request.body
    key = body.get("key") or f"role_set:{'_'.join(body['name'].lower().split())}"
    require_quota(
        request.store,
        _select_role_sets(request.store),
        "max_role_sets_allowed",
        code="organization_instance_role_sets_quota_exceeded",
    )
    role_set: JSONObject = {
        "object": ROLE_SET,
        "id": new_id("rset"),
        "name": body["name"],
        "key": _validate_new_key(request.store, key),
        "description": body.get("description"),
        "type": body.get("type") or CUSTOM,
        "_roles": _current_role_keys(request.store, body["roles"]),
        "_default": body["default_role_key"],
        "_creator": body["creator_role_key"],
        "created_at": request.now,
        "updated_at": request.now,
    }
    return _save_role_set(request, role_set)


@routes.add("PATCH", RESOURCE_PATH, CHECKS)
def update_role_set(request: Request) -> Any:
    """Update a role set."""
    role_set, body = _requested_role_set(request), request.body
    if (key := body.get("key")) and key != role_set["key"]:
        _validate_new_key(request.store, key)
    names = ("name", "key", "description", "type")
    role_set |= {name: body[name] for name in names if body.get(name) is not None}
    _set_special_roles(role_set, request)
    return _save_role_set(request, role_set)


@routes.add("POST", RESOURCE_PATH + "/roles", CHECKS)
def add_roles(request: Request) -> Any:
    """Add roles to a role set."""
    role_set = _requested_role_set(request)
    keys = _current_role_keys(request.store, request.body["role_keys"])
    role_set["_roles"] = list(dict.fromkeys([*role_set["_roles"], *keys]))
    _set_special_roles(role_set, request)
    return _save_role_set(request, role_set)


@routes.add(
    "POST",
    RESOURCE_PATH + "/roles/replace",
)
def replace_role(request: Request) -> Any:
    """Remove a role from a role set, and assign another one to its members."""
    role_set = _requested_role_set(request)
    old_key = request.body["role_key"]
    new_key = require_role(request.store, request.body["to_role_key"])["key"]
    if old_key not in role_set["_roles"]:
        raise api_errors.not_found("role in this role set", old_key)
    _reassign_members(request.store, {old_key: new_key})
    keys = [new_key if key == old_key else key for key in role_set["_roles"]]
    role_set["_roles"] = list(dict.fromkeys(keys))
    for name in ("_default", "_creator"):
        role_set[name] = new_key if role_set[name] == old_key else role_set[name]
    return _save_role_set(request, role_set)


@routes.add(
    "POST",
    RESOURCE_PATH + "/replace",
)
def replace_role_set(request: Request) -> Any:
    """Delete a role set, and move its members to another one."""
    role_set = _requested_role_set(request)
    destination = _require_role_set(request.store, request.body["dest_role_set_key"])
    if destination["id"] == role_set["id"]:
        text = "A role set cannot replace itself."
        raise ErrorResponse(422, api_errors.invalid_value("dest_role_set_key", text))
    _reassign_members(request.store, request.body.get("reassignment_mappings") or {})
    request.store.delete(ROLE_SET, role_set["id"])
    if role_set["type"] == INITIAL:
        request.store.put(ROLE_SET, destination | {"type": INITIAL})
    return deleted_object(role_set)


def initial_role_set(store: Store) -> JSONObject:
    """The role set of new organizations; the oldest one if none is marked."""
    role_set = store.first(_select_role_sets(store).where_equal("type", INITIAL))
    role_set = role_set or store.first(_select_role_sets(store))
    assert role_set is not None
    return role_set


def change_initial_roles(request: Request, keys: dict[str, str]) -> None:
    """Change the role of creators or of new members; the role joins the initial role set.

    Args:
        request: The request.
        keys: The keys of roles, for ``_creator`` and ``_default``.

    Raises:
        ErrorResponse: The role of creators lacks a permission.
    """
    role_set = initial_role_set(request.store) | keys
    role_set["_roles"] = list(dict.fromkeys([*role_set["_roles"], *keys.values()]))
    _save_role_set(request, role_set)


def creator_role(store: Store) -> str:
    """The key of the role that creators of organizations get."""
    return str(initial_role_set(store)["_creator"])


def special_roles(store: Store) -> tuple[set[str], set[str]]:
    """The keys of the roles of creators, and of the default roles, of all role sets."""
    role_sets = store.select(_select_role_sets(store))
    creators = {role_set["_creator"] for role_set in role_sets}
    return creators, {role_set["_default"] for role_set in role_sets}


def replace_in_sets(store: Store, old_key: str, new_key: str | None) -> None:
    """Rename a role in all role sets, or remove it from them."""
    for role_set in store.select(_select_role_sets(store)):
        keys = [new_key if key == old_key else key for key in role_set["_roles"]]
        role_set["_roles"] = [key for key in keys if key]
        for name in ("_default", "_creator"):
            role_set[name] = new_key if role_set[name] == old_key else role_set[name]
        store.put(ROLE_SET, role_set)


def _select_role_sets(store: Store) -> Selection:
    """All role sets; the first use stores the default one."""
    if not store.count(Selection(ROLE_SET)):
        store.put(
            ROLE_SET,
            {
                "object": ROLE_SET,
                "id": stable_id("rset", "default"),
                "name": "Default",
                "key": "role_set:default",
                "description": None,
                "type": INITIAL,
                "_roles": [ADMIN, MEMBER],
                "_default": MEMBER,
                "_creator": ADMIN,
                "created_at": BUILT_IN_CREATED_AT,
                "updated_at": BUILT_IN_CREATED_AT,
            },
        )
    return Selection(ROLE_SET, order=[OLDEST_FIRST])


def _requested_role_set(request: Request) -> JSONObject:
    return _require_role_set(request.store, request.path_params["key_or_id"])


def _require_role_set(store: Store, key_or_id: str) -> JSONObject:
    condition = f"(o.id = ? OR {json_field('key')} = ?)"
    role_set = store.first(_select_role_sets(store).where(condition, key_or_id, key_or_id))
    if role_set is None:
        raise api_errors.not_found("role set", key_or_id)
    return role_set


def _validate_new_key(store: Store, key: str) -> str:
    key = validate_key(key, parts=2, prefix="role_set")
    if store.count(_select_role_sets(store).where_equal("key", key)):
        raise ErrorResponse(422, api_errors.identifier_exists("key"))
    return key


def _current_role_keys(store: Store, keys: list[str]) -> list[str]:
    """The keys of existing roles, each once, with legacy keys replaced."""
    return list(dict.fromkeys(require_role(store, key)["key"] for key in keys))


def _set_special_roles(role_set: JSONObject, request: Request) -> None:
    """Change the default role and the creator's role if the body names them."""
    for role in ("default", "creator"):
        role_set[f"_{role}"] = request.body.get(f"{role}_role_key") or role_set[f"_{role}"]


def _reassign_members(store: Store, new_keys: dict[str, str]) -> None:
    for old_key, new_key in new_keys.items():
        for membership in store.select(Selection(MEMBERSHIP).where_equal("role", old_key)):
            role = require_role(store, new_key)
            store.put(MEMBERSHIP, membership | {"role": role["key"]})


def _save_role_set(request: Request, role_set: JSONObject) -> Any:
    for name in ("_default", "_creator"):
        if role_set[name] not in role_set["_roles"]:
            text = f"{role_set[name]} must be one of the roles of the role set."
            raise ErrorResponse(422, api_errors.invalid_value(f"{name[1:]}_role_key", text))
    require_creator_permissions(require_role(request.store, role_set["_creator"]))
    if role_set["type"] == INITIAL:
        others = _select_role_sets(request.store).where("o.id <> ?", role_set["id"])
        for other in request.store.select(others):
            request.store.put(ROLE_SET, other | {"type": CUSTOM})
    role_set["updated_at"] = request.now
    request.store.put(ROLE_SET, role_set)
    return _serialize_role_set(request.store, role_set)


def _serialize_role_set(store: Store, role_set: JSONObject) -> JSONObject:
    return public_members(role_set) | {
        "roles": [_serialize_item(store, key) for key in role_set["_roles"]],
        "default_role": _serialize_item(store, role_set["_default"]),
        "creator_role": _serialize_item(store, role_set["_creator"]),
        "role_set_migration": None,
    }


def _serialize_item(store: Store, role_key: str) -> JSONObject:
    role = require_role(store, role_key)
    members_count = store.count(Selection(MEMBERSHIP).where_equal("role", role_key))
    names = ("id", "name", "key", "description", "created_at", "updated_at")
    return {
        "object": "role_set_item",
        **{name: role[name] for name in names},
        "members_count": members_count,
        "has_members": members_count > 0,
    }
