"""``/waitlist_entries``: who would like to join."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.documents import deleted, search
from clerk_cli_sandbox.fields import Body, Field, Flag, Text, check_body
from clerk_cli_sandbox.identifiers import new_id
from clerk_cli_sandbox.lists import one_of, paged
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.resources.contacts import in_form
from clerk_cli_sandbox.resources.invitations import invite
from clerk_cli_sandbox.resources.user_objects import EMAIL
from clerk_cli_sandbox.routes import Invocation, Routes
from clerk_cli_sandbox.store import Document, Selection, member

routes = Routes()

ENTRY = "waitlist_entry"
ONE = "/waitlist_entries/{entry_id}"
MOST_AT_ONCE = 50
STATUSES = ("pending", "invited", "completed", "rejected")
CREATE: dict[str, Field] = {
    "email_address": Text(required=True, nullable=False),
    "notify": Flag(),
}


@routes.add("GET", "/waitlist_entries")
def list_entries(call: Invocation) -> Any:
    """List entries, newest first."""
    selection = search(call, Selection(ENTRY), "email_address")
    one_of(call, "status", STATUSES, selection)
    return paged(call, selection)


@routes.add("POST", "/waitlist_entries", CREATE)
def create_entry(call: Invocation) -> Any:
    """Add an address; one that waits already keeps its entry."""
    return _add(call, call.body)


@routes.add("POST", "/waitlist_entries/bulk", takes_list=True)
def create_entries(call: Invocation) -> Any:
    """Add up to fifty addresses, all or none."""
    if not 1 <= len(call.items) <= MOST_AT_ONCE:
        text = f"Between 1 and {MOST_AT_ONCE} entries can be created at once."
        raise Refusal(422, problems.error("form_param_value_invalid", "is invalid", text))
    for item in call.items:
        check_body(item, CREATE)
    return [_add(call, item) for item in call.items]


@routes.add("POST", ONE + "/invite", {"ignore_existing": Flag()})
def invite_entry(call: Invocation) -> Any:
    """Invite who waits."""
    entry = _require(call)
    if entry["status"] not in ("pending", "rejected") and not call.body.get("ignore_existing"):
        raise _not_pending(entry, "invited")
    asked = {"email_address": entry["email_address"], "ignore_existing": True}
    invitation = invite(call, asked)
    entry |= {"status": "invited", "invitation": invitation, "updated_at": call.now}
    call.store.put(ENTRY, entry)
    return entry


@routes.add("POST", ONE + "/reject")
def reject_entry(call: Invocation) -> Any:
    """Turn down who waits."""
    entry = _require(call)
    if entry["status"] != "pending":
        raise _not_pending(entry, "rejected")
    entry |= {"status": "rejected", "updated_at": call.now}
    call.store.put(ENTRY, entry)
    return entry


@routes.add("DELETE", ONE)
def delete_entry(call: Invocation) -> Any:
    """Delete an entry that is pending."""
    entry = _require(call)
    if entry["status"] != "pending":
        raise _not_pending(entry, "deleted")
    call.store.delete(ENTRY, entry["id"])
    return deleted(entry)


def _add(call: Invocation, body: Body) -> Document:
    email = in_form(EMAIL, body["email_address"])
    waiting = call.store.select(Selection(ENTRY).where(f"{member('email_address')} = ?", email))
    if waiting:
        return waiting[0]
    entry: Document = {
        "object": ENTRY,
        "id": new_id("wle"),
        "email_address": email,
        "status": "pending",
        "is_locked": False,
        "invitation": None,
        "created_at": call.now,
        "updated_at": call.now,
    }
    call.store.put(ENTRY, entry)
    return entry


def _require(call: Invocation) -> Document:
    entry = call.store.get(ENTRY, call.path["entry_id"])
    if entry is None:
        raise problems.not_found("waitlist entry", call.path["entry_id"])
    return entry


def _not_pending(entry: Document, done: str) -> Refusal:
    text = f"Only pending entries can be {done}; this one is {entry['status']}."
    return Refusal(409, problems.error("waitlist_entry_not_pending", "not pending", text))
