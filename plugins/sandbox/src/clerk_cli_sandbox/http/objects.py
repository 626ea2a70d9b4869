"""JSON objects as the API shows them: hidden members, deletions, merged metadata."""

from __future__ import annotations

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.storage.store import JSONObject, Store


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
    """Merge each kind of metadata in a patch into that of an object; null removes a key."""
    for name, metadata in patch.items():
        stored[name] = _merged(stored[name], metadata or {})


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
