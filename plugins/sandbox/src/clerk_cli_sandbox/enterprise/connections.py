"""``/enterprise_connections``: single sign-on for the people of a company."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.enterprise.activation import activate
from clerk_cli_sandbox.enterprise.connection_checks import (
    CHECKS,
    normalized,
    require_linkable,
    require_usable_client,
)
from clerk_cli_sandbox.enterprise.connection_objects import (
    CONNECTION,
    OIDC,
    SAML,
    SHARED_SETTINGS,
    change_oidc,
    change_saml,
    new_connection,
    serialize_connection,
)
from clerk_cli_sandbox.enterprise.events import connection_deleted
from clerk_cli_sandbox.http.listing import filter_by_values, page_response
from clerk_cli_sandbox.http.objects import deleted_object, require_object
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Body
from clerk_cli_sandbox.organizations.events import organization_deleted
from clerk_cli_sandbox.storage.store import JSONObject, Selection

routes = Routes()

COLLECTION_PATH = "/enterprise_connections"
RESOURCE_PATH = COLLECTION_PATH + "/{connection_id}"


@organization_deleted.reaction
def unlink_connections(request: Request, organization_id: str) -> None:
    """Leave the connections of an organization that is deleted to everyone."""
    linked = Selection(CONNECTION).where_equal("organization_id", organization_id)
    for connection in request.store.select(linked):
        request.store.put(CONNECTION, connection | {"organization_id": None})


@routes.add("GET", COLLECTION_PATH)
def list_connections(request: Request) -> Any:
    """List connections, newest first."""
    selection = Selection(CONNECTION)
    filter_by_values(request, selection, "organization_id")
    if (active := request.boolean_param("active")) is not None:
        selection.where_equal("active", int(active))
    return page_response(
        request, selection, lambda connection: serialize_connection(request.store, connection)
    )


@routes.add("POST", COLLECTION_PATH, CHECKS, status=201)
def create_connection(request: Request) -> Any:
    """Create a connection, with all of its settings."""
    body = request.body
    connection = new_connection(body, normalized(body["domains"]), request.now)
    save_connection(request, connection, body)
    return serialize_connection(request.store, connection)


@routes.add("GET", RESOURCE_PATH)
def get_connection(request: Request) -> Any:
    """Show a connection."""
    return serialize_connection(request.store, requested_connection(request))


@routes.add("PATCH", RESOURCE_PATH, CHECKS)
def update_connection(request: Request) -> Any:
    """Update a connection."""
    connection = requested_connection(request)
    save_connection(request, connection, request.body)
    return serialize_connection(request.store, connection)


@routes.add("DELETE", RESOURCE_PATH)
def delete_connection(request: Request) -> Any:
    """Delete a connection with its test runs."""
    connection = requested_connection(request)
    remove_connection(request, connection)
    return deleted_object(connection)


def requested_connection(request: Request) -> JSONObject:
    """The connection that the path names.

    Raises:
        ErrorResponse: It does not exist.
    """
    id = request.path_params["connection_id"]
    return require_object(request.store, CONNECTION, id, "enterprise connection")


def save_connection(request: Request, connection: JSONObject, body: Body) -> None:
    """Apply the settings of a request to a connection, and store it.

    Args:
        request: The request.
        connection: The connection.
        body: The settings; null changes nothing.

    Raises:
        ErrorResponse: The settings do not fit each other, or what they name does not exist.
    """
    fields = {name: value for name, value in body.items() if value is not None}
    require_linkable(request, fields.get("organization_id"))
    names = ("name", "active", *SHARED_SETTINGS)
    connection |= {name: fields[name] for name in names if name in fields}
    connection["domains"] = normalized(fields.get("domains", ())) or connection["domains"]
    if "custom_attributes" in fields:
        connection["custom_attributes"] = [
            _with_both_paths(attribute) for attribute in fields["custom_attributes"]
        ]
    if connection[SAML]:
        names_of_saml = {"name": fields["name"]} if "name" in fields else {}
        change_saml(connection[SAML], names_of_saml | fields.get("saml", {}))
    if connection[OIDC]:
        change_oidc(connection[OIDC], fields.get("oidc", {}), request.now)
    require_usable_client(connection)
    if connection["active"]:
        consent = fields.get("consent_verified_domains_deletion", True)
        activate(request.store, connection, consent=consent)
    connection["updated_at"] = request.now
    request.store.put(CONNECTION, connection)


def remove_connection(request: Request, connection: JSONObject) -> None:
    """Delete a connection, and what belongs to it."""
    connection_deleted.happened(request, connection["id"])
    request.store.delete(CONNECTION, connection["id"])


def _with_both_paths(attribute: Body) -> Body:
    """A custom attribute with the old and the new name of its path in directories."""
    path = attribute.get("directory_path", attribute.get("scim_path"))
    return attribute if path is None else attribute | {"scim_path": path, "directory_path": path}
