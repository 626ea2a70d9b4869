"""``/saml_connections``: connections by SAML in their older form, which Clerk deprecates."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.enterprise.connection_checks import SAML_FORM_CHECKS, normalized
from clerk_cli_sandbox.enterprise.connection_objects import (
    CONNECTION,
    SAML,
    SAML_SETTINGS,
    new_connection,
    serialize_saml_connection,
)
from clerk_cli_sandbox.enterprise.connections import remove_connection, save_connection
from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorObject
from clerk_cli_sandbox.http.listing import (
    columns_of,
    contains,
    filter_by_signed_values,
    page_response,
    sort,
    sortable_by,
)
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Body
from clerk_cli_sandbox.storage.folding import fold
from clerk_cli_sandbox.storage.store import JSONObject, Selection, json_field

routes = Routes()

COLLECTION_PATH = "/saml_connections"
RESOURCE_PATH = COLLECTION_PATH + "/{saml_connection_id}"
ORDERS = columns_of("created_at", "name")
SAML_NAME, SAML_ID = f"{SAML}.name", f"{SAML}.id"


def _domain_errors(body: Body) -> list[ErrorObject]:
    """What is wrong with a body without any domain, be it one or several."""
    has_domain = body.get("domain") or body.get("domains")
    return [] if has_domain else [api_errors.missing_param("domains")]


@routes.add("GET", COLLECTION_PATH, {"order_by": sortable_by(ORDERS)})
def list_connections(request: Request) -> Any:
    """List the connections by SAML."""
    selection = Selection(CONNECTION).where(f"{json_field(SAML_ID)} IS NOT NULL")
    if text := request.param("query"):
        selection.where(contains(json_field(SAML_NAME)), fold(text))
    organization = f"{json_field('organization_id')} IN ({{values}})"
    filter_by_signed_values(request, selection, "organization_id", organization)
    sort(request, selection, ORDERS)
    return page_response(
        request, selection, lambda connection: serialize_saml_connection(request.store, connection)
    )


@routes.add("POST", COLLECTION_PATH, SAML_FORM_CHECKS, body_check=_domain_errors)
def create_connection(request: Request) -> Any:
    """Create an enterprise connection, and show it in its older form."""
    body = _as_enterprise(request.body)
    connection = new_connection(body, normalized(body["domains"]), request.now)
    save_connection(request, connection, body)
    return serialize_saml_connection(request.store, connection)


@routes.add("GET", RESOURCE_PATH)
def get_connection(request: Request) -> Any:
    """Show a connection."""
    return serialize_saml_connection(request.store, _requested_connection(request))


@routes.add("PATCH", RESOURCE_PATH, SAML_FORM_CHECKS)
def update_connection(request: Request) -> Any:
    """Update a connection; it takes over verified domains only if the body consents to that."""
    connection = _requested_connection(request)
    body = _as_enterprise({"consent_verified_domains_deletion": False} | request.body)
    save_connection(request, connection, body)
    return serialize_saml_connection(request.store, connection)


@routes.add("DELETE", RESOURCE_PATH)
def delete_connection(request: Request) -> Any:
    """Delete the connection, in both of its forms."""
    connection = _requested_connection(request)
    remove_connection(request, connection)
    return {
        "object": "saml_connection",
        "id": request.path_params["saml_connection_id"],
        "deleted": True,
    }


def _requested_connection(request: Request) -> JSONObject:
    """The connection that the path names by the id of its older form.

    Raises:
        ErrorResponse: It does not exist.
    """
    id = request.path_params["saml_connection_id"]
    connection = request.store.first(Selection(CONNECTION).where_equal(SAML_ID, id))
    if connection is None:
        raise api_errors.not_found("SAML connection", id)
    return connection


def _as_enterprise(body: Body) -> Body:
    """The body as an enterprise connection takes it: the settings of SAML are an object of it."""
    settings = {name: value for name, value in body.items() if name in SAML_SETTINGS}
    others = {name: value for name, value in body.items() if name not in SAML_SETTINGS}
    domain = others.pop("domain", None)
    domains = others.get("domains") or ([domain] if domain else [])
    return others | {"name": settings.get("name"), "domains": domains, "saml": settings}
