"""``/waitlist_entries``: email addresses that are waiting for an invitation."""

from __future__ import annotations

from functools import partial
from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.listing import (
    columns_of,
    filter_by_query,
    filter_by_values,
    page_response,
    sort,
    sortable_by,
)
from clerk_cli_sandbox.http.objects import deleted_object, require_object
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Body, passes
from clerk_cli_sandbox.identity.contacts import normalize_contact
from clerk_cli_sandbox.identity.invitations import invite
from clerk_cli_sandbox.identity.user_objects import EMAIL
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject, Selection, json_field

routes = Routes()

ENTRY = "waitlist_entry"
COLLECTION_PATH = "/waitlist_entries"
RESOURCE_PATH = COLLECTION_PATH + "/{entry_id}"
ORDERS = {
    **columns_of("created_at", "email_address"),
    "invited_at": json_field("invitation.created_at"),
}
CHECKS = {EMAIL: passes(partial(normalize_contact, EMAIL))}


@routes.add("GET", COLLECTION_PATH, {"order_by": sortable_by(ORDERS)})
def list_entries(request: Request) -> Any:
    """List entries, newest first."""
    selection = filter_by_query(request, Selection(ENTRY), "email_address")
    filter_by_values(request, selection, "status")
    return page_response(request, sort(request, selection, ORDERS))


@routes.add("POST", COLLECTION_PATH, CHECKS)
def create_entry(request: Request) -> Any:
    """Add an email address, or return the entry that it already has."""
    return _add_entry(request, request.body)


@routes.add("POST", COLLECTION_PATH + "/bulk", CHECKS)
def create_entries(request: Request) -> Any:
    """Add up to fifty email addresses, all or none."""
    emails = [normalize_contact(EMAIL, item["email_address"]) for item in request.items]
    if repeated := sorted({email for email in emails if emails.count(email) > 1}):
        raise ErrorResponse(422, api_errors.duplicate_values(EMAIL, repeated))
    return [_add_entry(request, item) for item in request.items]


@routes.add("POST", RESOURCE_PATH + "/invite")
def invite_entry(request: Request) -> Any:
    """Invite the email address of an entry."""
    entry, ignore_existing = _require_entry(request), bool(request.body.get("ignore_existing"))
    if entry["status"] not in ("pending", "rejected") and not ignore_existing:
        raise _not_pending(entry, "invited")
    body = {"email_address": entry["email_address"], "ignore_existing": ignore_existing}
    invitation = invite(request, body)
    entry |= {"status": "invited", "invitation": invitation, "updated_at": request.now}
    request.store.put(ENTRY, entry)
    return entry


@routes.add("POST", RESOURCE_PATH + "/reject")
def reject_entry(request: Request) -> Any:
    """Reject an entry."""
    entry = _require_entry(request)
    if entry["status"] != "pending":
        raise _not_pending(entry, "rejected")
    entry |= {"status": "rejected", "updated_at": request.now}
    request.store.put(ENTRY, entry)
    return entry


@routes.add("DELETE", RESOURCE_PATH)
def delete_entry(request: Request) -> Any:
    """Delete a pending entry."""
    entry = _require_entry(request)
    if entry["status"] != "pending":
        raise _not_pending(entry, "deleted")
    request.store.delete(ENTRY, entry["id"])
    return deleted_object(entry)


def _add_entry(request: Request, body: Body) -> JSONObject:
    email = normalize_contact(EMAIL, body["email_address"])
    entry = request.store.first(Selection(ENTRY).where_equal("email_address", email))
    if entry is not None:
        return entry
    entry = {
        "object": ENTRY,
        "id": new_id("wle"),
        "email_address": email,
        "status": "pending",
        "is_locked": False,
        "invitation": None,
        "created_at": request.now,
        "updated_at": request.now,
    }
    request.store.put(ENTRY, entry)
    return entry


def _require_entry(request: Request) -> JSONObject:
    return require_object(request.store, ENTRY, request.path_params["entry_id"], "waitlist entry")


def _not_pending(entry: JSONObject, action: str) -> ErrorResponse:
    status = entry["status"]
    text = f"Only pending entries can be {action}; this one is {status}."
    return api_errors.refusal(f"waitlist_entry_already_{status}", f"already {status}", text)
