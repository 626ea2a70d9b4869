"""The log of ``--debug``: each request and its response on stderr, without secrets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Protocol

from clerk_cli.http.redaction import STARS, is_secret_name, mask_json, mask_text, mask_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    import requests

MAX_BODY_LENGTH = 2000


class Reporter(Protocol):
    """Takes the messages of a connection."""

    def warn(self, text: str) -> None:
        """Warn of something unexpected."""

    def debug(self, text: str) -> None:
        """Write a line of the debug log."""


class HTTPLog:
    """Writes the log of a client.

    Args:
        reporter: Takes the lines.
        key: The client's secret key, which is masked wherever it occurs.
    """

    def __init__(self, reporter: Reporter, key: str) -> None:
        self._reporter = reporter
        self._key = key

    def request(self, request: requests.PreparedRequest) -> None:
        """Log a request before it is sent."""
        self._line(f"--> {request.method} {self._url(request)}")
        self._headers(request.headers)
        self._body(request.body)

    def response(self, response: requests.Response) -> None:
        """Log a response."""
        milliseconds = response.elapsed.total_seconds() * 1000
        self._line(
            f"<-- {response.request.method} {self._url(response.request)} "
            f"({response.status_code}) {milliseconds:.0f} ms"
        )
        self._body(response.content)

    def failure(self, error: Exception) -> None:
        """Log that there was no response."""
        self._line(f"Request failed: {mask_text(str(error), key=self._key)}")

    def _url(self, request: requests.PreparedRequest) -> str:
        return mask_url(request.url or "", key=self._key)

    def _headers(self, headers: Mapping[str, str]) -> None:
        for name, value in headers.items():
            masked = STARS if is_secret_name(name) else mask_text(value, key=self._key)
            self._line(f"    {name}: {masked}")

    def _body(self, body: bytes | str | None) -> None:
        if not body:
            return
        text = body.decode(errors="replace") if isinstance(body, bytes) else body
        try:
            data = mask_json(json.loads(text), key=self._key)
            text = json.dumps(data, ensure_ascii=False)
        except ValueError:
            text = mask_text(text, key=self._key)
        excess = len(text) - MAX_BODY_LENGTH
        more = f" … ({excess:,} more characters)" if excess > 0 else ""
        self._line(f"    Body: {text[:MAX_BODY_LENGTH]}{more}")

    def _line(self, text: str) -> None:
        self._reporter.debug(f"[DEBUG] {text}")
