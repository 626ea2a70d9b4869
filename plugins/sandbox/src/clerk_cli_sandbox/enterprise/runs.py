"""``/enterprise_connections/{id}/test_runs``: trials of a connection with its identity provider."""

from __future__ import annotations

import secrets
from typing import Any

from clerk_cli_sandbox.enterprise.connection_objects import SAML
from clerk_cli_sandbox.enterprise.connections import RESOURCE_PATH, requested_connection
from clerk_cli_sandbox.enterprise.events import connection_deleted
from clerk_cli_sandbox.http.listing import filter_by_values, page_response
from clerk_cli_sandbox.http.objects import public_members
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.instance.domains import frontend_api_url
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject, Selection

routes = Routes()

TEST_RUN = "enterprise_connection_test_run"
COLLECTION_PATH = RESOURCE_PATH + "/test_runs"
CONNECTION_ID = "_connection_id"


@connection_deleted.reaction
def delete_test_runs(request: Request, connection_id: str) -> None:
    """Delete the test runs of a connection that is deleted."""
    request.store.delete_all(_test_runs_of(connection_id))


@routes.add("GET", COLLECTION_PATH)
def list_test_runs(request: Request) -> Any:
    """List the test runs of a connection, newest first."""
    selection = _test_runs_of(requested_connection(request)["id"])
    filter_by_values(request, selection, "status")
    return page_response(request, selection, public_members)


@routes.add("POST", COLLECTION_PATH)
def create_test_run(request: Request) -> Any:
    """Create a test run, which is pending until somebody signs in at the identity provider."""
    connection = requested_connection(request)
    test_run: JSONObject = {
        "id": new_id("enttest"),
        "status": "pending",
        "connection_type": "saml" if connection[SAML] else "oauth",
        "parsed_user_info": None,
        "logs": [],
        "saml": None,
        "oauth": None,
        "created_at": request.now,
        CONNECTION_ID: connection["id"],
    }
    request.store.put(TEST_RUN, test_run)
    path = f"/v1/enterprise_connections/{connection['id']}/test_runs/{test_run['id']}"
    ticket = secrets.token_urlsafe(32)
    return {"url": f"{frontend_api_url(request.store)}{path}?ticket={ticket}"}


def _test_runs_of(connection_id: str) -> Selection:
    return Selection(TEST_RUN).where_equal(CONNECTION_ID, connection_id)
