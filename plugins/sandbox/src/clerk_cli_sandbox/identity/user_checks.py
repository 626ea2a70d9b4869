"""What is wrong with fields of a user that depend on each other."""

from __future__ import annotations

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorObject
from clerk_cli_sandbox.http.schemas import Body
from clerk_cli_sandbox.identity import passwords
from clerk_cli_sandbox.identity.user_objects import EMAIL, PHONE

STATUS = "identification_status"
"""The end of the fields that say whether contacts are verified or reserved."""


def password_errors(body: Body) -> list[ErrorObject]:
    """What is wrong with a password, or with the digest of one."""
    password = body.get("password")
    if password and not body.get("skip_password_checks"):
        return passwords.strength_errors(password)
    digest, hasher = body.get("password_digest"), body.get("password_hasher")
    if password or not digest:
        return []
    if not hasher:
        return [api_errors.missing_param("password_hasher")]
    return passwords.digest_errors(hasher, digest)


def creation_errors(body: Body) -> list[ErrorObject]:
    """What is wrong with the fields of a new user that depend on each other."""
    return password_errors(body) + [
        api_errors.other_length(f"{kind}_{STATUS}", kind)
        for kind in (EMAIL, PHONE)
        if body.get(f"{kind}_{STATUS}")
        and len(body[f"{kind}_{STATUS}"]) != len(body.get(kind) or [])
    ]


def update_errors(body: Body) -> list[ErrorObject]:
    """What is wrong with the fields of an update that depend on each other."""
    errors = password_errors(body)
    if body.get("sign_out_of_other_sessions") and not body.get("password"):
        errors.append(api_errors.not_allowed_without("sign_out_of_other_sessions", "password"))
    return errors
