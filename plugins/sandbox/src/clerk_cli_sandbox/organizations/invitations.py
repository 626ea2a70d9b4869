"""``/organizations/{id}/invitations``: invitations to organizations."""

from __future__ import annotations

from functools import partial
from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.formats import is_url
from clerk_cli_sandbox.http.listing import (
    columns_of,
    filter_by_query,
    filter_by_values,
    page_response,
    sort,
    sortable_by,
)
from clerk_cli_sandbox.http.objects import METADATA_CHECKS
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Body, passes
from clerk_cli_sandbox.http.timestamps import DAY
from clerk_cli_sandbox.identity.contacts import normalize_contact
from clerk_cli_sandbox.identity.invitations import (
    DEFAULT_DAYS,
    require_no_pending,
    serialize_invitation,
    status_column,
)
from clerk_cli_sandbox.identity.user_objects import (
    EMAIL,
    contacts_of,
    requested_user,
)
from clerk_cli_sandbox.organizations.features import require_organizations
from clerk_cli_sandbox.organizations.memberships import find_membership, require_room
from clerk_cli_sandbox.organizations.organization_objects import (
    INVITATION,
    public_organization,
    requested_organization,
    require_in_organization,
    require_organization,
)
from clerk_cli_sandbox.organizations.role_objects import (
    MANAGE_MEMBERS,
    manages_members,
    require_role,
    select_roles,
)
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject, Selection, Store

routes = Routes(requirement=require_organizations)

ORDERS = columns_of("created_at", "email_address")
LIST_CHECKS = {"order_by": sortable_by(ORDERS)}
COLLECTION_PATH = "/organizations/{organization_id}/invitations"
RESOURCE_PATH = COLLECTION_PATH + "/{invitation_id}"
CHECKS = {
    **METADATA_CHECKS,
    EMAIL: passes(partial(normalize_contact, EMAIL)),
    "redirect_url": is_url,
}


def delete_invitations(store: Store, organization_id: str) -> None:
    """Delete every invitation to an organization."""
    store.delete_all(_invitations_of(organization_id))


@routes.add("GET", COLLECTION_PATH, LIST_CHECKS)
def list_invitations(request: Request) -> Any:
    """List invitations, newest first."""
    organization = requested_organization(request)
    selection = _invitations_of(organization["id"])
    filter_by_values(request, selection, "status", status_column(request))
    if email := request.param(EMAIL):
        selection.where_equal(EMAIL, email.lower())
    return _invitations_page(request, selection)


@routes.add("GET", COLLECTION_PATH + "/pending")
def list_pending_invitations(request: Request) -> Any:
    """List pending invitations."""
    organization = requested_organization(request)
    selection = _invitations_of(organization["id"])
    selection.where(f"{status_column(request)} = 'pending'")
    return _invitations_page(request, selection)


@routes.add("GET", "/organization_invitations", LIST_CHECKS)
def list_all_invitations(request: Request) -> Any:
    """List the invitations of all organizations, newest first."""
    selection = filter_by_query(request, Selection(INVITATION), "email_address")
    filter_by_values(request, selection, "status", status_column(request))
    return page_response(
        request,
        sort(request, selection, ORDERS),
        lambda invitation: _serialize_with_organization(request, invitation),
    )


@routes.add("GET", "/users/{user_id}/organization_invitations")
def list_invitations_of_user(request: Request) -> Any:
    """List the invitations to a user's email addresses, with their organizations."""
    user = requested_user(request)
    emails = [contact[EMAIL] for contact in contacts_of(request.store, EMAIL, user["id"])]
    selection = Selection(INVITATION).where_in("email_address", emails)
    filter_by_values(request, selection, "status", status_column(request))
    return page_response(
        request, selection, lambda invitation: _serialize_with_organization(request, invitation)
    )


@routes.add("POST", COLLECTION_PATH, CHECKS)
def create_invitation(request: Request) -> Any:
    """Invite an email address that has no pending invitation to the organization."""
    return _invite(request, request.body)


