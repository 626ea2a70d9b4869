"""``/invitations``: who is asked to join the instance."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.fields import Body, Field, Flag, Integer, Object, Text, check_body
from clerk_cli_sandbox.identifiers import new_id
from clerk_cli_sandbox.lists import one_of, paged_if_asked
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.resources.contacts import in_form, is_taken
from clerk_cli_sandbox.resources.user_objects import EMAIL
from clerk_cli_sandbox.routes import Invocation, Routes
from clerk_cli_sandbox.store import Document, Selection, member

routes = Routes()

INVITATION = "invitation"
DAY = 24 * 60 * 60 * 1000
DAYS, MOST_DAYS = 30, 365
MOST_AT_ONCE = 10
STATUSES = ("pending", "accepted", "revoked", "expired")
CREATE: dict[str, Field] = {
    "email_address": Text(required=True, nullable=False),
    "public_metadata": Object(),
    "redirect_url": Text(),
    "notify": Flag(),
    "ignore_existing": Flag(),
    "expires_in_days": Integer(smallest=1, largest=MOST_DAYS),
    "template_slug": Text(choices=("invitation", "waitlist_invitation")),
}


@routes.add("GET", "/invitations")
def list_invitations(call: Invocation) -> Any:
    """List invitations; revoked ones only where they are asked for."""
    selection = Selection(INVITATION)
    if not one_of(call, "status", STATUSES, selection):
        selection.where(f"{member('status')} <> 'revoked'")
    if text := call.value("query"):
        selection.where(f"(instr({member('email_address')}, ?) OR o.id = ?)", text.lower(), text)
    return paged_if_asked(call, selection)


@routes.add("POST", "/invitations", CREATE)
def create_invitation(call: Invocation) -> Any:
    """Invite an email address that no user and no pending invitation has."""
    return invite(call, call.body)


@routes.add("POST", "/invitations/bulk", takes_list=True)
def create_invitations(call: Invocation) -> Any:
    """Invite up to ten addresses, all or none."""
    if not 1 <= len(call.items) <= MOST_AT_ONCE:
        text = f"Between 1 and {MOST_AT_ONCE} invitations can be created at once."
        raise Refusal(422, problems.error("form_param_value_invalid", "is invalid", text))
    for item in call.items:
        check_body(item, CREATE)
    return [invite(call, item) for item in call.items]


@routes.add("POST", "/invitations/{invitation_id}/revoke")
def revoke_invitation(call: Invocation) -> Any:
    """Revoke a pending invitation."""
    invitation = call.store.get(INVITATION, call.path["invitation_id"])
    if invitation is None:
        raise problems.not_found("invitation", call.path["invitation_id"])
    if invitation["status"] != "pending":
        text = f"Only pending invitations can be revoked; this one is {invitation['status']}."
        raise Refusal(400, problems.error("invitation_not_pending", "not pending", text))
    invitation |= {"status": "revoked", "revoked": True, "updated_at": call.now}
    call.store.put(INVITATION, invitation)
    return invitation


def invite(call: Invocation, body: Body) -> Document:
    """Invite an email address.

    Raises:
        Refusal: A user or a pending invitation has it, and the body does not ignore that.
    """
    email = in_form(EMAIL, body["email_address"])
    if not body.get("ignore_existing"):
        _refuse_existing(call, email)
    invitation: Document = {
        "id": new_id("inv"),
        "object": INVITATION,
        "email_address": email,
        "public_metadata": body.get("public_metadata") or {},
        "revoked": False,
        "status": "pending",
        "url": body.get("redirect_url") or f"https://accounts.sandbox.test/v1/tickets/{email}",
        "expires_at": call.now + (body.get("expires_in_days") or DAYS) * DAY,
        "created_at": call.now,
        "updated_at": call.now,
    }
    call.store.put(INVITATION, invitation)
    return invitation


def _refuse_existing(call: Invocation, email: str) -> None:
    if is_taken(call.store, EMAIL, email):
        raise Refusal(422, problems.taken(EMAIL))
    pending = Selection(INVITATION).where(f"{member('email_address')} = ?", email)
    if call.store.count(pending.where(f"{member('status')} = 'pending'")):
        text = f"There are already pending invitations for the following email addresses: {email}"
        raise Refusal(400, problems.error("duplicate_record", "duplicate invitation", text))
