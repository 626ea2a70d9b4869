"""Checks of keys, domain names and hosts."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse

DOMAIN_NAME = r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}(:\d+)?"


def validate_key(key: str, parts: int, prefix: str = "org") -> str:
    """The key of a role, a permission or a role set.

    Args:
        key: The key.
        parts: How many parts it has, separated by colons.
        prefix: The first part.

    Raises:
        ErrorResponse: The key is not valid.
    """
    if not re.fullmatch(rf"{prefix}(:[a-z][a-z0-9_]*){{{parts - 1}}}", key):
        example = ":".join([prefix, "feature", "action"][:parts])
        message = f"key must look like {example}, in lowercase letters, digits and underscores."
        raise ErrorResponse(422, api_errors.invalid_format("key", message))
    return key


def validate_domain(name: str) -> str:
    """A domain name, in lowercase.

    Raises:
        ErrorResponse: The name is not a valid domain name.
    """
    name = name.strip().lower()
    if not re.fullmatch(DOMAIN_NAME, name):
        message = "name must be a valid domain name."
        raise ErrorResponse(422, api_errors.invalid_format("name", message))
    return name


def host_of(field: str, url: str) -> str:
    """The host of a URL, in lowercase.

    Args:
        field: The field that has the URL.
        url: The URL.

    Raises:
        ErrorResponse: The URL has no host.
    """
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    if not host:
        message = f"{field} must be a URL with a host, such as https://example.com."
        raise ErrorResponse(422, api_errors.invalid_format(field, message))
    return host
