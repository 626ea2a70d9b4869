"""``/organization_permissions``: what roles may allow."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.documents import deleted, known_key, search
from clerk_cli_sandbox.fields import Text
from clerk_cli_sandbox.identifiers import new_id
from clerk_cli_sandbox.lists import paged
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.resources.role_objects import (
    CUSTOM,
    PERMISSION,
    ROLE,
    SYSTEM,
    permissions,
    roles,
)
from clerk_cli_sandbox.routes import Invocation, Routes
from clerk_cli_sandbox.store import Document, Selection, Store

routes = Routes()

PATH = "/organization_permissions"
ONE = PATH + "/{permission_id}"


def require_permission(store: Store, id: str) -> Document:
    """The permission with an id.

    Raises:
        Refusal: There is none.
    """
    permissions(store)
    found = store.get(PERMISSION, id)
    if found is None:
        raise problems.not_found("organization permission", id)
    return found


@routes.add("GET", PATH)
def list_permissions(call: Invocation) -> Any:
    """List permissions, those of the system too."""
    return paged(call, search(call, permissions(call.store), "name", "key"))


@routes.add("GET", ONE)
def get_permission(call: Invocation) -> Any:
    """Show a permission."""
    return require_permission(call.store, call.path["permission_id"])


@routes.add(
    "POST",
    PATH,
    {
        "name": Text(required=True, nullable=False),
        "key": Text(required=True, nullable=False),
        "description": Text(),
    },
)
def create_permission(call: Invocation) -> Any:
    """Create a permission; its key looks like ``org:feature:action``."""
    key = known_key(call.body["key"], parts=3)
    _refuse_taken(call.store, key)
    permission: Document = {
        "object": PERMISSION,
        "id": new_id("perm"),
        "name": call.body["name"],
        "key": key,
        "description": call.body.get("description") or "",
        "type": CUSTOM,
        "created_at": call.now,
        "updated_at": call.now,
    }
    call.store.put(PERMISSION, permission)
    return permission


@routes.add("PATCH", ONE, {"name": Text(), "key": Text(), "description": Text()})
def update_permission(call: Invocation) -> Any:
    """Change a permission that is not the system's."""
    permission = _require_custom(call)
    given = {name: value for name, value in call.body.items() if value is not None}
    if "key" in given and given["key"] != permission["key"]:
        _refuse_taken(call.store, known_key(given["key"], parts=3))
    permission |= given | {"updated_at": call.now}
    call.store.put(PERMISSION, permission)
    return permission


@routes.add("DELETE", ONE)
def delete_permission(call: Invocation) -> Any:
    """Delete a permission that is not the system's, also from roles."""
    permission = _require_custom(call)
    for role in call.store.select(roles(call.store)):
        if permission["id"] in role["_permissions"]:
            role["_permissions"].remove(permission["id"])
            call.store.put(ROLE, role)
    call.store.delete(PERMISSION, permission["id"])
    return deleted(permission)


def _require_custom(call: Invocation) -> Document:
    permission = require_permission(call.store, call.path["permission_id"])
    if permission["type"] == SYSTEM:
        text = "System permissions can be neither changed nor deleted."
        raise Refusal(403, problems.error("operation_not_allowed_on_system_permission", text))
    return permission


def _refuse_taken(store: Store, key: str) -> None:
    taken = Selection(PERMISSION).where("json_extract(o.document, '$.key') = ?", key)
    permissions(store)
    if store.count(taken):
        raise Refusal(422, problems.taken("key"))
