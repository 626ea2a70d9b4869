"""``/role_sets``: which roles the members of an organization can have."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.documents import known_key, search
from clerk_cli_sandbox.fields import Field, Object, Text, Texts
from clerk_cli_sandbox.identifiers import new_id, stable_id
from clerk_cli_sandbox.lists import paged
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.resources.organization_objects import MEMBERSHIP
from clerk_cli_sandbox.resources.role_objects import ADMIN, BEGIN, MEMBER, find_role
from clerk_cli_sandbox.routes import Invocation, Routes
from clerk_cli_sandbox.store import OLDEST_FIRST, Document, Selection, Store, member

routes = Routes()

ROLE_SET = "role_set"
ONE = "/role_sets/{key_or_id}"
INITIAL, CUSTOM = "initial", "custom"
NEEDED = Text(required=True, nullable=False)
UPDATE: dict[str, Field] = {
    "name": Text(),
    "key": Text(),
    "description": Text(),
    "type": Text(choices=(INITIAL,)),
    "default_role_key": Text(),
    "creator_role_key": Text(),
}


@routes.add("GET", "/role_sets")
def list_role_sets(call: Invocation) -> Any:
    """List role sets; every instance has one."""
    found = search(call, _all(call.store), "name", "key")
    return paged(call, found, lambda each: _shown(call.store, each))


@routes.add("GET", ONE)
def get_role_set(call: Invocation) -> Any:
    """Show a role set."""
    return _shown(call.store, _require(call.store, call.path["key_or_id"]))


@routes.add(
    "POST",
    "/role_sets",
    UPDATE
    | {
        "name": NEEDED,
        "default_role_key": NEEDED,
        "creator_role_key": NEEDED,
        "type": Text(choices=(INITIAL, CUSTOM)),
        "roles": Texts(required=True, nullable=False, fewest=1),
    },
)
def create_role_set(call: Invocation) -> Any:
    """Create a role set."""
    body = call.body
    words = body["name"].lower().split()
    key = known_key(body.get("key") or f"role_set:{'_'.join(words)}", parts=2, prefix="role_set")
    _refuse_taken(call.store, key)
    role_set: Document = {
        "object": ROLE_SET,
        "id": new_id("rset"),
        "name": body["name"],
        "key": key,
        "description": body.get("description"),
        "type": body.get("type") or CUSTOM,
        "_roles": _keys(call.store, body["roles"]),
        "_default": body["default_role_key"],
        "_creator": body["creator_role_key"],
        "created_at": call.now,
        "updated_at": call.now,
    }
    return _save(call, role_set)


@routes.add("PATCH", ONE, UPDATE)
def update_role_set(call: Invocation) -> Any:
    """Change a role set."""
    role_set, body = _require(call.store, call.path["key_or_id"]), call.body
    if (key := body.get("key")) and key != role_set["key"]:
        _refuse_taken(call.store, known_key(key, parts=2, prefix="role_set"))
    taken = ("name", "key", "description", "type")
    role_set |= {name: body[name] for name in taken if body.get(name) is not None}
    role_set["_default"] = body.get("default_role_key") or role_set["_default"]
    role_set["_creator"] = body.get("creator_role_key") or role_set["_creator"]
    return _save(call, role_set)


@routes.add(
    "POST",
    ONE + "/roles",
    {
        "role_keys": Texts(required=True, nullable=False, fewest=1),
        "default_role_key": Text(),
        "creator_role_key": Text(),
    },
)
def add_roles(call: Invocation) -> Any:
    """Add roles to a role set."""
    role_set, body = _require(call.store, call.path["key_or_id"]), call.body
    added = _keys(call.store, body["role_keys"])
    role_set["_roles"] = list(dict.fromkeys([*role_set["_roles"], *added]))
    role_set["_default"] = body.get("default_role_key") or role_set["_default"]
    role_set["_creator"] = body.get("creator_role_key") or role_set["_creator"]
    return _save(call, role_set)


@routes.add("POST", ONE + "/roles/replace", {"role_key": NEEDED, "to_role_key": NEEDED})
def replace_role(call: Invocation) -> Any:
    """Take a role out of a set; its members get another one."""
    role_set = _require(call.store, call.path["key_or_id"])
    old, new = call.body["role_key"], find_role(call.store, call.body["to_role_key"])["key"]
    if old not in role_set["_roles"]:
        raise problems.not_found("role in this role set", old)
    _reassign(call.store, {old: new})
    roles = [new if each == old else each for each in role_set["_roles"]]
    role_set["_roles"] = list(dict.fromkeys(roles))
    for name in ("_default", "_creator"):
        role_set[name] = new if role_set[name] == old else role_set[name]
    return _save(call, role_set)


@routes.add(
    "POST", ONE + "/replace", {"dest_role_set_key": NEEDED, "reassignment_mappings": Object()}
)
def replace_role_set(call: Invocation) -> Any:
    """Delete a role set in favour of another one."""
    role_set = _require(call.store, call.path["key_or_id"])
    other = _require(call.store, call.body["dest_role_set_key"])
    if other["id"] == role_set["id"]:
        text = "A role set cannot be replaced by itself."
        raise Refusal(422, problems.wrong_value("dest_role_set_key", text))
    _reassign(call.store, call.body.get("reassignment_mappings") or {})
    call.store.delete(ROLE_SET, role_set["id"])
    return {"object": ROLE_SET, "id": role_set["id"], "deleted": True}


def _all(store: Store) -> Selection:
    """All role sets; the one that every instance has is written down before the first look."""
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
                "created_at": BEGIN,
                "updated_at": BEGIN,
            },
        )
    return Selection(ROLE_SET, order=[OLDEST_FIRST])


def _require(store: Store, key_or_id: str) -> Document:
    named = _all(store).where(f"(o.id = ? OR {member('key')} = ?)", key_or_id, key_or_id)
    found = store.select(named)
    if not found:
        raise problems.not_found("role set", key_or_id)
    return found[0]


def _refuse_taken(store: Store, key: str) -> None:
    if store.count(_all(store).where(f"{member('key')} = ?", key)):
        raise Refusal(422, problems.taken("key"))


def _keys(store: Store, keys: list[str]) -> list[str]:
    return [find_role(store, key)["key"] for key in keys]


def _reassign(store: Store, roles: dict[str, str]) -> None:
    for old, new in roles.items():
        for each in store.select(Selection(MEMBERSHIP).where(f"{member('role')} = ?", old)):
            store.put(MEMBERSHIP, each | {"role": find_role(store, new)["key"]})


def _save(call: Invocation, role_set: Document) -> Any:
    for name in ("_default", "_creator"):
        if role_set[name] not in role_set["_roles"]:
            text = f"{role_set[name]} must be one of the roles of the role set."
            raise Refusal(422, problems.wrong_value(f"{name[1:]}_role_key", text))
    if role_set["type"] == INITIAL:
        for other in call.store.select(_all(call.store).where("o.id <> ?", role_set["id"])):
            call.store.put(ROLE_SET, other | {"type": CUSTOM})
    role_set["updated_at"] = call.now
    call.store.put(ROLE_SET, role_set)
    return _shown(call.store, role_set)


def _shown(store: Store, role_set: Document) -> Document:
    own = {name: value for name, value in role_set.items() if not name.startswith("_")}
    return own | {
        "roles": [_item(store, key) for key in role_set["_roles"]],
        "default_role": _item(store, role_set["_default"]),
        "creator_role": _item(store, role_set["_creator"]),
        "role_set_migration": None,
    }


def _item(store: Store, key: str) -> Document:
    role = find_role(store, key)
    members = store.count(Selection(MEMBERSHIP).where(f"{member('role')} = ?", key))
    shown = ("id", "name", "key", "description", "created_at", "updated_at")
    facts = {"members_count": members, "has_members": members > 0}
    return {"object": "role_set_item", **{name: role[name] for name in shown}, **facts}
