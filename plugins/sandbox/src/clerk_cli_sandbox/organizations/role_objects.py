"""Roles and permissions, system and custom ones: how they are stored."""

from __future__ import annotations

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.objects import public_members
from clerk_cli_sandbox.http.timestamps import BUILT_IN_CREATED_AT
from clerk_cli_sandbox.storage.ids import stable_id
from clerk_cli_sandbox.storage.store import OLDEST_FIRST, JSONObject, Selection, Store

ROLE = "role"
PERMISSION = "permission"
SYSTEM, CUSTOM = "system", "user"

SYSTEM_PERMISSIONS = {
    "org:sys_profile:manage": "Manage organization",
    "org:sys_profile:delete": "Delete organization",
    "org:sys_memberships:read": "Read members",
    "org:sys_memberships:manage": "Manage members",
    "org:sys_domains:read": "Read domains",
    "org:sys_domains:manage": "Manage domains",
}
ADMIN, MEMBER = "org:admin", "org:member"
SYSTEM_ROLES = {
    ADMIN: ("Admin", tuple(SYSTEM_PERMISSIONS)),
    MEMBER: ("Member", ("org:sys_memberships:read",)),
}
MANAGE_MEMBERS = "org:sys_memberships:manage"
CREATOR_PERMISSIONS = (MANAGE_MEMBERS, "org:sys_memberships:read", "org:sys_profile:delete")
"""What the role of creators has at least.

Source: https://clerk.com/docs/organizations/creator-role
"""
LEGACY_KEYS = {"admin": ADMIN, "basic_member": MEMBER}


def select_permissions(store: Store) -> Selection:
    """All permissions; the first use stores the system permissions."""
    if not store.count(Selection(PERMISSION)):
        store.put_many(PERMISSION, [_system_permission(key) for key in SYSTEM_PERMISSIONS])
    return Selection(PERMISSION)


def select_roles(store: Store) -> Selection:
    """All roles; the first use stores the system roles."""
    if not store.count(Selection(ROLE)):
        select_permissions(store)
        store.put_many(ROLE, [_system_role(key) for key in SYSTEM_ROLES])
    return Selection(ROLE, order=[OLDEST_FIRST])


def manages_members(store: Store, role_key: str) -> bool:
    """Whether a role lets members manage the others."""
    role = require_role(store, role_key)
    return stable_id("perm", MANAGE_MEMBERS) in role["_permissions"]


def missing_creator_permissions(role: JSONObject) -> list[str]:
    """The keys of the permissions that a role lacks to be the one of creators."""
    return [
        key for key in CREATOR_PERMISSIONS if stable_id("perm", key) not in role["_permissions"]
    ]


def require_creator_permissions(role: JSONObject) -> None:
    """Check that a role can be the one of creators of organizations.

    Raises:
        ErrorResponse: The role lacks a permission.
    """
    if missing := missing_creator_permissions(role):
        text = f"The role of creators must have {', '.join(missing)}."
        raise api_errors.refusal("organization_missing_creator_role_permissions", text)


def require_role(store: Store, key: str) -> JSONObject:
    """The role with a key, or with a legacy key such as ``basic_member``.

    Raises:
        ErrorResponse: The role does not exist.
    """
    key = LEGACY_KEYS.get(key, key)
    role = store.first(select_roles(store).where_equal("key", key))
    if role is None:
        keys = tuple(role["key"] for role in store.select(select_roles(store)))
        raise ErrorResponse(422, api_errors.not_a_choice("role", keys))
    return role


def permissions_of(store: Store, role: JSONObject) -> list[JSONObject]:
    """The permissions of a role, oldest first."""
    selection = select_permissions(store)
    selection.order = [OLDEST_FIRST]
    permissions = store.select(selection)
    return [permission for permission in permissions if permission["id"] in role["_permissions"]]


def serialize_role(store: Store, role: JSONObject) -> JSONObject:
    """A role as the API shows it."""
    return public_members(role) | {
        "is_creator_eligible": not missing_creator_permissions(role),
        "permissions": permissions_of(store, role),
    }


def _system_permission(key: str) -> JSONObject:
    return {
        "object": PERMISSION,
        "id": stable_id("perm", key),
        "name": SYSTEM_PERMISSIONS[key],
        "key": key,
        "description": "",
        "type": SYSTEM,
        "created_at": BUILT_IN_CREATED_AT,
        "updated_at": BUILT_IN_CREATED_AT,
    }


def _system_role(key: str) -> JSONObject:
    name, permission_keys = SYSTEM_ROLES[key]
    return {
        "object": ROLE,
        "id": stable_id("role", key),
        "name": name,
        "key": key,
        "description": None,
        "_permissions": [stable_id("perm", permission_key) for permission_key in permission_keys],
        "created_at": BUILT_IN_CREATED_AT,
        "updated_at": BUILT_IN_CREATED_AT,
    }
