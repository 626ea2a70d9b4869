"""Bounds of a response: the time of an attempt as a whole, and the bytes that are read.

A timeout of a socket starts again with every byte, so that a server could keep a request waiting
for hours. Here every read gets what is left of the attempt's time.
"""

from __future__ import annotations

import io
from http.client import HTTPResponse
from threading import local
from time import monotonic
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ReadTimeoutError
from urllib3.util.ssl_ import create_urllib3_context

if TYPE_CHECKING:
    import socket
    import ssl

    from clerk_cli.startup.ca_bundle import CABundle

CONNECT_SECONDS = 10.0
ATTEMPT_SECONDS = 60.0
MAX_BODY_BYTES = 64 * 1024 * 1024
"""What a response may have once it is decompressed."""

MAX_LINE_BYTES = 64 * 1024
"""What a header or the size of a chunk may have; ``http.client`` takes a hundred headers."""

BUFFER_BYTES, PART_BYTES = 64 * 1024, 256 * 1024

TLS_SETTINGS = (
    "options", "minimum_version", "maximum_version", "verify_flags", "check_hostname",
    "verify_mode", "post_handshake_auth", "hostname_checks_common_name",
)  # fmt: skip
"""What urllib3 sets in the contexts that it makes."""

_attempt = local()


class ResponseTooLarge(requests.RequestException):
    """The response is larger than ``MAX_BODY_BYTES``."""


def begin_attempt(seconds: float) -> None:
    """Start the clock for what the current thread reads from now on.

    Args:
        seconds: What the attempt may take as a whole.
    """
    _attempt.deadline = monotonic() + seconds


def read_body(response: requests.Response) -> None:
    """Read the body, so that ``response.content`` has it.

    Args:
        response: A response to a request with ``stream=True``.

    Raises:
        requests.ReadTimeout: The time of the attempt is over.
        requests.RequestException: The connection was lost, or the body is too large.
    """
    parts: list[bytes] = []
    size = 0
    try:
        for part in response.iter_content(PART_BYTES):
            size += len(part)
            if size > MAX_BODY_BYTES:
                raise ResponseTooLarge
            parts.append(part)
    except requests.ConnectionError as error:
        if error.args and isinstance(error.args[0], ReadTimeoutError):
            raise requests.ReadTimeout(error.args[0]) from error
        raise
    except ValueError as error:  # the size of a chunk is negative
        raise requests.exceptions.ChunkedEncodingError(error) from error
    finally:
        # A connection whose body was read to its end is free again, all others are closed.
        response.close()
    response._content = parts[0] if len(parts) == 1 else b"".join(parts)  # noqa: SLF001


class BoundedAdapter(HTTPAdapter):
    """Sends requests over HTTP and HTTPS, and reads responses within the bounds.

    Args:
        bundle: The CA bundle, if it is being read.
    """

    def __init__(self, bundle: CABundle | None = None) -> None:
        super().__init__()
        self._bundle = bundle

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Let a pool of connections use the bundle that is being read, if it is the right one.

        The bundle of a proxy is left to urllib3, which uses another context for it.
        """
        super().cert_verify(conn, url, verify, cert)  # type: ignore[no-untyped-call]
        if self._bundle is None or conn.proxy is not None:
            return
        if context := self._bundle.context_for(conn.ca_certs):
            if "ssl_context" not in conn.conn_kw:
                conn.conn_kw["ssl_context"] = with_settings_of(create_urllib3_context(), context)
            conn.ca_certs = None

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Use connections that read within the bounds."""
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = POOLS

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """Use such connections to proxies too; those to SOCKS proxies have classes of their own."""
        manager = super().proxy_manager_for(proxy, **options)
        if manager.pool_classes_by_scheme.get("http") is HTTPConnectionPool:
            manager.pool_classes_by_scheme = POOLS
        return manager


def with_settings_of(other: ssl.SSLContext, context: ssl.SSLContext) -> ssl.SSLContext:
    """A context with the settings of another one, and the authorities of its own."""
    for name in TLS_SETTINGS:
        setattr(context, name, getattr(other, name))
    if other.keylog_filename:
        context.keylog_filename = other.keylog_filename
    return context


class Session(requests.Session):
    """A session that leaves redirects alone, and does not even read where they lead."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Find no redirect."""


class _TimedSocket(io.RawIOBase):
    """Reads from a socket until a deadline."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, deadline: float) -> None:
        self._raw = raw
        self._socket = sock
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        remaining = self._deadline - monotonic()
        if remaining <= 0:
            raise TimeoutError("timed out")
        self._socket.settimeout(remaining)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _BoundedReader(io.BufferedReader):
    """Reads lines of at most ``MAX_LINE_BYTES``.

    ``http.client`` takes the end of the connection for the end of the headers.
    """

    _lines = 0

    def readline(self, size: int | None = -1, /) -> bytes:
        is_bounded = size is not None and 0 <= size <= MAX_LINE_BYTES + 1
        limit = size if is_bounded and size is not None else MAX_LINE_BYTES + 1
        line = super().readline(limit)
        if len(line) > MAX_LINE_BYTES and not is_bounded:
            raise OSError("a line of the response is too long")
        if not line.endswith(b"\n") and len(line) < limit and (line or self._lines):
            raise ConnectionResetError("the connection was closed in the middle of a response line")
        self._lines += 1
        return line


class _BoundedResponse(HTTPResponse):
    """A response whose status line, headers and body are read within the bounds."""

    def __init__(self, sock: socket.socket, *args: Any, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        deadline = getattr(_attempt, "deadline", None)
        if deadline is not None:
            raw = self.fp.detach()
            self.fp = _BoundedReader(_TimedSocket(raw, sock, deadline), BUFFER_BYTES)


class _BoundedConnection(HTTPConnection):
    response_class = _BoundedResponse


class _BoundedTLSConnection(HTTPSConnection):
    response_class = _BoundedResponse


class _BoundedPool(HTTPConnectionPool):
    ConnectionCls = _BoundedConnection


class _BoundedTLSPool(HTTPSConnectionPool):
    ConnectionCls = _BoundedTLSConnection


POOLS = {"http": _BoundedPool, "https": _BoundedTLSPool}
