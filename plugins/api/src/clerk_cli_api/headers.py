"""Headers of a request and of its response."""

from __future__ import annotations

import re
from collections.abc import Mapping

from clerk_cli.api import Environment, Kind

NAME = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)
OURS = {
    "authorization": "the profile determines the key: use -p, or --machine for a machine's key",
    "host": "requests always go to clerk.api.url",
    "content-length": "it is determined by the body",
    "transfer-encoding": "it is determined by the body",
    **dict.fromkeys(
        ("x-http-method", "x-http-method-override", "x-method-override"),
        "write the method first: clerk api DELETE users/user_123",
    ),
}
"""Headers that a request has already, and what to do instead."""

JSON_TYPE = "application/json"


class Header:
    """A header of the command line.

    Args:
        name: Its name.
        value: Its value.
    """

    def __init__(self, name: str, value: str) -> None:
        self.name = name
        self.value = value


def parse_header(text: str, _environment: Environment) -> list[Header]:
    """Read ``Name: value``.

    Raises:
        ValueError: It is not a header, or one that cannot be set.
    """
    name, colon, value = text.partition(":")
    value = value.strip()
    if not colon or not NAME.fullmatch(name):
        raise ValueError(f'"{name}" is not a header; write "Name: value"')
    if odd := next((char for char in value if not (char.isascii() and char.isprintable())), ""):
        raise ValueError(f"{name}: a header cannot contain {odd!a}")
    if reason := OURS.get(name.lower()):
        raise ValueError(f"{name} cannot be set: {reason}")
    if name.lower() == "content-type" and value.partition(";")[0].strip().lower() != JSON_TYPE:
        raise ValueError(f"unknown type {value}: bodies are sent as {JSON_TYPE}")
    return [Header(name, value)]


HEADER = Kind("name: value", parse_header, repeats=True)


def head_of(status: int, headers: Mapping[str, str]) -> list[str]:
    """The status line and the headers of a response, with an empty line after them.

    Args:
        status: The HTTP status.
        headers: The headers.
    """
    from http.client import responses

    first = f"HTTP/1.1 {status} {responses.get(status, '')}".rstrip()
    return [first, *(f"{name}: {value}" for name, value in headers.items()), ""]
