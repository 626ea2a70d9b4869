"""``/invitations``: invitations to the instance."""

from __future__ import annotations

from functools import partial
from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.formats import is_url
from clerk_cli_sandbox.http.listing import (
    array_or_page,
    columns_of,
    filter_by_query,
    filter_by_values,
    sort,
    sortable_by,
)
from clerk_cli_sandbox.http.objects import METADATA_CHECKS, require_object
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Body, passes
from clerk_cli_sandbox.http.timestamps import DAY
from clerk_cli_sandbox.identity.contacts import contact_exists, normalize_contact
from clerk_cli_sandbox.identity.user_objects import EMAIL
from clerk_cli_sandbox.instance.domains import accounts_portal_url
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject, Selection, json_field

routes = Routes()

INVITATION = "invitation"
DEFAULT_DAYS = 30
ORDERS = columns_of("created_at", "email_address", "expires_at")
CHECKS = {
    **METADATA_CHECKS,
    EMAIL: passes(partial(normalize_contact, EMAIL)),
    "redirect_url": is_url,
}


@routes.add("GET", "/invitations", {"order_by": sortable_by(ORDERS)})
def list_invitations(request: Request) -> Any:
    """List invitations; revoked ones only with ``status``."""
    selection = filter_by_query(request, Selection(INVITATION), "email_address")
    status = status_column(request)
    if not filter_by_values(request, selection, "status", status):
        selection.where(f"{status} <> 'revoked'")
    return array_or_page(
        request,
        sort(request, selection, ORDERS),
        lambda invitation: serialize_invitation(request, invitation),
    )


@routes.add("POST", "/invitations", CHECKS)
def create_invitation(request: Request) -> Any:
    """Invite an email address that no user and no pending invitation has."""
    return invite(request, request.body)


@routes.add("POST", "/invitations/bulk", CHECKS)
def create_invitations(request: Request) -> Any:
    """Invite up to ten email addresses, all or none."""
    for item in request.items:  # Here ignore_existing only concerns invitations.
        _require_no_user(request, normalize_contact(EMAIL, item["email_address"]))
    return [invite(request, item) for item in request.items]


@routes.add("POST", "/invitations/{invitation_id}/revoke")
def revoke_invitation(request: Request) -> Any:
    """Revoke a pending invitation."""
    invitation = require_object(request.store, INVITATION, request.path_params["invitation_id"])
    if invitation["status"] != "pending":
        status = invitation["status"]
        text = f"Only pending invitations can be revoked; this one is {status}."
        raise api_errors.refusal(f"invitation_already_{status}", f"already {status}", text)
    invitation |= {"status": "revoked", "revoked": True, "updated_at": request.now}
    request.store.put(INVITATION, invitation)
    return invitation


def status_column(request: Request) -> str:
    """The SQL of the status of an invitation, which expires without being touched."""
    status, expires_at = json_field("status"), json_field("expires_at")
    is_expired = f"{status} = 'pending' AND {expires_at} <= {request.now}"
    return f"CASE WHEN {is_expired} THEN 'expired' ELSE {status} END"


def serialize_invitation(request: Request, invitation: JSONObject) -> JSONObject:
    """An invitation as the API shows it."""
    is_expired = invitation["status"] == "pending" and invitation["expires_at"] <= request.now
    return invitation | ({"status": "expired"} if is_expired else {})


def invite(request: Request, body: Body) -> JSONObject:
    """Invite an email address.

    Raises:
        ErrorResponse: A user or a pending invitation has the email address, and the body does not
            set ``ignore_existing``.
    """
    email = normalize_contact(EMAIL, body["email_address"])
    if not body.get("ignore_existing"):
        _require_unused(request, email)
    invitation: JSONObject = {
        "id": new_id("inv"),
        "object": INVITATION,
        "email_address": email,
        "public_metadata": body.get("public_metadata") or {},
        "revoked": False,
        "status": "pending",
        "url": body.get("redirect_url")
        or f"{accounts_portal_url(request.store)}/v1/tickets/{email}",
        "expires_at": request.now + (body.get("expires_in_days") or DEFAULT_DAYS) * DAY,
        "created_at": request.now,
        "updated_at": request.now,
    }
    request.store.put(INVITATION, invitation)
    return invitation


def require_no_pending(
    request: Request, invitations: Selection, email: str, code: str = "duplicate_record"
) -> None:
    """Check that an email address has no pending invitation.

    Args:
        request: The request.
        invitations: The invitations to search.
        email: The email address.
        code: The code of the error.

    Raises:
        ErrorResponse: One of the invitations is for the email address, and is pending.
    """
    invitations.where_equal("email_address", email)
    invitations.where(f"{status_column(request)} = 'pending'")
    if request.store.count(invitations):
        text = f"There are already pending invitations for the following email addresses: {email}"
        raise api_errors.refusal(code, "duplicate invitation", text)


def _require_no_user(request: Request, email: str) -> None:
    if contact_exists(request.store, EMAIL, email):
        raise ErrorResponse(422, api_errors.identifier_exists(EMAIL))


def _require_unused(request: Request, email: str) -> None:
    _require_no_user(request, email)
    require_no_pending(request, Selection(INVITATION), email)
