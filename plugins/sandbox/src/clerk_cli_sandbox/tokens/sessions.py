"""``/sessions``: the sessions of signed-in users."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.listing import array_or_page, filter_by_values
from clerk_cli_sandbox.http.objects import require_object
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.timestamps import DAY
from clerk_cli_sandbox.identity.events import user_deleted, user_signed_out
from clerk_cli_sandbox.identity.user_objects import MEMBERSHIP, USER, require_user_who_may_sign_in
from clerk_cli_sandbox.instance.events import primary_domain_changed
from clerk_cli_sandbox.organizations.memberships import find_membership
from clerk_cli_sandbox.organizations.organization_objects import find_organization
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import NEWEST_FIRST, JSONObject, Selection, Store, json_field
from clerk_cli_sandbox.tokens.client_objects import create_client

routes = Routes()

SESSION = "session"


@user_deleted.reaction
def remove_sessions(request: Request, user_id: str) -> None:
    """Remove the sessions of a deleted user."""
    end_sessions(request, user_id, "removed")


@user_signed_out.reaction
def revoke_sessions(request: Request, user_id: str) -> None:
    """Revoke the sessions of a user."""
    end_sessions(request, user_id, "revoked")


@primary_domain_changed.reaction
def revoke_all_sessions(request: Request, _: str) -> None:
    """Revoke the sessions of all users, whose cookies belong to the former domain."""
    _end(request, Selection(SESSION), "revoked")


def end_sessions(request: Request, user_id: str, status: str) -> None:
    """End every active session of a user."""
    _end(request, Selection(SESSION).where_equal("user_id", user_id), status)


def _end(request: Request, selection: Selection, status: str) -> None:
    for session in request.store.select(selection.where_equal("status", "active")):
        request.store.put(SESSION, session | {"status": status, "updated_at": request.now})


@routes.add("GET", "/sessions")
def list_sessions(request: Request) -> Any:
    """List the sessions of a user or a client."""
    selection = Selection(SESSION)
    for name in ("user_id", "client_id"):
        filter_by_values(request, selection, name)
    if not selection.conditions:
        text = "At least one of client_id or user_id must be included."
        raise api_errors.refusal("form_param_missing", "is missing", text)
    filter_by_values(request, selection, "status", _status_column(request))
    return array_or_page(request, selection, lambda session: serialize_session(request, session))


@routes.add("GET", "/sessions/{session_id}")
def get_session(request: Request) -> Any:
    """Show a session."""
    return require_session(request)


@routes.add("POST", "/sessions")
def create_session(request: Request) -> Any:
    """Create a session for a user, as development instances allow.

    Unless the request names an organization, the one that the user joined last is active.
    """
    user = require_user_who_may_sign_in(request, request.body["user_id"])
    if "active_organization_id" not in request.body:
        organization_id = _latest_organization(request.store, user["id"])
    elif organization_id := request.body["active_organization_id"] or None:
        organization_id = require_membership(request.store, organization_id, user["id"])
    return start_session(request, user, create_client(request)["id"], organization_id)


def start_session(
    request: Request, user: JSONObject, client_id: str, organization_id: str | None
) -> JSONObject:
    """Sign a user in.

    Args:
        request: The request.
        user: The user.
        client_id: The client on which the user signs in.
        organization_id: The active organization; None for none.
    """
    session: JSONObject = {
        "id": new_id("sess"),
        "object": SESSION,
        "client_id": client_id,
        "user_id": user["id"],
        "status": "active",
        "actor": None,
        "last_active_organization_id": organization_id,
        "last_active_at": request.now,
        "expire_at": request.now + 7 * DAY,
        "abandon_at": request.now + 30 * DAY,
        "created_at": request.now,
        "updated_at": request.now,
    }
    request.store.put(SESSION, session)
    user |= {"last_active_at": request.now, "last_sign_in_at": request.now}
    request.store.put(USER, user)
    return session


def _latest_organization(store: Store, user_id: str) -> str | None:
    """The id of the organization that a user joined last, if there is one."""
    memberships = Selection(MEMBERSHIP, order=[NEWEST_FIRST]).where_equal("user_id", user_id)
    membership = store.first(memberships)
    return membership["organization_id"] if membership else None


def require_membership(store: Store, id_or_slug: str, user_id: str) -> str:
    """The id of an organization that a user is a member of.

    Raises:
        ErrorResponse: The organization does not exist, or the user is not a member.
    """
    organization = find_organization(store, id_or_slug)
    if organization is None or find_membership(store, organization["id"], user_id) is None:
        text = f"No organization with id {id_or_slug} was found among those of the user."
        raise api_errors.refusal("organization_not_found_or_unauthorized", "not found", text)
    return str(organization["id"])


@routes.add("POST", "/sessions/{session_id}/revoke")
def revoke_session(request: Request) -> Any:
    """Revoke a session."""
    session = require_session(request) | {"status": "revoked", "updated_at": request.now}
    request.store.put(SESSION, session)
    return session


def require_session(request: Request) -> JSONObject:
    """The session that the path names.

    Raises:
        ErrorResponse: The session does not exist.
    """
    session = require_object(request.store, SESSION, request.path_params["session_id"])
    return serialize_session(request, session)


def serialize_session(request: Request, session: JSONObject) -> JSONObject:
    """A session as the API shows it: it expires without being touched.

    An organization is no longer active once it is deleted, or the user is no longer a member.
    """
    if session["status"] == "active" and session["expire_at"] <= request.now:
        session = session | {"status": "expired"}
    organization_id, user_id = session["last_active_organization_id"], session["user_id"]
    if organization_id and find_membership(request.store, organization_id, user_id) is None:
        session = session | {"last_active_organization_id": None}
    return session


def _status_column(request: Request) -> str:
    """The SQL of the status of a session."""
    status, expire_at = json_field("status"), json_field("expire_at")
    is_expired = f"{status} = 'active' AND {expire_at} <= {request.now}"
    return f"CASE WHEN {is_expired} THEN 'expired' ELSE {status} END"
