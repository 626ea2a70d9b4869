"""``/directories/{directory_id}/group_role_mappings``: the organization roles of groups."""

from __future__ import annotations

from functools import partial
from typing import Any

from clerk_cli_sandbox.directories.directories import RESOURCE_PATH, requested_directory
from clerk_cli_sandbox.directories.mapping_objects import (
    list_errors,
    mappings_of,
    serialize,
    store_all,
    store_mapping,
)
from clerk_cli_sandbox.directories.spellings import (
    MAPPING,
    add_both,
    group_errors,
    older_group_errors,
)
from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.objects import deleted_object
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.storage.store import JSONObject

routes = Routes()
add = partial(add_both, routes)

COLLECTION_PATH = RESOURCE_PATH + "/group_role_mappings"


@add("GET", COLLECTION_PATH)
def list_mappings(request: Request) -> Any:
    """List the mappings of a directory by precedence."""
    return _all_mappings(request, requested_directory(request))


@add("POST", COLLECTION_PATH, body_check=group_errors, older_check=older_group_errors)
def create_mapping(request: Request) -> Any:
    """Map a group to a role; without a precedence, after all others."""
    directory = _directory_with_mappings(request)
    mappings = request.store.select(mappings_of(directory["id"]))
    last: int = mappings[-1]["precedence"] if mappings else 0
    precedence = request.body.get("precedence") or last + 1
    mapping = store_mapping(request, directory["id"], request.body, precedence)
    return serialize(request.store, mapping)


@add("PUT", COLLECTION_PATH, {"mappings": list_errors})
def replace_mappings(request: Request) -> Any:
    """Replace all mappings of a directory; their order is their precedence."""
    directory = _directory_with_mappings(request)
    request.store.delete_all(mappings_of(directory["id"]))
    store_all(request, directory["id"], request.body["mappings"])
    return _all_mappings(request, directory)


@add("DELETE", COLLECTION_PATH + "/{mapping_id}")
def delete_mapping(request: Request) -> Any:
    """Delete a mapping."""
    directory, id = _directory_with_mappings(request), request.path_params["mapping_id"]
    mapping = request.store.first(mappings_of(directory["id"]).where("o.id = ?", id))
    if mapping is None:
        raise api_errors.not_found("group role mapping", id)
    request.store.delete(MAPPING, id)
    return deleted_object(mapping)


def _directory_with_mappings(request: Request) -> JSONObject:
    """The directory in the path, on which group role mapping must be enabled.

    Raises:
        ErrorResponse: It does not exist, or group role mapping is disabled.
    """
    directory = requested_directory(request)
    if not directory["group_role_mapping_enabled"]:
        text = "Group role mapping must be enabled on the directory."
        raise api_errors.refusal("bad_request", "not enabled", text)
    return directory


def _all_mappings(request: Request, directory: JSONObject) -> JSONObject:
    mappings = request.store.select(mappings_of(directory["id"]))
    rows = [serialize(request.store, mapping) for mapping in mappings]
    return {"data": rows, "total_count": len(rows)}