@routes.add("POST", COLLECTION_PATH + "/bulk", CHECKS)
def create_invitations(request: Request) -> Any:
    """Invite up to ten email addresses, all or none."""
    invitations = [_invite(request, item) for item in request.items]
    return {"data": invitations, "total_count": len(invitations)}


@routes.add("GET", RESOURCE_PATH)
def get_invitation(request: Request) -> Any:
    """Show an invitation."""
    return _serialize_invitation(request, _require_invitation(request))


@routes.add("POST", RESOURCE_PATH + "/revoke")
def revoke_invitation(request: Request) -> Any:
    """Revoke a pending invitation; a user in whose name this is done must be an administrator."""
    invitation = _require_invitation(request)
    if user_id := request.body.get("requesting_user_id"):
        _require_manager(request.store, invitation["organization_id"], user_id)
    if invitation["status"] != "pending":
        text = "Only pending organization invitations can be revoked."
        raise api_errors.refusal("organization_invitation_not_pending", "not pending", text)
    invitation |= {"status": "revoked", "updated_at": request.now}
    request.store.put(INVITATION, invitation)
    return _serialize_invitation(request, invitation)


def _invite(request: Request, body: Body) -> JSONObject:
    organization = requested_organization(request)
    email = normalize_contact(EMAIL, body["email_address"])
    require_no_pending(
        request,
        _invitations_of(organization["id"]),
        email,
        code="organization_invitation_not_unique",
    )
    if inviter_id := body.get("inviter_user_id"):
        _require_manager(request.store, organization["id"], inviter_id)
    contact = request.store.first(Selection(EMAIL).where_equal(EMAIL, email))
    if contact and find_membership(request.store, organization["id"], contact["user_id"]):
        text = f"{email} is already a member of the organization."
        raise api_errors.refusal("already_a_member_in_organization", "already a member", text)
    require_room(request, organization)
    invitation: JSONObject = {
        "id": new_id("orginv"),
        "object": INVITATION,
        "organization_id": organization["id"],
        "email_address": email,
        "role": require_role(request.store, body["role"])["key"],
        "status": "pending",
        "inviter_id": body.get("inviter_user_id"),
        "public_inviter_data": None,
        "public_metadata": body.get("public_metadata") or {},
        "private_metadata": body.get("private_metadata") or {},
        "url": body.get("redirect_url"),
        "expires_at": request.now + (body.get("expires_in_days") or DEFAULT_DAYS) * DAY,
        "created_at": request.now,
        "updated_at": request.now,
    }
    request.store.put(INVITATION, invitation)
    return _serialize_invitation(request, invitation)


def _require_manager(store: Store, organization_id: str, user_id: str) -> None:
    """Check that a user can manage the members of an organization."""
    membership = find_membership(store, organization_id, user_id)
    if membership is None:
        text = "The user is not a member of the organization."
        raise api_errors.refusal("organization_not_found_or_unauthorized", "not found", text)
    if not manages_members(store, membership["role"]):
        text = "The user is missing an organization permission."
        permissions = [MANAGE_MEMBERS]
        raise api_errors.refusal(
            "missing_organization_permission", "missing permission", text, permissions=permissions
        )


def _invitations_of(organization_id: str) -> Selection:
    return Selection(INVITATION).where_equal("organization_id", organization_id)


def _invitations_page(request: Request, selection: Selection) -> Any:
    return page_response(
        request,
        sort(request, selection, ORDERS),
        lambda invitation: _serialize_invitation(request, invitation),
    )


def _require_invitation(request: Request) -> JSONObject:
    return require_in_organization(request, INVITATION, request.path_params["invitation_id"])


def _serialize_with_organization(request: Request, invitation: JSONObject) -> JSONObject:
    organization = require_organization(request.store, invitation["organization_id"])
    return _serialize_invitation(request, invitation) | {
        "public_organization_data": public_organization(organization)
    }


def _serialize_invitation(request: Request, invitation: JSONObject) -> JSONObject:
    # The role may be gone, once the invitation is no longer pending.
    role = request.store.first(select_roles(request.store).where_equal("key", invitation["role"]))
    role_name = role["name"] if role else invitation["role"]
    return serialize_invitation(request, invitation) | {"role_name": role_name}
