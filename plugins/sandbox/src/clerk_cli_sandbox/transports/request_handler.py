"""One connection: reads its requests, and writes the responses."""

from __future__ import annotations

import json
import socket
import struct
import time
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from clerk_cli.api import LocalError
from clerk_cli_sandbox.application import HTTPRequest, HTTPResponse, error_response
from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorResponse
from clerk_cli_sandbox.transports.faults import ConnectionLostError, reason_phrase
from clerk_cli_sandbox.transports.framing import (
    DeadlineReader,
    LineReader,
    body_length,
    read_body,
    read_headers,
)

if TYPE_CHECKING:
    from clerk_cli_sandbox.transports.server import SandboxServer

IDLE_SECONDS, HEAD_SECONDS, BODY_SECONDS, WRITE_SECONDS = 75, 10, 60, 30
"""How long a connection waits for a request, its head, its body, and for a client that reads."""

DRAIN_SECONDS, DRAIN_BYTES = 5, 64 * 1024 * 1024
"""How long, and how far, the rest of a refused body is read, so that the client sees why."""

MAX_REQUEST_LINE_BYTES = 65_536
EMPTY_LINES = (b"\r\n", b"\n")
NO_CONTENT = 204
MISDIRECTED_REQUEST = 421


class RequestHandler(BaseHTTPRequestHandler):
    """Handles the requests of one connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: SandboxServer

    def setup(self) -> None:
        """Read with deadlines."""
        super().setup()
        self.rfile.close()
        self._reader = DeadlineReader(self.connection)
        self.rfile = self._lines = LineReader(self._reader)
        self._expects_continue = False

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing; the responses report errors."""

    def handle_expect_100(self) -> bool:
        """Note that the client waits for a word before it sends the body."""
        self._expects_continue = True
        return True

    def handle_one_request(self) -> None:
        """Respond to the next request on the connection."""
        self._expects_continue = False
        self.requestline = self.command = ""
        try:
            self._reader.allow(IDLE_SECONDS)
            self._lines.has_bare_return = False
            if not self._lines.peek(1):
                self.close_connection = True
                return
            self._reader.allow(HEAD_SECONDS)
            self.raw_requestline = self.rfile.readline(MAX_REQUEST_LINE_BYTES + 1)
            if self.raw_requestline in EMPTY_LINES:  # RFC 9112, section 2.2
                self.raw_requestline = self.rfile.readline(MAX_REQUEST_LINE_BYTES + 1)
            if len(self.raw_requestline) > MAX_REQUEST_LINE_BYTES:
                self.send_error(HTTPStatus.REQUEST_URI_TOO_LONG)
            elif self.parse_request():
                self._respond()
        except (OSError, ConnectionLostError) as error:
            self.close_connection = True
            if isinstance(error, ConnectionLostError):
                self._reset()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Report a request that could not be parsed, in the format of the API."""
        text = message or HTTPStatus(code).phrase
        self._refuse(ErrorResponse(code, api_errors.error_object("bad_request", text)))

    def _respond(self) -> None:
        try:
            http_request = self._read_request()
        except ErrorResponse as error:
            self._refuse(error)
            return
        server = self.server
        cors = server.cross_origin.preflight_headers(http_request.headers)
        if cors is not None and self.command == "OPTIONS":
            self._write(HTTPResponse(NO_CONTENT, headers=cors))
            return
        try:
            response = server.faults.respond(lambda: server.sandbox.handle(http_request))
        except LocalError as error:
            error_object = api_errors.error_object("internal_clerk_error", error.message)
            response = error_response(ErrorResponse(507, error_object))
        cors = server.cross_origin.headers(http_request.headers.get("origin"))
        self._write(response._replace(headers={**response.headers, **cors}) if cors else response)

    def _read_request(self) -> HTTPRequest:
        """The request, read to its end.

        Raises:
            ErrorResponse: The request cannot be read, or is for another host.
        """
        headers = read_headers(self.headers, self._lines)
        host, target = headers.get("host"), self.path
        if not target.startswith("/") and "://" in target:
            try:
                url = urlsplit(target)
            except ValueError as error:
                text = f"The request target is not a valid URL: {error}."
                raise api_errors.refusal("bad_request", text) from None
            host, target = url.netloc, urlunsplit(("", "", url.path or "/", url.query, ""))
        self._check_host(host)
        length = body_length(self.headers)
        if self._expects_continue and length:
            self._send(b"HTTP/1.1 100 Continue\r\n\r\n")
        self._reader.allow(BODY_SECONDS)
        body = read_body(self._lines, length) if length else b""
        return HTTPRequest(self.command, target, headers, body)

    def _check_host(self, host: str | None) -> None:
        hosts = self.headers.get_all("Host", [])
        if len(hosts) > 1 or (host is None and self.request_version >= "HTTP/1.1"):
            raise api_errors.refusal("bad_request", "A request must have one Host header.")
        if host is not None and not self.server.host_names.accepts(host):
            text = f"The sandbox does not serve the host '{host}'."
            hint = f"{text} Allow it with: clerk sandbox serve --allow-host"
            error_object = api_errors.error_object("bad_request", text, hint)
            raise ErrorResponse(MISDIRECTED_REQUEST, error_object)

    def _refuse(self, error: ErrorResponse) -> None:
        """Respond with an error, and close the connection, whose next bytes cannot be trusted."""
        self.close_connection = True
        self._write(error_response(error))
        # Closing with unread bytes would reset the connection, and the client would lose the
        # response.
        self.connection.shutdown(socket.SHUT_WR)
        self._reader.allow(DRAIN_SECONDS)
        buffer, left = bytearray(65_536), DRAIN_BYTES
        while left > 0 and (size := self._reader.readinto(buffer)):
            left -= size

    def _write(self, response: HTTPResponse) -> None:
        lines = [
            f"HTTP/1.1 {response.status} {reason_phrase(response.status)}",
            f"Date: {http_date(int(time.time()))}",
        ]
        if response.body and "Content-Type" not in response.headers:
            lines.append("Content-Type: application/json")
        if response.status != NO_CONTENT:
            lines.append(f"Content-Length: {len(response.body)}")
        lines += [f"{name}: {value}" for name, value in response.headers.items()]
        if self.close_connection:
            lines.append("Connection: close")
        head = "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")
        self._send(head if self.command == "HEAD" else head + response.body)

    def _send(self, data: bytes) -> None:
        self.connection.settimeout(WRITE_SECONDS)
        self.connection.sendall(data)

    def _reset(self) -> None:
        """Close the connection so that the client gets a reset instead of an end."""
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()


def refusal_of_connection() -> bytes:
    """The response on a connection beyond the limit."""
    errors = [api_errors.error_object("service_unavailable", "Too many connections.")]
    body = json.dumps({"errors": errors}).encode()
    head = (
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nRetry-After: 1\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body


@lru_cache(maxsize=1)
def http_date(seconds: int) -> str:
    """A time as HTTP writes it."""
    return formatdate(seconds, usegmt=True)
