"""``/organization_roles``: what the members of an organization can be."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.documents import deleted, known_key, search
from clerk_cli_sandbox.fields import Field, Flag, Text, Texts
from clerk_cli_sandbox.identifiers import new_id
from clerk_cli_sandbox.lists import paged
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.resources.organization_objects import MEMBERSHIP
from clerk_cli_sandbox.resources.permissions import require_permission
from clerk_cli_sandbox.resources.role_objects import ROLE, SYSTEM_ROLES, permissions_of, roles
from clerk_cli_sandbox.routes import Invocation, Routes
from clerk_cli_sandbox.store import Document, Selection, Store, member

routes = Routes()

PATH = "/organization_roles"
ONE = PATH + "/{role_id}"
GRANT = ONE + "/permissions/{permission_id}"
UPDATE: dict[str, Field] = {
    "name": Text(),
    "key": Text(),
    "description": Text(),
    "permissions": Texts(),
}


@routes.add("GET", PATH)
def list_roles(call: Invocation) -> Any:
    """List roles."""
    found = search(call, roles(call.store), "name", "key")
    return paged(call, found, lambda each: _shown(call.store, each))


@routes.add("GET", ONE)
def get_role(call: Invocation) -> Any:
    """Show a role."""
    return _shown(call.store, _require(call))


@routes.add(
    "POST",
    PATH,
    UPDATE
    | {
        "name": Text(required=True, nullable=False),
        "key": Text(required=True, nullable=False),
        "include_in_initial_role_set": Flag(),
    },
)
def create_role(call: Invocation) -> Any:
    """Create a role; its key looks like ``org:name``."""
    key = known_key(call.body["key"], parts=2)
    _refuse_taken(call.store, key)
    role: Document = {
        "object": ROLE,
        "id": new_id("role"),
        "name": call.body["name"],
        "key": key,
        "description": call.body.get("description"),
        "is_creator_eligible": False,
        "_permissions": _granted(call),
        "created_at": call.now,
        "updated_at": call.now,
    }
    call.store.put(ROLE, role)
    return _shown(call.store, role)


@routes.add("PATCH", ONE, UPDATE)
def update_role(call: Invocation) -> Any:
    """Change a role; members who have it keep it."""
    role, body = _require(call), call.body
    key = body.get("key") or role["key"]
    if key != role["key"]:
        _refuse_taken(call.store, known_key(key, parts=2))
        for membership in call.store.select(_members(role["key"])):
            call.store.put(MEMBERSHIP, membership | {"role": key})
    role |= {name: body[name] for name in ("name", "description") if body.get(name) is not None}
    if body.get("permissions") is not None:
        role["_permissions"] = _granted(call)
    return _save(call, role | {"key": key})


@routes.add("DELETE", ONE)
def delete_role(call: Invocation) -> Any:
    """Delete a role that is not the system's and that nobody has."""
    role = _require(call)
    if role["key"] in SYSTEM_ROLES:
        text = f"{role['key']} is the creator's or the default role and cannot be deleted."
        raise Refusal(403, problems.error("organization_role_not_deletable", text))
    if count := call.store.count(_members(role["key"])):
        text = f"{count} members have the role {role['key']}."
        raise Refusal(422, problems.error("organization_role_assigned_to_members", text))
    call.store.delete(ROLE, role["id"])
    return deleted(role)


@routes.add("POST", GRANT)
def assign_permission(call: Invocation) -> Any:
    """Give a role a permission."""
    role = _require(call)
    id = require_permission(call.store, call.path["permission_id"])["id"]
    if id in role["_permissions"]:
        text = "The role has this permission already."
        raise Refusal(409, problems.error("organization_role_permission_exists", text))
    role["_permissions"].append(id)
    return _save(call, role)


@routes.add("DELETE", GRANT)
def remove_permission(call: Invocation) -> Any:
    """Take a permission from a role."""
    role, id = _require(call), call.path["permission_id"]
    if id not in role["_permissions"]:
        raise problems.not_found("organization role permission", id)
    role["_permissions"].remove(id)
    return _save(call, role)


def _granted(call: Invocation) -> list[str]:
    """Ids of the permissions in a body, which may name them by id or by key."""
    asked = call.body.get("permissions") or []
    known = {each["key"]: each["id"] for each in call.store.select(Selection("permission"))}
    return [require_permission(call.store, known.get(each, each))["id"] for each in asked]


def _require(call: Invocation) -> Document:
    roles(call.store)
    role = call.store.get(ROLE, call.path["role_id"])
    if role is None:
        raise problems.not_found("organization role", call.path["role_id"])
    return role


def _refuse_taken(store: Store, key: str) -> None:
    if store.count(roles(store).where(f"{member('key')} = ?", key)):
        raise Refusal(422, problems.taken("key"))


def _members(key: str) -> Selection:
    return Selection(MEMBERSHIP).where(f"{member('role')} = ?", key)


def _save(call: Invocation, role: Document) -> Any:
    role["updated_at"] = call.now
    call.store.put(ROLE, role)
    return _shown(call.store, role)


def _shown(store: Store, role: Document) -> Document:
    own = {name: value for name, value in role.items() if name != "_permissions"}
    return own | {"permissions": permissions_of(store, role)}
