"""What API keys and machine tokens have in common: they expire and are revoked."""

from __future__ import annotations

import secrets

from clerk_cli_sandbox.fields import Body
from clerk_cli_sandbox.routes import Invocation
from clerk_cli_sandbox.store import Document

LARGEST_LIMIT = 100
SECRET = "_secret"
"""The member with the secret; it is never shown with the object."""


def new_secret(prefix: str) -> str:
    """A fresh secret, such as ``ak_…``."""
    return f"{prefix}_{secrets.token_hex(16)}"


def lifetime(call: Invocation, body: Body) -> int | None:
    """When a credential expires, in Unix milliseconds; None for never."""
    seconds = body.get("seconds_until_expiration")
    return None if seconds is None else call.now + int(seconds * 1000)


def shown(credential: Document, now: int) -> Document:
    """A credential as the API shows it."""
    expiration = credential["expiration"]
    own = {name: value for name, value in credential.items() if not name.startswith("_")}
    return own | {"expired": expiration is not None and expiration <= now}


def revoked(call: Invocation, credential: Document) -> Document:
    """The credential, revoked; a reason is kept the first time."""
    if credential["revoked"]:
        return credential
    reason = call.body.get("revocation_reason")
    return credential | {"revoked": True, "revocation_reason": reason, "updated_at": call.now}
