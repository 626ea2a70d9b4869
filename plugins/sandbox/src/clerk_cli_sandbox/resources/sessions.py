"""``/sessions``: who is signed in."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.fields import Text
from clerk_cli_sandbox.identifiers import new_id
from clerk_cli_sandbox.lists import one_of, paged_if_asked
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.resources.user_objects import USER, require_user
from clerk_cli_sandbox.routes import Invocation, Routes
from clerk_cli_sandbox.store import Document, Selection, member

routes = Routes()

SESSION = "session"
DAY = 24 * 60 * 60 * 1000
STATUSES = ("abandoned", "active", "ended", "expired", "removed", "replaced", "revoked")


def end_sessions(call: Invocation, user_id: str, status: str) -> None:
    """End every active session of a user."""
    selection = Selection(SESSION).where(f"{member('user_id')} = ?", user_id)
    for session in call.store.select(selection.where(f"{member('status')} = 'active'")):
        call.store.put(SESSION, session | {"status": status, "updated_at": call.now})


@routes.add("GET", "/sessions")
def list_sessions(call: Invocation) -> Any:
    """List sessions of a user or a client."""
    selection = Selection(SESSION)
    for name in ("user_id", "client_id"):
        if value := call.value(name):
            selection.where(f"{member(name)} = ?", value)
    if not selection.conditions:
        text = "At least one of client_id or user_id must be given."
        raise Refusal(422, problems.error("form_param_missing", "is missing", text))
    one_of(call, "status", STATUSES, selection)
    return paged_if_asked(call, selection)


@routes.add("GET", "/sessions/{session_id}")
def get_session(call: Invocation) -> Any:
    """Show a session."""
    return require_session(call)


@routes.add(
    "POST",
    "/sessions",
    {"user_id": Text(required=True, nullable=False), "active_organization_id": Text()},
)
def create_session(call: Invocation) -> Any:
    """Sign a user in, as a development instance allows."""
    user = require_user(call.store, call.body["user_id"])
    session: Document = {
        "id": new_id("sess"),
        "object": SESSION,
        "client_id": new_id("client"),
        "user_id": user["id"],
        "status": "active",
        "actor": None,
        "last_active_organization_id": call.body.get("active_organization_id"),
        "last_active_at": call.now,
        "expire_at": call.now + 7 * DAY,
        "abandon_at": call.now + 30 * DAY,
        "created_at": call.now,
        "updated_at": call.now,
    }
    call.store.put(SESSION, session)
    call.store.put(USER, user | {"last_active_at": call.now, "last_sign_in_at": call.now})
    return session


@routes.add("POST", "/sessions/{session_id}/revoke")
def revoke_session(call: Invocation) -> Any:
    """Revoke a session."""
    session = require_session(call) | {"status": "revoked", "updated_at": call.now}
    call.store.put(SESSION, session)
    return session


def require_session(call: Invocation) -> Document:
    """The session of a path.

    Raises:
        Refusal: There is none.
    """
    session = call.store.get(SESSION, call.path["session_id"])
    if session is None:
        raise problems.not_found("session", call.path["session_id"])
    return session
