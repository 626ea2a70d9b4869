"""The enterprise connection of a directory: the only place where directories depend on those."""

from __future__ import annotations

from clerk_cli_sandbox.directories.spellings import DIRECTORY
from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.routing import Request
from clerk_cli_sandbox.storage.store import Selection

FIELD = "enterprise_connection_id"


def require_free_connection(request: Request) -> str:
    """The connection that a new directory is for, which has no other one.

    Raises:
        ErrorResponse: It cannot get a directory.
    """
    id: str = request.body[FIELD]
    if not id.strip():
        raise ErrorResponse(422, api_errors.too_short(FIELD, 1))
    if request.store.count(Selection(DIRECTORY).where_equal(FIELD, id)):
        text = f"The enterprise connection {id} already has a directory."
        code = "scim_directory_enterprise_connection_already_used"
        raise api_errors.refusal(code, "already used", text)
    return id
