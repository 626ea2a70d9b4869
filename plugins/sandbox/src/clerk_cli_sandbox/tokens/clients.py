"""``/clients``: the browsers and devices of signed-in users."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.listing import array_or_page
from clerk_cli_sandbox.http.objects import require_object
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.storage.store import OLDEST_FIRST, JSONObject, Selection
from clerk_cli_sandbox.tokens import signing
from clerk_cli_sandbox.tokens.client_objects import CLIENT
from clerk_cli_sandbox.tokens.sessions import SESSION, serialize_session
from clerk_cli_sandbox.tokens.sign_ups import is_in_progress

routes = Routes()


@routes.add("GET", "/clients")
def list_clients(request: Request) -> Any:
    """List clients, newest first."""
    return array_or_page(
        request, Selection(CLIENT), lambda client: _serialize_client(request, client)
    )


@routes.add("GET", "/clients/{client_id}")
def get_client(request: Request) -> Any:
    """Show a client."""
    client = require_object(request.store, CLIENT, request.path_params["client_id"])
    return _serialize_client(request, client)


@routes.add("POST", "/clients/verify", missing_status=400)
def verify_client(request: Request) -> Any:
    """The client of an active session, given a token of the session."""
    claims = signing.verified_claims(request.store, request.body["token"])
    session = request.store.get(SESSION, str(claims.get("sid"))) if claims else None
    if claims is None or session is None or claims["exp"] <= request.now // 1000:
        text = "token is not a valid session token of this instance."
        raise api_errors.refusal("invalid_session_token", "invalid session token", text)
    status = serialize_session(request, session)["status"]
    if status != "active":
        text = f"The session of the token is {status}."
        raise api_errors.refusal("invalid_session_token", "session not active", text)
    client = require_object(request.store, CLIENT, session["client_id"])
    return _serialize_client(request, client)


def _serialize_client(request: Request, client: JSONObject) -> JSONObject:
    """A client as the API shows it, with its sessions."""
    selection = Selection(SESSION, order=[OLDEST_FIRST]).where_equal("client_id", client["id"])
    sessions = [serialize_session(request, row) for row in request.store.select(selection)]
    active = [session for session in reversed(sessions) if session["status"] == "active"]
    last = max(active, key=lambda session: session["last_active_at"], default=None)
    sign_up_id = client["sign_up_id"]
    return client | {
        "session_ids": [session["id"] for session in sessions],
        "sessions": sessions,
        "last_active_session_id": last["id"] if last else None,
        "sign_up_id": sign_up_id if is_in_progress(request, sign_up_id) else None,
    }
