"""What is wrong with fields of a user that depend on each other."""

from __future__ import annotations

import base64
import re

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorObject
from clerk_cli_sandbox.http.schemas import Body
from clerk_cli_sandbox.identity import passwords
from clerk_cli_sandbox.identity.user_objects import EMAIL, PHONE

STATUS = "identification_status"
"""The end of the fields that say whether contacts are verified or reserved."""

ONLY_WITH_PASSWORD = ("skip_password_checks", "sign_out_of_other_sessions")
MAX_USERNAME = 64


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
    return password_errors(body) + [
        api_errors.not_allowed_without(name, "password")
        for name in ONLY_WITH_PASSWORD
        if body.get(name) and not body.get("password")
    ]


def username_errors(name: str, value: str) -> list[ErrorObject]:
    """What is wrong with a username; an empty one is like none.

    Clerk's shortest length is a setting of the instance; the sandbox has none.

    Source: https://clerk.com/docs/guides/development/errors/backend-api
    """
    if len(value) > MAX_USERNAME:
        text = f"{name} must be between 1 and {MAX_USERNAME} characters long."
        return [api_errors.invalid_username("length", text)]
    if not re.fullmatch(r"[A-Za-z0-9_-]*", value):
        text = f"{name} can only contain letters, numbers, '_' and '-'."
        return [api_errors.invalid_username("character", text)]
    if value.isdigit():
        return [api_errors.numeric_username(f"{name} must have a character that is not a number.")]
    return []


def totp_errors(name: str, value: str) -> list[ErrorObject]:
    """What is wrong with the secret of an authenticator app: it is written in base 32."""
    secret = value.rstrip("=").upper()
    try:
        base64.b32decode(secret + "=" * (-len(secret) % 8))
    except ValueError:
        return [api_errors.invalid_totp_secret(name)]
    return []
