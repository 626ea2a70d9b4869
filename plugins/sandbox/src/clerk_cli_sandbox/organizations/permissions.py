"""``/organization_permissions``: permissions that roles grant."""

from __future__ import annotations

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
from clerk_cli_sandbox.http.objects import deleted_object, require_object
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Check, passes
from clerk_cli_sandbox.http.validation import validate_key
from clerk_cli_sandbox.organizations.features import require_organizations
from clerk_cli_sandbox.organizations.role_objects import (
    CUSTOM,
    PERMISSION,
    ROLE,
    SYSTEM,
    select_permissions,
    select_roles,
)
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject, Store

routes = Routes(requirement=require_organizations)

COLLECTION_PATH = "/organization_permissions"
ORDERS = columns_of("created_at", "name", "key")
RESOURCE_PATH = COLLECTION_PATH + "/{permission_id}"
RESERVED_PREFIX = "org:sys_"


def _validate_key(key: str) -> str:
    """The key of a custom permission.

    Raises:
        ErrorResponse: The key is not valid, or could be that of a system permission.
    """
    if key.startswith(RESERVED_PREFIX):
        text = f"key cannot begin with {RESERVED_PREFIX}, which system permissions have."
        raise ErrorResponse(422, api_errors.invalid_format("key", text))
    return validate_key(key, parts=3)


CHECKS: dict[str, Check] = {"name": name_errors, "key": passes(_validate_key)}


def require_permission(store: Store, id: str) -> JSONObject:
    """The permission with an id.

    Raises:
        ErrorResponse: The permission does not exist.
    """
    select_permissions(store)
    return require_object(store, PERMISSION, id, "organization permission")


@routes.add("GET", COLLECTION_PATH, {"order_by": sortable_by(ORDERS)})
def list_permissions(request: Request) -> Any:
    """List permissions, including system permissions."""
    selection = select_permissions(request.store)
    selection = filter_by_query(request, selection, "name", "key")
    return page_response(request, sort(request, selection, ORDERS))


@routes.add("GET", RESOURCE_PATH)
def get_permission(request: Request) -> Any:
    """Show a permission."""
    return require_permission(request.store, request.path_params["permission_id"])


@routes.add("POST", COLLECTION_PATH, CHECKS)
def create_permission(request: Request) -> Any:
    """Create a permission; its key looks like ``org:feature:action``."""
    permission: JSONObject = {
        "object": PERMISSION,
        "id": new_id("perm"),
        "name": request.body["name"],
        "key": _validate_new_key(request.store, request.body["key"]),
        "description": request.body.get("description") or "",
        "type": CUSTOM,
        "created_at": request.now,
        "updated_at": request.now,
    }
    request.store.put(PERMISSION, permission)
    return permission


@routes.add("PATCH", RESOURCE_PATH, CHECKS)
def update_permission(request: Request) -> Any:
    """Update a custom permission."""
    permission = _require_custom(request)
    changes = request.non_null_fields
    if "key" in changes and changes["key"] != permission["key"]:
        _validate_new_key(request.store, changes["key"])
    permission |= changes | {"updated_at": request.now}
    request.store.put(PERMISSION, permission)
    return permission


@routes.add("DELETE", RESOURCE_PATH)
def delete_permission(request: Request) -> Any:
    """Delete a custom permission, and remove it from roles."""
    permission = _require_custom(request)
    for role in request.store.select(select_roles(request.store)):
        if permission["id"] in role["_permissions"]:
            role["_permissions"].remove(permission["id"])
            request.store.put(ROLE, role)
    request.store.delete(PERMISSION, permission["id"])
    return deleted_object(permission)


def _require_custom(request: Request) -> JSONObject:
    permission = require_permission(request.store, request.path_params["permission_id"])
    if permission["type"] == SYSTEM:
        text = "System permissions cannot be changed or deleted."
        raise api_errors.refusal("organization_system_permission_not_modifiable", text)
    return permission


def _validate_new_key(store: Store, key: str) -> str:
    key = _validate_key(key)
    if store.count(select_permissions(store).where_equal("key", key)):
        raise ErrorResponse(422, api_errors.identifier_exists("key"))
    return key
