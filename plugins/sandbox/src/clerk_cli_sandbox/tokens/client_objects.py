"""Clients: the browsers and devices that sessions and sign-ups belong to."""

from __future__ import annotations

from clerk_cli_sandbox.http.routing import Request
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject

CLIENT = "client"


def create_client(request: Request) -> JSONObject:
    """A new client, without sessions."""
    client: JSONObject = {
        "object": CLIENT,
        "id": new_id("client"),
        "sign_in_id": None,
        "sign_up_id": None,
        "last_authentication_strategy": None,
        "created_at": request.now,
        "updated_at": request.now,
    }
    request.store.put(CLIENT, client)
    return client
