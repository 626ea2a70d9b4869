"""Scopes: what an access token allows.

Source: https://clerk.com/docs/guides/configure/auth-strategies/oauth/how-clerk-implements-oauth
"""

from __future__ import annotations

import re

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorObject

DEFAULT_SCOPES = "profile email"
BUILT_IN_SCOPES = (
    "openid",
    "profile",
    "email",
    "public_metadata",
    "private_metadata",
    "offline_access",
)
"""Those that Clerk knows; instances can have others, which only the dashboard defines."""

SCOPE = r"[\x21\x23-\x5b\x5d-\x7e]+"
"""A scope, as RFC 6749 defines it."""


def scope_errors(name: str, value: str | list[str]) -> list[ErrorObject]:
    """What is wrong with scopes: in a list, or separated by spaces."""
    scopes = value.split(" ") if isinstance(value, str) and value else value
    if all(re.fullmatch(SCOPE, scope) for scope in scopes):
        return []
    return [api_errors.invalid_format(name, f"{name} must have scopes such as profile and email.")]
