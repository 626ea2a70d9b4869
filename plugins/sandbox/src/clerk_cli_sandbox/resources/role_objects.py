"""Roles and permissions as they are kept: those that every instance has, and those made since."""

from __future__ import annotations

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.identifiers import stable_id
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.store import OLDEST_FIRST, Document, Selection, Store, member

ROLE = "role"
PERMISSION = "permission"
SYSTEM, CUSTOM = "system", "user"
BEGIN = 1_577_836_800_000
"""When the roles and permissions that every instance has were made, in Unix milliseconds."""

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
OLD_NAMES = {"admin": ADMIN, "basic_member": MEMBER}


def permissions(store: Store) -> Selection:
    """All permissions; those of the system are written down before the first look."""
    if not store.count(Selection(PERMISSION)):
        store.put_many(PERMISSION, [_system_permission(key) for key in SYSTEM_PERMISSIONS])
    return Selection(PERMISSION)


def roles(store: Store) -> Selection:
    """All roles; those of the system are written down before the first look."""
    if not store.count(Selection(ROLE)):
        permissions(store)
        store.put_many(ROLE, [_system_role(key) for key in SYSTEM_ROLES])
    return Selection(ROLE, order=[OLDEST_FIRST])


def find_role(store: Store, key: str) -> Document:
    """The role with a key, or with the name that it had before roles had keys.

    Raises:
        Refusal: There is none.
    """
    key = OLD_NAMES.get(key, key)
    found = store.select(roles(store).where(f"{member('key')} = ?", key))
    if not found:
        known = ", ".join(role["key"] for role in store.select(roles(store)))
        raise Refusal(422, problems.wrong_value("role", f"role must be one of {known}."))
    return found[0]


def permissions_of(store: Store, role: Document) -> list[Document]:
    """The permissions of a role, in the order in which they were made."""
    all_of_them = permissions(store)
    all_of_them.order = [OLDEST_FIRST]
    return [each for each in store.select(all_of_them) if each["id"] in role["_permissions"]]


def _system_permission(key: str) -> Document:
    return {
        "object": PERMISSION,
        "id": stable_id("perm", key),
        "name": SYSTEM_PERMISSIONS[key],
        "key": key,
        "description": "",
        "type": SYSTEM,
        "created_at": BEGIN,
        "updated_at": BEGIN,
    }


def _system_role(key: str) -> Document:
    name, granted = SYSTEM_ROLES[key]
    return {
        "object": ROLE,
        "id": stable_id("role", key),
        "name": name,
        "key": key,
        "description": None,
        "is_creator_eligible": key == ADMIN,
        "_permissions": [stable_id("perm", each) for each in granted],
        "created_at": BEGIN,
        "updated_at": BEGIN,
    }
