"""``/organization_roles``: the roles of organization members."""

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
from clerk_cli_sandbox.http.objects import deleted_object, require_object
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Check, passes
from clerk_cli_sandbox.http.validation import validate_key
from clerk_cli_sandbox.identity.invitations import status_column
from clerk_cli_sandbox.identity.user_objects import MEMBERSHIP
from clerk_cli_sandbox.organizations.events import organization_role_deleted
from clerk_cli_sandbox.organizations.features import require_organizations, require_quota
from clerk_cli_sandbox.organizations.organization_objects import INVITATION
from clerk_cli_sandbox.organizations.permissions import require_permission
from clerk_cli_sandbox.organizations.role_objects import (
    PERMISSION,
    ROLE,
    require_creator_permissions,
    select_roles,
    serialize_role,
)
from clerk_cli_sandbox.organizations.role_sets import replace_in_sets, special_roles
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject, Selection, Store

routes = Routes(requirement=require_organizations)

COLLECTION_PATH = "/organization_roles"
ORDERS = columns_of("created_at", "name", "key")
RESOURCE_PATH = COLLECTION_PATH + "/{role_id}"
CHECKS: dict[str, Check] = {"name": name_errors, "key": passes(partial(validate_key, parts=2))}
PERMISSION_PATH = RESOURCE_PATH + "/permissions/{permission_id}"


@routes.add("GET", COLLECTION_PATH, {"order_by": sortable_by(ORDERS)})
def list_roles(request: Request) -> Any:
    """List roles."""
    selection = filter_by_query(request, select_roles(request.store), "name", "key")
    selection = sort(request, selection, ORDERS)
    return page_response(request, selection, lambda role: serialize_role(request.store, role))


@routes.add("GET", RESOURCE_PATH)
def get_role(request: Request) -> Any:
    """Show a role."""
    return serialize_role(request.store, _require_role(request))


@routes.add("POST", COLLECTION_PATH, CHECKS)
def create_role(request: Request) -> Any:
    """Create a role; its key looks like ``org:name``."""
    require_quota(
        request.store,
        select_roles(request.store),
        "max_allowed_roles",
        code="organization_instance_roles_quota_exceeded",
    )
    role: JSONObject = {
        "object": ROLE,
        "id": new_id("role"),
        "name": request.body["name"],
        "key": _validate_new_key(request.store, request.body["key"]),
        "description": request.body.get("description"),
        "_permissions": _permission_ids(request),
        "created_at": request.now,
        "updated_at": request.now,
    }
    request.store.put(ROLE, role)
    return serialize_role(request.store, role)


@routes.add("PATCH", RESOURCE_PATH, CHECKS)
def update_role(request: Request) -> Any:
    """Update a role; if its key changes, members, invitations and role sets keep it."""
    role, body = _require_role(request), request.body
    key = body.get("key") or role["key"]
    if key != role["key"]:
        _validate_new_key(request.store, key)
        for kind in (MEMBERSHIP, INVITATION):
            for holder in request.store.select(Selection(kind).where_equal("role", role["key"])):
                request.store.put(kind, holder | {"role": key})
        replace_in_sets(request.store, role["key"], key)
    role |= {name: body[name] for name in ("name", "description") if body.get(name) is not None}
    if body.get("permissions") is not None:
        role["_permissions"] = _permission_ids(request)
    return _save_role(request, role | {"key": key})


@routes.add("DELETE", RESOURCE_PATH)
def delete_role(request: Request) -> Any:
    """Delete a role that no member, no pending invitation and no setting needs."""
    role = _require_role(request)
    creator_roles, default_roles = special_roles(request.store)
    if role["key"] in creator_roles:
        text = "The role of creators of organizations cannot be deleted."
        raise api_errors.refusal("organization_role_default_creator_role", text)
    if role["key"] in default_roles:
        text = "The default role of members cannot be deleted."
        raise api_errors.refusal("organization_role_domain_default_role", text)
    if count := request.store.count(_memberships_with(role["key"])):
        text = f"{count} members have the role {role['key']}."
        raise api_errors.refusal("organization_role_assigned_members", text)
    invitations = Selection(INVITATION).where_equal("role", role["key"])
    if request.store.count(invitations.where(f"{status_column(request)} = 'pending'")):
        text = f"Pending invitations have the role {role['key']}."
        raise api_errors.refusal("organization_role_exists_in_invitations", text)
    organization_role_deleted.happened(request, role["id"])
    replace_in_sets(request.store, role["key"], None)
    request.store.delete(ROLE, role["id"])
    return deleted_object(role)


@routes.add("POST", PERMISSION_PATH)
def assign_permission(request: Request) -> Any:
    """Add a permission to a role."""
    role = _require_role(request)
    id = require_permission(request.store, request.path_params["permission_id"])["id"]
    if id in role["_permissions"]:
        text = "The role already has this permission."
        raise api_errors.refusal("organization_role_permission_association_exists", text)
    role["_permissions"].append(id)
    return _save_role(request, role)


@routes.add("DELETE", PERMISSION_PATH)
def remove_permission(request: Request) -> Any:
    """Remove a permission from a role."""
    role, id = _require_role(request), request.path_params["permission_id"]
    if id not in role["_permissions"]:
        code = "organization_role_permission_association_not_found"
        raise api_errors.not_found("organization role permission", id, code)
    role["_permissions"].remove(id)
    return _save_role(request, role)


def _permission_ids(request: Request) -> list[str]:
    """The ids of the permissions in the body, which names them by id or key."""
    ids_or_keys = request.body.get("permissions") or []
    permissions = request.store.select(Selection(PERMISSION))
    ids_by_key = {permission["key"]: permission["id"] for permission in permissions}
    ids = [
        require_permission(request.store, ids_by_key.get(id_or_key, id_or_key))["id"]
        for id_or_key in ids_or_keys
    ]
    return list(dict.fromkeys(ids))


def _require_role(request: Request) -> JSONObject:
    select_roles(request.store)
    return require_object(request.store, ROLE, request.path_params["role_id"], "organization role")


def _validate_new_key(store: Store, key: str) -> str:
    key = validate_key(key, parts=2)
    if store.count(select_roles(store).where_equal("key", key)):
        raise ErrorResponse(422, api_errors.identifier_exists("key"))
    return key


def _memberships_with(role_key: str) -> Selection:
    return Selection(MEMBERSHIP).where_equal("role", role_key)


def _save_role(request: Request, role: JSONObject) -> Any:
    if role["key"] in special_roles(request.store)[0]:
        require_creator_permissions(role)
    role["updated_at"] = request.now
    request.store.put(ROLE, role)
    return serialize_role(request.store, role)
