"""``/directories``: directories that provision users from an identity provider."""

from __future__ import annotations

from functools import partial
from typing import Any

from clerk_cli_sandbox.directories.connections import (
    FIELD,
    custom_attributes,
    require_free_connection,
)
from clerk_cli_sandbox.directories.mapping_objects import (
    list_errors,
    mappings_of,
    store_all,
)
from clerk_cli_sandbox.directories.spellings import DIRECTORY, add_both
from clerk_cli_sandbox.http.formats import name_errors
from clerk_cli_sandbox.http.listing import page_response
from clerk_cli_sandbox.http.objects import deleted_object, public_members, require_object
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Check
from clerk_cli_sandbox.machines.credentials import SECRET, new_secret
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject, Selection, Store

routes = Routes()
add = partial(add_both, routes)

ENDPOINT_URL = "https://api.sandbox.test/scim/v2/"
RESOURCE_PATH = "/{directory_id}"
CHECKS: dict[str, Check] = {
    "name": name_errors,
    "provider": name_errors,
    "group_role_mappings": list_errors,
}
ATTRIBUTE_MAPPING = {"first_name": "name.givenName", "last_name": "name.familyName"}
"""The attributes that SCIM defines, from which a new directory takes names."""

CHANGEABLE = ("name", "enabled", "provider", "group_role_mapping_enabled")


def requested_directory(request: Request) -> JSONObject:
    """The directory in the path.

    Raises:
        ErrorResponse: It does not exist.
    """
    return require_object(request.store, DIRECTORY, request.path_params["directory_id"])


@add("GET", "")
def list_directories(request: Request) -> Any:
    """List directories."""
    return page_response(
        request, Selection(DIRECTORY), lambda directory: _serialize(request.store, directory)
    )


@add("GET", RESOURCE_PATH)
def get_directory(request: Request) -> Any:
    """Show a directory."""
    return _serialize(request.store, requested_directory(request))


@add("POST", "", CHECKS)
def create_directory(request: Request) -> Any:
    """Create the directory of an enterprise connection, and show its API key."""
    body, id = request.body, new_id("scim")
    directory: JSONObject = {
        "object": DIRECTORY,
        "id": id,
        "name": body.get("name") or body["provider"],
        FIELD: require_free_connection(request),
        "endpoint_url": ENDPOINT_URL + id,
        "provider": body["provider"],
        "enabled": True,
        "group_role_mapping_enabled": True,
        "attribute_mapping": dict(ATTRIBUTE_MAPPING),
        "created_at": request.now,
        "updated_at": request.now,
    }
    store_all(request, id, body.get("group_role_mappings") or ())
    return _with_new_key(request, directory)


@add("PATCH", RESOURCE_PATH, CHECKS)
def update_directory(request: Request) -> Any:
    """Update a directory; of the attribute mapping, only the attributes that are sent change."""
    directory, body = requested_directory(request), request.body
    directory |= {name: body[name] for name in CHANGEABLE if name in body}
    attributes = directory["attribute_mapping"] | body.get("attribute_mapping", {})
    directory["attribute_mapping"] = {
        name: path for name, path in attributes.items() if path is not None
    }
    directory["updated_at"] = request.now
    request.store.put(DIRECTORY, directory)
    return _serialize(request.store, directory)


@add("DELETE", RESOURCE_PATH)
def delete_directory(request: Request) -> Any:
    """Delete a directory with its mappings and its API key."""
    directory = requested_directory(request)
    request.store.delete_all(mappings_of(directory["id"]))
    request.store.delete(DIRECTORY, directory["id"])
    return deleted_object(directory)


@add("POST", RESOURCE_PATH + "/rotate_api_key")
def rotate_api_key(request: Request) -> Any:
    """Replace the API key of a directory, and show the new one.

    The previous one is forgotten at once, not after a time: no operation of the Backend API takes
    these keys, so that nobody can tell.
    """
    directory = requested_directory(request) | {"updated_at": request.now}
    return _with_new_key(request, directory)


def _with_new_key(request: Request, directory: JSONObject) -> JSONObject:
    """Store a directory with a new API key, which only this response shows."""
    secret = new_secret("ak")
    request.store.put(DIRECTORY, directory | {SECRET: secret})
    return _serialize(request.store, directory) | {"api_key": secret}


def _serialize(store: Store, directory: JSONObject) -> JSONObject:
    """A directory as the API shows it: without its API key."""
    attributes = custom_attributes(store, directory)
    return public_members(directory) | {"custom_attributes": attributes}
