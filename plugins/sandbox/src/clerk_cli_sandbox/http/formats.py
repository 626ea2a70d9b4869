"""Formats that Clerk's spec describes in words or takes for granted, where it has no pattern."""

from __future__ import annotations

import re

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorObject
from clerk_cli_sandbox.http.schemas import Check

_ATOM = r"[^\s@.,;:()<>\[\]\\\"]+"
_LABEL = r"[^\W_](?:(?:[^\W_]|-){0,61}[^\W_])?"
# Patterns are compiled when they are used: most runs need none of them.
EMAIL_ADDRESS = rf"(?=.{{3,254}}$)(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+"
"""The addresses of RFC 5322 without quotes, with the lengths of RFC 5321."""

_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*://"
URL = rf"{_SCHEME}[^\s/?#]+[^\s]*"
HTTP_URL = r"(?i:https?://[^\s/?#]+[^\s]*)"
ORIGIN = rf"{_SCHEME}[^\s/?#@]+"
MARKUP = r"(?i:<[a-z/!?]|[a-z][0-9+.-]*://|\bwww\.)"
"""What makes text HTML, or a URL that mail programs turn into a link.

Of the scheme only the end is looked for, from its last letter, which takes linear time.
"""

MAX_NAME = 256


def has_format(pattern: str, requirement: str) -> Check:
    """The check that a string, unless it is empty, matches a pattern.

    Args:
        pattern: The pattern, for the whole string.
        requirement: What the string must be, for the message.
    """

    def errors(name: str, value: str) -> list[ErrorObject]:
        if not value or re.fullmatch(pattern, value):
            return []
        return [api_errors.invalid_format(name, f"{name} must be {requirement}.")]

    return errors


is_url = has_format(URL, "a URL such as https://example.com/path or my-app://path")
is_http_url = has_format(HTTP_URL, "a URL that starts with https:// or http://")
is_email_address = has_format(EMAIL_ADDRESS, "a valid email address")


def name_errors(name: str, value: str) -> list[ErrorObject]:
    """What is wrong with the name of an object: it must have one."""
    if not value.strip():
        return [api_errors.too_short(name, 1)]
    return [api_errors.too_long(name, MAX_NAME)] if len(value) > MAX_NAME else []


def plain_name_errors(name: str, value: str) -> list[ErrorObject]:
    """What is wrong with a name that is sent in emails: it may not contain URLs or HTML."""
    if re.search(MARKUP, value):
        return [api_errors.invalid_format(name, f"{name} may not contain URLs or HTML.")]
    return name_errors(name, value)


def origin_errors(name: str, values: list[str]) -> list[ErrorObject]:
    """What is wrong with a list of origins, which browsers send without a path."""
    return [
        api_errors.invalid_origin(name, value)
        for value in values
        if not re.fullmatch(ORIGIN, value)
    ]
