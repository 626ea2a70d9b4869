"""The log of ``--debug``: each request and its response on stderr, without secrets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TypeAlias

from clerk_cli.errors import ClerkError
from clerk_cli.http.failures import redacted

if TYPE_CHECKING:
    import requests

    from clerk_cli.commands.request import Request
    from clerk_cli.output.redaction import Redactor

Files: TypeAlias = "Mapping[str, tuple[str, bytes]]"
MAX_BODY_LENGTH = 2000


def redactor_of(request: Request, *keys: str) -> Redactor:
    """A redactor for all that a request is sent with: its secrets, the keys and the proxies'.

    Args:
        request: The request.
        keys: The secret keys.
    """
    from urllib.request import getproxies

    from clerk_cli.output.redaction import Redactor, secrets_of_url

    proxies = getproxies().values()
    return Redactor.of_request(
        request, *keys, *(secret for url in proxies for secret in secrets_of_url(url))
    )


class Reporter(Protocol):
    """Takes the messages of a connection."""

    def warn(self, text: str) -> None:
        """Warn of something unexpected."""

    def debug(self, text: str) -> None:
        """Write an entry of the debug log."""


@contextmanager
def without_secrets(request: Request, *keys: str) -> Iterator[None]:
    """Remove from errors what a request is sent with.

    Args:
        request: The request.
        keys: The secret keys.
    """
    try:
        yield
    except ClerkError as error:
        raise redacted(error, redactor_of(request, *keys)) from error.__cause__


class HTTPLog:
    """Writes the log of one request.

    Args:
        reporter: Takes the entries.
        redactor: Masks the secrets of the request.
    """

    def __init__(self, reporter: Reporter, redactor: Redactor) -> None:
        self._reporter = reporter
        self._redactor = redactor

    def request(self, request: requests.PreparedRequest, files: Files) -> None:
        """Log a request before it is sent; of its files, what they are.

        Args:
            request: The request.
            files: Its files, by the names of their fields.
        """
        self._write(f"--> {request.method} {self._redactor.url(request.url or '')}")
        for name, value in request.headers.items():
            self._write(f"    {name}: {self._redactor.header(name, value)}")
        if request.headers.get("Content-Type", "").startswith("multipart/"):
            self._write(f"    Body: a form of {len(request.body or b''):,} bytes")
            self._files(files)
        else:
            self._body(request.body)

    def response(self, response: requests.Response) -> None:
        """Log a response."""
        milliseconds = response.elapsed.total_seconds() * 1000
        request = response.request
        self._write(
            f"<-- {request.method} {self._redactor.url(request.url or '')} "
            f"({response.status_code}) {milliseconds:.0f} ms"
        )
        self._body(response.content)

    def failure(self, error: Exception) -> None:
        """Log that there was no response."""
        self._write(f"Request failed: {self._redactor.text(str(error))}")

    def _files(self, files: Files) -> None:
        from clerk_cli.commands.uploads import described, description_line

        for field, (name, content) in files.items():
            line = description_line(described(name, content))
            self._write(f"    {field}: {self._redactor.text(line)}")

    def _body(self, body: bytes | str | None) -> None:
        if not body:
            return
        text = self._redactor.body(body)
        excess = len(text) - MAX_BODY_LENGTH
        more = f" … ({excess:,} more characters)" if excess > 0 else ""
        self._write(f"    Body: {text[:MAX_BODY_LENGTH]}{more}")

    def _write(self, text: str) -> None:
        self._reporter.debug(f"[DEBUG] {text}")
