"""``/organizations/{id}/invitations``: who is asked to join an organization."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.fields import Field, Flag, Integer, Object, Text
from clerk_cli_sandbox.identifiers import new_id
from clerk_cli_sandbox.lists import one_of, paged
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.resources.contacts import in_form
from clerk_cli_sandbox.resources.memberships import known_role
from clerk_cli_sandbox.resources.organization_objects import (
    INVITATION,
    ROLES,
    require_organization,
)
from clerk_cli_sandbox.resources.user_objects import EMAIL, require_user
from clerk_cli_sandbox.routes import Invocation, Routes
from clerk_cli_sandbox.store import Document, Selection, Store, member

routes = Routes()

PATH = "/organizations/{organization_id}/invitations"
ONE = PATH + "/{invitation_id}"
DAY = 24 * 60 * 60 * 1000
DAYS = 30
STATUSES = ("pending", "accepted", "revoked", "expired")
CREATE: dict[str, Field] = {
    "email_address": Text(required=True, nullable=False),
    "role": Text(required=True, nullable=False),
    "inviter_user_id": Text(),
    "public_metadata": Object(),
    "private_metadata": Object(),
    "redirect_url": Text(),
    "expires_in_days": Integer(smallest=1, largest=365),
    "notify": Flag(),
}


def remove_invitations(store: Store, organization_id: str) -> None:
    """Remove every invitation to an organization."""
    for invitation in store.select(_of(organization_id)):
        store.delete(INVITATION, invitation["id"])


@routes.add("GET", PATH)
def list_invitations(call: Invocation) -> Any:
    """List invitations, newest first."""
    organization = require_organization(call.store, call.path["organization_id"])
    selection = _of(organization["id"])
    one_of(call, "status", STATUSES, selection)
    if email := call.value("email_address"):
        selection.where(f"{member('email_address')} = ?", email.lower())
    return paged(call, selection, _shown)


@routes.add("POST", PATH, CREATE)
def create_invitation(call: Invocation) -> Any:
    """Invite an email address; it can have one pending invitation."""
    organization, body = require_organization(call.store, call.path["organization_id"]), call.body
    email = in_form(EMAIL, body["email_address"])
    pending = _of(organization["id"]).where(f"{member('email_address')} = ?", email)
    if call.store.count(pending.where(f"{member('status')} = 'pending'")):
        text = f"There are already pending invitations for the following email addresses: {email}"
        raise Refusal(400, problems.error("duplicate_record", "duplicate invitation", text))
    if inviter := body.get("inviter_user_id"):
        require_user(call.store, inviter)
    invitation: Document = {
        "id": new_id("orginv"),
        "object": INVITATION,
        "organization_id": organization["id"],
        "email_address": email,
        "role": known_role(body["role"]),
        "status": "pending",
        "inviter_id": body.get("inviter_user_id"),
        "public_inviter_data": None,
        "public_metadata": body.get("public_metadata") or {},
        "private_metadata": body.get("private_metadata") or {},
        "url": body.get("redirect_url"),
        "expires_at": call.now + (body.get("expires_in_days") or DAYS) * DAY,
        "created_at": call.now,
        "updated_at": call.now,
    }
    call.store.put(INVITATION, invitation)
    return _shown(invitation)


@routes.add("GET", ONE)
def get_invitation(call: Invocation) -> Any:
    """Show an invitation."""
    return _shown(_require(call))


@routes.add("POST", ONE + "/revoke", {"requesting_user_id": Text()})
def revoke_invitation(call: Invocation) -> Any:
    """Revoke a pending invitation."""
    invitation = _require(call)
    if invitation["status"] != "pending":
        text = "Only pending organization invitations can be revoked."
        raise Refusal(
            400, problems.error("organization_invitation_not_pending", "not pending", text)
        )
    invitation |= {"status": "revoked", "updated_at": call.now}
    call.store.put(INVITATION, invitation)
    return _shown(invitation)


def _of(organization_id: str) -> Selection:
    return Selection(INVITATION).where(f"{member('organization_id')} = ?", organization_id)


def _require(call: Invocation) -> Document:
    organization = require_organization(call.store, call.path["organization_id"])
    id = call.path["invitation_id"]
    invitation = call.store.get(INVITATION, id)
    if invitation is None or invitation["organization_id"] != organization["id"]:
        raise problems.not_found("organization invitation", id)
    return invitation


def _shown(invitation: Document) -> Document:
    return invitation | {"role_name": ROLES[invitation["role"]][0]}
