"""The enterprise connections of directories: all that directories know of them."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.directories.spellings import DIRECTORY
from clerk_cli_sandbox.enterprise.connection_objects import CONNECTION
from clerk_cli_sandbox.enterprise.events import connection_deleted
from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.routing import Request
from clerk_cli_sandbox.storage.store import JSONObject, Selection, Store

FIELD = "enterprise_connection_id"


@connection_deleted.reaction
def unlink_directory(request: Request, connection_id: str) -> None:
    """Leave the directory of a connection that is deleted without one."""
    for directory in request.store.select(_directories_of(connection_id)):
        request.store.put(DIRECTORY, directory | {FIELD: None, "updated_at": request.now})


def require_free_connection(request: Request) -> str:
    """The connection that a new directory is for; its organization has no other directory.

    Raises:
        ErrorResponse: It does not exist, or cannot get a directory.
    """
    store, id = request.store, str(request.body[FIELD])
    connection = store.get(CONNECTION, id)
    if connection is None:
        text = f"No enterprise connection was found with id {id}."
        raise api_errors.refusal("form_resource_not_found", "not found", text, param_name=FIELD)
    if store.count(_directories_of(id)):
        text = f"The enterprise connection {id} already has a directory."
        code = "scim_directory_enterprise_connection_already_used"
        raise api_errors.refusal(code, "already used", text)
    if organization_id := connection["organization_id"]:
        others = Selection(CONNECTION).where_equal("organization_id", organization_id)
        if any(store.count(_directories_of(other["id"])) for other in store.select(others)):
            text = f"The organization {organization_id} already has a directory."
            code = "scim_directory_organization_already_used"
            raise api_errors.refusal(code, "already used", text)
    return id


def custom_attributes(store: Store, directory: JSONObject) -> list[Any]:
    """The custom attributes of a directory, which its connection defines."""
    connection = store.get(CONNECTION, directory[FIELD] or "")
    return list(connection["custom_attributes"]) if connection else []


def _directories_of(connection_id: str) -> Selection:
    return Selection(DIRECTORY).where_equal(FIELD, connection_id)
