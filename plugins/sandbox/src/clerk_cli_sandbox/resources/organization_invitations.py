"""``/organizations/{id}/invitations``: who is asked to join an organization."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.documents import search
from clerk_cli_sandbox.fields import Body, Field, Flag, Integer, Object, Text, check_body
from clerk_cli_sandbox.identifiers import new_id
from clerk_cli_sandbox.lists import one_of, paged
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.resources.contacts import in_form
from clerk_cli_sandbox.resources.organization_objects import (
    INVITATION,
    public_organization,
    require_organization,
)
from clerk_cli_sandbox.resources.role_objects import find_role
from clerk_cli_sandbox.resources.user_objects import EMAIL, contacts_of, require_user
from clerk_cli_sandbox.routes import Invocation, Routes
from clerk_cli_sandbox.store import Document, Selection, Store, member

routes = Routes()

PATH = "/organizations/{organization_id}/invitations"
ONE = PATH + "/{invitation_id}"
DAY = 24 * 60 * 60 * 1000
DAYS = 30
MOST_AT_ONCE = 10
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
    return paged(call, selection, lambda each: _shown(call.store, each))


@routes.add("GET", PATH + "/pending")
def list_pending_invitations(call: Invocation) -> Any:
    """List the invitations that nobody accepted or revoked yet."""
    organization = require_organization(call.store, call.path["organization_id"])
    selection = _of(organization["id"]).where(f"{member('status')} = 'pending'")
    return paged(call, selection, lambda each: _shown(call.store, each))


@routes.add("GET", "/organization_invitations")
def list_all_invitations(call: Invocation) -> Any:
    """List the invitations of all organizations, newest first."""
    selection = search(call, Selection(INVITATION), "email_address")
    one_of(call, "status", STATUSES, selection)
    return paged(call, selection, lambda each: _shown(call.store, each))


@routes.add("GET", "/users/{user_id}/organization_invitations")
def list_invitations_of_user(call: Invocation) -> Any:
    """List the invitations to a user's addresses, with the organizations that invite."""
    user = require_user(call.store, call.path["user_id"])
    emails = [contact[EMAIL] for contact in contacts_of(call.store, EMAIL, user["id"])]
    test = f"{member('email_address')} IN ({', '.join('?' * len(emails))})"
    selection = Selection(INVITATION).where(test, *emails)
    one_of(call, "status", STATUSES, selection)

    def with_organization(invitation: Document) -> Document:
        organization = require_organization(call.store, invitation["organization_id"])
        shown = _shown(call.store, invitation)
        return shown | {"public_organization_data": public_organization(organization)}

    return paged(call, selection, with_organization)


@routes.add("POST", PATH, CREATE)
def create_invitation(call: Invocation) -> Any:
    """Invite an email address; it can have one pending invitation."""
    return _invite(call, call.body)


@routes.add("POST", PATH + "/bulk", takes_list=True)
def create_invitations(call: Invocation) -> Any:
    """Invite up to ten addresses, all or none."""
    if not 1 <= len(call.items) <= MOST_AT_ONCE:
        text = f"Between 1 and {MOST_AT_ONCE} invitations can be created at once."
        raise Refusal(422, problems.error("form_param_value_invalid", "is invalid", text))
    for item in call.items:
        check_body(item, CREATE)
    invited = [_invite(call, item) for item in call.items]
    return {"data": invited, "total_count": len(invited)}


@routes.add("GET", ONE)
def get_invitation(call: Invocation) -> Any:
    """Show an invitation."""
    return _shown(call.store, _require(call))


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
    return _shown(call.store, invitation)


def _invite(call: Invocation, body: Body) -> Document:
    organization = require_organization(call.store, call.path["organization_id"])
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
        "role": find_role(call.store, body["role"])["key"],
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
    return _shown(call.store, invitation)


def _of(organization_id: str) -> Selection:
    return Selection(INVITATION).where(f"{member('organization_id')} = ?", organization_id)


def _require(call: Invocation) -> Document:
    organization = require_organization(call.store, call.path["organization_id"])
    id = call.path["invitation_id"]
    invitation = call.store.get(INVITATION, id)
    if invitation is None or invitation["organization_id"] != organization["id"]:
        raise problems.not_found("organization invitation", id)
    return invitation


def _shown(store: Store, invitation: Document) -> Document:
    return invitation | {"role_name": find_role(store, invitation["role"])["name"]}
