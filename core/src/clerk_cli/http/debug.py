"""The log of ``--debug``: each attempt and its answer on stderr, without secrets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Protocol

from clerk_cli.http.redaction import STARS, is_secret_name, mask_json, mask_text, mask_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    import requests

LONGEST_BODY = 2000


class Reporter(Protocol):
    """Takes what the connection has to say."""

    def warn(self, text: str) -> None:
        """Say that something is not as one would think."""

    def debug(self, text: str) -> None:
        """Say a line of the log."""


class Log:
    """Writes the log of a client.

    Args:
        reporter: Takes the lines.
        key: The client's secret key, which is masked wherever it stands.
    """

    def __init__(self, reporter: Reporter, key: str) -> None:
        self._reporter = reporter
        self._key = key

    def request(self, request: requests.PreparedRequest) -> None:
        """Log a request that is about to be sent."""
        self._line(f"--> {request.method} {self._url(request)}")
        self._headers(request.headers)
        self._body(request.body)

    def answer(self, answer: requests.Response) -> None:
        """Log an answer."""
        milliseconds = answer.elapsed.total_seconds() * 1000
        self._line(
            f"<-- {answer.request.method} {self._url(answer.request)} "
            f"({answer.status_code}) {milliseconds:.0f} ms"
        )
        self._body(answer.content)

    def failure(self, error: Exception) -> None:
        """Log that there was no answer."""
        self._line(f"Request failed: {mask_text(str(error), key=self._key)}")

    def _url(self, request: requests.PreparedRequest) -> str:
        return mask_url(request.url or "", key=self._key)

    def _headers(self, headers: Mapping[str, str]) -> None:
        for name, value in headers.items():
            shown = STARS if is_secret_name(name) else mask_text(value, key=self._key)
            self._line(f"    {name}: {shown}")

    def _body(self, body: bytes | str | None) -> None:
        if not body:
            return
        text = body.decode(errors="replace") if isinstance(body, bytes) else body
        try:
            data = mask_json(json.loads(text), key=self._key)
            text = json.dumps(data, ensure_ascii=False)
        except ValueError:
            text = mask_text(text, key=self._key)
        rest = len(text) - LONGEST_BODY
        more = f" … ({rest:,} more characters)" if rest > 0 else ""
        self._line(f"    Body: {text[:LONGEST_BODY]}{more}")

    def _line(self, text: str) -> None:
        self._reporter.debug(f"[DEBUG] {text}")
