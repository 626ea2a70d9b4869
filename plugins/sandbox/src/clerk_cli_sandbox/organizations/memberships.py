"""Memberships: the users in organizations, and their roles."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.listing import page_response, sort, sortable_by
from clerk_cli_sandbox.http.objects import METADATA_CHECKS, patch_metadata
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.identity.events import user_deleted
from clerk_cli_sandbox.identity.invitations import status_column
from clerk_cli_sandbox.identity.user_objects import (
    EMAIL,
    MEMBERSHIP,
    USER,
    contacts_of,
    requested_user,
    require_user,
)
from clerk_cli_sandbox.identity.user_search import filter_by_user, order_columns
from clerk_cli_sandbox.organizations.features import require_organizations
from clerk_cli_sandbox.organizations.organization_objects import (
    INVITATION,
    requested_organization,
    require_organization,
    serialize_organization,
)
from clerk_cli_sandbox.organizations.role_objects import (
    LEGACY_KEYS,
    manages_members,
    permissions_of,
    require_role,
    select_roles,
)
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject, Selection, Store, json_field

routes = Routes(requirement=require_organizations)

COLLECTION_PATH = "/organizations/{organization_id}/memberships"
RESOURCE_PATH = COLLECTION_PATH + "/{user_id}"
USER_ORDERS = order_columns("u")
ORDERS = {
    "created_at": json_field("created_at"),
    **{
        name: f"(SELECT {USER_ORDERS[name]} FROM objects u "
        f"WHERE u.kind = '{USER}' AND u.id = {json_field('user_id')})"
        for name in ("phone_number", "email_address", "first_name", "last_name", "username")
    },
}
LIST_CHECKS = {"order_by": sortable_by(ORDERS)}
METADATA = ("public_metadata", "private_metadata")


@user_deleted.reaction
def delete_memberships_of_user(request: Request, user_id: str) -> None:
    """Delete the memberships of a deleted user."""
    request.store.delete_all(Selection(MEMBERSHIP).where_equal("user_id", user_id))


def add_membership(
    request: Request, organization: JSONObject, user_id: str, role_key: str
) -> JSONObject:
    """Add a user to an organization.

    Raises:
        ErrorResponse: The user or the role does not exist, the user is already a member, or the
            organization is full.
    """
    require_user(request.store, user_id)
    role = require_role(request.store, role_key)
    if find_membership(request.store, organization["id"], user_id):
        text = "User is already a member of the organization."
        raise api_errors.refusal("already_a_member_in_organization", "already a member", text)
    require_room(request, organization)
    membership: JSONObject = {
        "id": new_id("orgmem"),
        "object": MEMBERSHIP,
        "organization_id": organization["id"],
        "user_id": user_id,
        "role": role["key"],
        "public_metadata": {},
        "private_metadata": {},
        "created_at": request.now,
        "updated_at": request.now,
    }
    request.store.put(MEMBERSHIP, membership)
    return membership


def require_room(request: Request, organization: JSONObject) -> None:
    """Check that an organization has room for one more member.

    Raises:
        ErrorResponse: The organization is full; pending invitations count as members.
    """
    limit = organization["max_allowed_memberships"]
    if not limit:
        return
    invitations = Selection(INVITATION).where_equal("organization_id", organization["id"])
    invitations.where(f"{status_column(request)} = 'pending'")
    count = members_count(request.store, organization["id"]) + request.store.count(invitations)
    if count >= limit:
        text = f"The limit is {limit} organization memberships, including outstanding invitations."
        raise api_errors.refusal("organization_membership_quota_exceeded", "membership quota", text)


def has_manager(store: Store, organization_id: str, *, except_user: str = "") -> bool:
    """Whether a member of an organization can manage its members.

    Args:
        store: The objects.
        organization_id: The organization.
        except_user: A user who does not count.
    """
    keys = [role["key"] for role in store.select(select_roles(store))]
    managers = _memberships_of(organization_id).where_in(
        "role", [key for key in keys if manages_members(store, key)]
    )
    return store.count(managers.where(f"{json_field('user_id')} <> ?", except_user)) > 0


def members_count(store: Store, organization_id: str) -> int:
    """How many members an organization has."""
    return store.count(_memberships_of(organization_id))


def find_membership(store: Store, organization_id: str, user_id: str) -> JSONObject | None:
    """The membership of a user in an organization, or None."""
    return store.first(_memberships_of(organization_id).where_equal("user_id", user_id))


@routes.add("GET", COLLECTION_PATH, LIST_CHECKS)
def list_memberships(request: Request) -> Any:
    """List the members of an organization."""
    organization = requested_organization(request)
    selection = _memberships_of(organization["id"])
    roles = [LEGACY_KEYS.get(role, role) for role in request.params("role") if role]
    if roles:
        selection.where_in("role", roles)
    users = filter_by_user(request, Selection(USER))
    if users.conditions:
        ids, values = users.ids()
        selection.where(f"{json_field('user_id')} IN ({ids})", *values)
    return _memberships_page(request, selection)


@routes.add("GET", "/organization_memberships", LIST_CHECKS)
def list_all_memberships(request: Request) -> Any:
    """List the members of all organizations."""
    return _memberships_page(request, Selection(MEMBERSHIP))


@routes.add("GET", "/users/{user_id}/organization_memberships")
def list_memberships_of_user(request: Request) -> Any:
    """List the organizations of a user."""
    user = requested_user(request)
    return _memberships_page(request, Selection(MEMBERSHIP).where_equal("user_id", user["id"]))


@routes.add("POST", COLLECTION_PATH, METADATA_CHECKS)
def create_membership(request: Request) -> Any:
    """Add a member."""
    organization = requested_organization(request)
    membership = add_membership(
        request, organization, request.body["user_id"], request.body["role"]
    )
    membership |= {name: request.body[name] or {} for name in METADATA if name in request.body}
    request.store.put(MEMBERSHIP, membership)
    return serialize_membership(request.store, membership)


@routes.add("PATCH", RESOURCE_PATH)
def update_membership(request: Request) -> Any:
    """Change the role of a member."""
    membership = _require_membership(request)
    role = require_role(request.store, request.body["role"])["key"]
    if not manages_members(request.store, role):
        _require_other_manager(request.store, membership)
    membership["role"] = role
    return _save_membership(request, membership)


@routes.add("PATCH", RESOURCE_PATH + "/metadata")
def merge_membership_metadata(request: Request) -> Any:
    """Merge metadata into that of a membership; null removes a key."""
    membership = _require_membership(request)
    patch_metadata(membership, request.body)
    return _save_membership(request, membership)


@routes.add("DELETE", RESOURCE_PATH)
def delete_membership(request: Request) -> Any:
    """Remove a member, and show the deleted membership."""
    membership = _require_membership(request)
    _require_other_manager(request.store, membership)
    response = serialize_membership(request.store, membership)
    request.store.delete(MEMBERSHIP, membership["id"])
    return response


def serialize_membership(store: Store, membership: JSONObject) -> JSONObject:
    """A membership as the API shows it, with its organization and its user."""
    user = require_user(store, membership["user_id"])
    emails = contacts_of(store, EMAIL, user["id"])
    role = require_role(store, membership["role"])
    organization = require_organization(store, membership["organization_id"])
    members = dict(membership)
    del members["organization_id"], members["user_id"]
    return members | {
        "role_name": role["name"],
        "permissions": [permission["key"] for permission in permissions_of(store, role)],
        "organization": serialize_organization(organization),
        "public_user_data": {
            "user_id": user["id"],
            "first_name": user["first_name"],
            "last_name": user["last_name"],
            "profile_image_url": user["image_url"],
            "image_url": user["image_url"],
            "has_image": user["has_image"],
            "identifier": emails[0][EMAIL] if emails else user["username"],
            "username": user["username"],
            "banned": user["banned"],
        },
    }


def _memberships_page(request: Request, selection: Selection) -> Any:
    selection = sort(request, selection, ORDERS, default="created_at")
    return page_response(
        request, selection, lambda membership: serialize_membership(request.store, membership)
    )


def _memberships_of(organization_id: str) -> Selection:
    return Selection(MEMBERSHIP).where_equal("organization_id", organization_id)


def _require_membership(request: Request) -> JSONObject:
    organization = requested_organization(request)
    user_id = request.path_params["user_id"]
    membership = find_membership(request.store, organization["id"], user_id)
    if membership is None:
        raise api_errors.not_found("organization membership", user_id)
    return membership


def _require_other_manager(store: Store, membership: JSONObject) -> None:
    """Check that a member is not the last one who can manage the members."""
    organization_id, user_id = membership["organization_id"], membership["user_id"]
    if not manages_members(store, membership["role"]):
        return
    if not has_manager(store, organization_id, except_user=user_id):
        text = "At least one member must have the permissions to manage the organization's members."
        raise api_errors.refusal("organization_minimum_permissions_needed", "last manager", text)


def _save_membership(request: Request, membership: JSONObject) -> JSONObject:
    membership["updated_at"] = request.now
    request.store.put(MEMBERSHIP, membership)
    return serialize_membership(request.store, membership)
