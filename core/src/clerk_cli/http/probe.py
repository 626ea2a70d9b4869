"""A client that reports on the connection, whatever the response says."""

from __future__ import annotations

from datetime import timezone
from email.utils import parsedate_to_datetime
from time import perf_counter, time
from typing import NamedTuple
from urllib.parse import urlsplit

import requests

from clerk_cli.commands.request import Request
from clerk_cli.http import failures
from clerk_cli.http.client import Client

PROBE = Request("GET", "/v1/instance")


class Reply(NamedTuple):
    """What is known of a connection after one response.

    Args:
        scheme: That of the API URL.
        host: The host and port that responded.
        seconds: How long it took.
        skew: By how many seconds this computer's clock is ahead of the server's, which has a
            resolution of a second; None if the response has no date.
    """

    scheme: str
    host: str
    seconds: float
    skew: float | None


class ProbingClient(Client):
    """A client that can send a request without judging the response."""

    def probe(self) -> Reply:
        """Send one small read, once.

        Raises:
            ConfigError: The API URL cannot be used.
            LocalError: A setting of this computer prevents the request.
            NetworkError: There was no response.
        """
        start = perf_counter()
        try:
            response = self._attempt(PROBE, self._key)
        except requests.RequestException as error:
            raise failures.network_error(error, self._origin, PROBE, self._timeout) from error
        except failures.OF_TRANSPORT as error:
            raise failures.transport_error(error, self._origin, PROBE) from error
        seconds = perf_counter() - start
        parts = urlsplit(self._origin)
        return Reply(parts.scheme, parts.netloc, seconds, _skew(response.headers.get("Date")))


def _skew(header: str | None) -> float | None:
    try:
        date = parsedate_to_datetime(header or "")
    except ValueError:
        return None
    if date.tzinfo is None:  # A date without a zone is one in UTC, by RFC 9110.
        date = date.replace(tzinfo=timezone.utc)
    return time() - date.timestamp()
