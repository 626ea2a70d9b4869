"""JSON objects as the API shows them: hidden members, deletions, merged metadata."""

from __future__ import annotations

import json

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorObject, ErrorResponse
from clerk_cli_sandbox.http.schemas import Check
from clerk_cli_sandbox.storage.store import JSONObject, Store

MAX_METADATA = 8 * 1024
"""How many bytes of JSON each kind of metadata may have."""


def require_object(
    store: Store, kind: str, id: str, noun: str | None = None, code: str = "resource_not_found"
) -> JSONObject:
    """The stored object with an id.

    Args:
        store: The objects.
        kind: The kind of object.
        id: Its id.
        noun: What the error calls the object; the kind unless given.
        code: The code of the error.

    Raises:
        ErrorResponse: The object does not exist.
    """
    stored = store.get(kind, id)
    if stored is None:
        raise api_errors.not_found(noun or kind.replace("_", " "), id, code)
    return stored


def public_members(stored: JSONObject) -> JSONObject:
    """The members of an object that clients see: those without a leading underscore."""
    return {name: value for name, value in stored.items() if not name.startswith("_")}


def deleted_object(stored: JSONObject) -> JSONObject:
    """The response to the deletion of an object."""
    return {"object": stored["object"], "id": stored["id"], "deleted": True}


def patch_metadata(stored: JSONObject, patch: JSONObject) -> None:
    """Merge each kind of metadata in a patch into that of an object; null removes a key.

    Raises:
        ErrorResponse: The result is too big.
    """
    for name, metadata in patch.items():
        stored[name] = _merged(stored[name], metadata or {})
        if errors := metadata_errors(name, stored[name]):
            raise ErrorResponse(422, *errors)


def metadata_errors(name: str, metadata: JSONObject) -> list[ErrorObject]:
    """What is wrong with metadata: as JSON it may have 8 KiB.

    Source: https://clerk.com/docs/guides/users/extending
    """
    text = json.dumps(metadata, ensure_ascii=False, separators=(",", ":"))
    is_too_big = len(text.encode()) > MAX_METADATA
    return [api_errors.too_big(name, MAX_METADATA)] if is_too_big else []


METADATA_CHECKS: dict[str, Check] = dict.fromkeys(
    ("public_metadata", "private_metadata", "unsafe_metadata"), metadata_errors
)


def _merged(old: JSONObject, new: JSONObject) -> JSONObject:
    result = dict(old)
    for key, value in new.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = _merged(result[key], value)
        else:
            result[key] = value
    return result
