"""Which names and origins browsers may use, so that no web page reaches a sandbox by surprise.

A page can resolve a name of its own to 127.0.0.1 (DNS rebinding); the ``Host`` header shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

MAX_AGE_SECONDS = 600
METHODS = "GET, POST, PUT, PATCH, DELETE"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class HostNames:
    """The names by which a server can be addressed: loopback, its own, and those allowed.

    Args:
        host: The address that the server listens on; a wildcard stands for each address.
        allowed: Other names.
    """

    def __init__(self, host: str, allowed: Iterable[str] = ()) -> None:
        self._names = {host.lower(), *(name.strip().lower() for name in allowed)}
        self._any_address = host in ("0.0.0.0", "::", "")  # noqa: S104 - compared, not bound

    def accepts(self, header: str) -> bool:
        """Whether a ``Host`` header names this server."""
        try:
            name = urlsplit(f"//{header}").hostname or ""
        except ValueError:
            return False
        if is_loopback(name) or name.endswith(".localhost") or name in self._names:
            return True
        try:
            ip_address(name)
        except ValueError:
            return False
        return self._any_address


class CrossOrigin(NamedTuple):
    """Which origins may read responses in a browser.

    Args:
        origins: Origins such as ``http://localhost:3000``; ``*`` for every one.
    """

    origins: frozenset[str] = frozenset()

    def headers(self, origin: str | None) -> dict[str, str]:
        """The headers of a response to a request from an origin."""
        if origin is None or not self.origins & {origin, "*"}:
            return {}
        return {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}

    def preflight_headers(self, request: Mapping[str, str]) -> dict[str, str] | None:
        """The headers of the response to a preflight request; None if it is another request."""
        headers = self.headers(request.get("origin"))
        if not headers or "access-control-request-method" not in request:
            return None
        headers["Access-Control-Allow-Methods"] = METHODS
        headers["Access-Control-Max-Age"] = str(MAX_AGE_SECONDS)
        if names := request.get("access-control-request-headers"):
            headers["Access-Control-Allow-Headers"] = names
        if request.get("access-control-request-private-network") == "true":
            headers["Access-Control-Allow-Private-Network"] = "true"
        return headers
