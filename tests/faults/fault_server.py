"""A server that answers from a recording and spoils the answer to one kind of request."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import struct
from collections.abc import Callable
from contextlib import suppress
from io import BufferedReader
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

PATIENCE = 20.0
"""Seconds that the server waits for the rest of a request."""


class Answer(NamedTuple):
    """What the API answers when nothing is wrong.

    Args:
        status: The HTTP status.
        body: The decoded body; None without one.
    """

    status: int
    body: Any

    @property
    def raw(self) -> bytes:
        """The body as it is sent."""
        return b"" if self.body is None else json.dumps(self.body).encode()


class Sent(NamedTuple):
    """A request as it arrived: its method, its path with the query, and its body."""

    method: str
    target: str
    body: bytes


class Wire(NamedTuple):
    """A connection on which a request has arrived, for the code that spoils the answer."""

    connection: socket.socket
    sent: Sent

    def send(self, *parts: bytes) -> None:
        """Send bytes as they are."""
        self.connection.sendall(b"".join(parts))

    def respond(self, status: int, body: bytes, *headers: str, reason: str | None = None) -> None:
        """Send a well-formed response."""
        self.send(response_head(status, *headers, f"Content-Length: {len(body)}", reason=reason))
        self.send(body)

    def reset(self) -> None:
        """Break the connection with a TCP reset."""
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


Spoil = Callable[[Wire, Answer], None]


def response_head(status: int, *headers: str, reason: str | None = None) -> bytes:
    """A status line with headers and the empty line after them."""
    if reason is None:
        reason = http.client.responses.get(status, "Odd")
    lines = [f"HTTP/1.1 {status} {reason}", "Connection: close"]
    if not any(header.lower().startswith("content-type") for header in headers):
        lines.append("Content-Type: application/json")
    return ("\r\n".join([*lines, *headers]) + "\r\n\r\n").encode("utf-8", "surrogateescape")


class FaultServer:
    """Answers requests on loopback.

    Args:
        certificate: A file with a key and its certificate, to answer over TLS.
    """

    def __init__(self, certificate: Path | None = None) -> None:
        self.answers: dict[tuple[str, str], Answer] = {}
        self.spoiled: tuple[str, str] | None = None
        self.spoil: Spoil | None = None
        self.requests: list[Sent] = []
        self._context: ssl.SSLContext | None = None
        if certificate is not None:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(certificate)
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        scheme = "https" if certificate else "http"
        self.url = f"{scheme}://127.0.0.1:{self._socket.getsockname()[1]}"
        Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Stop accepting connections."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        # The client may end a connection whenever it likes; that is what is tested.
        with suppress(OSError), connection:
            connection.settimeout(PATIENCE)
            if self._context is not None:
                connection = self._context.wrap_socket(connection, server_side=True)
            with connection, connection.makefile("rb") as stream:
                sent = _read(stream)
                if sent is not None:
                    self._respond(Wire(connection, sent))

    def _respond(self, wire: Wire) -> None:
        self.requests.append(wire.sent)
        key = (wire.sent.method, wire.sent.target)
        answer = self.answers.get(key)
        if answer is None:
            error = {"message": "not recorded", "code": "not_recorded"}
            wire.respond(599, json.dumps({"errors": [error]}).encode())
        elif self.spoil is not None and key == self.spoiled:
            self.spoil(wire, answer)
        else:
            wire.respond(answer.status, answer.raw)


def _read(stream: BufferedReader) -> Sent | None:
    line = stream.readline().decode("latin-1").split()
    if len(line) != 3 or not line[2].startswith("HTTP/"):
        return None
    length = 0
    while header := stream.readline().decode("latin-1").strip():
        name, _, value = header.partition(":")
        if name.lower() == "content-length":
            length = int(value)
    return Sent(line[0], line[1], stream.read(length))
