"""The path of a request, as people write it: with or without a slash, ``/v1`` and the host."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from clerk_cli.api import UsageError

PLAIN = "%:@!$&'()*+,;=~"
"""Characters that a part of a path may contain as they are."""

LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
PORTS = {"http": 80, "https": 443}


class Path(NamedTuple):
    """A path of the API.

    Args:
        text: The path with ``/v1``, percent-encoded.
        query: The parameters that were written after it.
        url: The URL that it was written as; empty if it was only a path.
    """

    text: str
    query: tuple[tuple[str, str], ...]
    url: str

    @property
    def template(self) -> str:
        """The path without ``/v1``, decoded, as the table of operations has it."""
        return unquote(self.text.removeprefix("/v1"))


def read_path(text: str) -> Path:
    """Read a path, or the URL of one.

    Args:
        text: What the user wrote, such as ``users/user_1``, ``/v1/users?limit=1`` or a URL.

    Raises:
        UsageError: It cannot be a path, or would lead to another one than it says.
    """
    url = text if "://" in text else ""
    rest = f"/{text.split('://', 1)[1].partition('/')[2]}" if url else text
    path, _, query = rest.partition("?")
    path = path.removeprefix("/").removeprefix("v1/")
    parts = path.split("/")
    for part in parts:
        _check_part(part, text)
    encoded = "/".join(LONE_PERCENT.sub("%25", quote(part, safe=PLAIN)) for part in parts)
    return Path(f"/v1/{encoded}", tuple(parse_qsl(query, keep_blank_values=True)), url)


def _check_part(part: str, path: str) -> None:
    decoded = unquote(part).strip()
    if not decoded:
        raise UsageError(
            f'the path "{path}" has an empty part',
            hint="A variable in it may be unset. Paths look like users/user_123.",
        )
    if decoded in (".", ".."):
        raise UsageError(
            f'the path "{path}" must not contain "{part}"',
            hint="Use the resolved path, such as users/user_123.",
        )
    if decoded.startswith("{") and decoded.endswith("}"):
        raise UsageError(f'replace {decoded} in the path "{path}" with a value')


def is_at(url: str, api_url: str) -> bool:
    """Whether a URL is one of the API that the key is for.

    Args:
        url: The URL of a request.
        api_url: The configured API URL.
    """
    try:
        theirs, ours = urlsplit(url), urlsplit(api_url)
        same_port = _port(theirs.scheme, theirs.port) == _port(ours.scheme, ours.port)
    except ValueError:
        return False
    same_host = (theirs.scheme, theirs.hostname) == (ours.scheme, ours.hostname)
    has_user = "@" in theirs.netloc
    return same_host and same_port and not has_user and ours.path.strip("/") in ("", "v1")


def _port(scheme: str, port: int | None) -> int | None:
    return port or PORTS.get(scheme)
