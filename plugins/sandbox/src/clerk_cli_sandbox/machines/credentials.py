"""What API keys, M2M tokens and OAuth tokens have in common: a secret, an end, revocation."""

from __future__ import annotations

import secrets

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.http.objects import public_members
from clerk_cli_sandbox.http.routing import Request
from clerk_cli_sandbox.http.schemas import Body
from clerk_cli_sandbox.storage.store import NEWEST_FIRST, JSONObject, Selection, Store

SECRET = "_secret"
"""The hidden member with the secret."""


def new_id(prefix: str) -> str:
    """A random id: the prefix, and 32 hex digits."""
    return f"{prefix}_{secrets.token_hex(16)}"


def new_secret(prefix: str) -> str:
    """A random secret: twice as long as an id with the same prefix."""
    return f"{prefix}_{secrets.token_hex(32)}"


def expiration_time(request: Request, body: Body) -> int | None:
    """When a credential expires, in Unix milliseconds; None for never."""
    seconds = body.get("seconds_until_expiration")
    return None if seconds is None else request.now + int(seconds * 1000)


def find_by_secret(store: Store, kind: str, secret: str) -> JSONObject | None:
    """The object that a secret belongs to."""
    return store.first(Selection(kind).where_equal(SECRET, secret))


def select_by_subject(request: Request, kind: str) -> Selection:
    """The credentials of the subject that the request must name, newest first.

    Raises:
        ErrorResponse: The request names no subject.
    """
    subject = request.param("subject")
    if not subject:
        raise ErrorResponse(400, api_errors.missing_param("subject"))
    return Selection(kind, order=[NEWEST_FIRST]).where_equal("subject", subject)


def page(request: Request, selection: Selection, name: str) -> dict[str, object]:
    """One page of credentials, with the total.

    Args:
        request: The request.
        selection: The credentials.
        name: The member of the response that lists them.
    """
    selection.limit = request.limit
    selection.offset = request.offset
    rows = [serialize(row, request.now) for row in request.store.select(selection)]
    return {name: rows, "total_count": request.store.count(selection)}


def serialize(credential: JSONObject, now: int) -> JSONObject:
    """A credential as the API shows it."""
    expiration = credential["expiration"]
    expired = expiration is not None and expiration <= now
    return public_members(credential) | {"expired": expired}


def require_valid(credential: JSONObject, noun: str) -> None:
    """Check that a credential is neither revoked nor expired.

    Args:
        credential: The credential, as the API shows it.
        noun: What the error calls it.

    Raises:
        ErrorResponse: The credential is no longer valid.
    """
    if credential["revoked"] or credential["expired"]:
        text = f"The {noun} is {'revoked' if credential['revoked'] else 'expired'}."
        raise api_errors.refusal("bad_request", text)


def revoke(request: Request, credential: JSONObject) -> JSONObject:
    """Revoke a credential; one that is already revoked does not change."""
    if not credential["revoked"]:
        reason = request.body.get("revocation_reason")
        credential |= {"revoked": True, "revocation_reason": reason, "updated_at": request.now}
        request.store.put(credential["object"], credential)
    return serialize(credential, request.now)
