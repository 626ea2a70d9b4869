"""Where a request ends: its headers, and its body by length or in chunks, within a time."""

from __future__ import annotations

import re
import time
from email.errors import (
    FirstHeaderLineIsContinuationDefect,
    MisplacedEnvelopeHeaderDefect,
    MissingHeaderBodySeparatorDefect,
)
from email.message import Message
from io import BufferedReader, RawIOBase
from socket import socket
from typing import TYPE_CHECKING

from clerk_cli_sandbox.http import api_errors

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_BODY_BYTES = 11 * 1024 * 1024
"""An image may have 10 MiB, and is sent within a form."""

MAX_LINE_BYTES = 8192
TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
CHUNKED = -1
MALFORMED = (
    FirstHeaderLineIsContinuationDefect,
    MisplacedEnvelopeHeaderDefect,
    MissingHeaderBodySeparatorDefect,
)
"""What the parser of headers reports of lines that are none; the rest is about multipart bodies."""


class DeadlineReader(RawIOBase):
    """Reads from a socket until a deadline, however slowly the bytes arrive.

    Args:
        connection: The socket.
    """

    def __init__(self, connection: socket) -> None:
        self._connection = connection
        self._deadline = 0.0

    def allow(self, seconds: float) -> None:
        """Move the deadline to some seconds from now."""
        self._deadline = time.monotonic() + seconds

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read what has arrived.

        Raises:
            TimeoutError: Nothing arrived before the deadline.
        """
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        return self._connection.recv_into(buffer)


class LineReader(BufferedReader):
    """Reads lines, and notes a carriage return inside of one.

    Python's parser of headers begins a new line there, where others do not: one of the two would
    read another request (RFC 9112, section 2.2).
    """

    has_bare_return = False

    def readline(self, size: int | None = -1, /) -> bytes:
        """The next line with its end."""
        line = super().readline(size)
        if line.find(b"\r", 0, -2) >= 0:
            self.has_bare_return = True
        return line


def read_headers(message: Message, lines: LineReader) -> dict[str, str]:
    """The headers, with lowercase names; of those that are repeated, the last one.

    Args:
        message: The headers as Python reads them.
        lines: What they were read from.

    Raises:
        ErrorResponse: A line is not a header, so that others could read it differently.
    """
    if lines.has_bare_return:
        raise api_errors.refusal("bad_request", "A line of the head is not a valid header.")
    for name, value in message.items():
        if not TOKEN.fullmatch(name) or "\n" in value or "\r" in value or "\0" in value:
            raise api_errors.refusal("bad_request", "A line of the head is not a valid header.")
    if any(isinstance(defect, MALFORMED) for defect in message.defects):
        raise api_errors.refusal("bad_request", "A line of the head is not a valid header.")
    return {name.lower(): value for name, value in message.items()}


def body_length(message: Message) -> int:
    """The length of the body that headers announce; ``CHUNKED`` if it arrives in chunks.

    Raises:
        ErrorResponse: The length is ambiguous, not valid, or too large.
    """
    lengths = message.get_all("Content-Length", [])
    codings = message.get_all("Transfer-Encoding", [])
    if len(lengths) + len(codings) > 1:
        text = "A request has one Content-Length, or else Transfer-Encoding: chunked."
        raise api_errors.refusal("bad_request", text)
    if codings:
        if codings[0].strip().lower() != "chunked":
            raise api_errors.refusal("bad_request", "The Transfer-Encoding must be chunked.")
        return CHUNKED
    if not lengths:
        return 0
    text = lengths[0].strip()
    if not re.fullmatch(r"[0-9]+", text):
        raise api_errors.refusal("bad_request", "The Content-Length header is not a valid number.")
    if len(text) > 18 or int(text) > MAX_BODY_BYTES:
        raise body_too_large()
    return int(text)


def body_too_large() -> api_errors.ErrorResponse:
    """The refusal of a body with too many bytes."""
    text = f"The request body has more than {MAX_BODY_BYTES:,} bytes."
    return api_errors.refusal("request_body_too_large", text)


def read_body(file: BufferedReader, length: int) -> bytes:
    """The body.

    Raises:
        ConnectionError: The client closed the connection before the end.
        ErrorResponse: A chunk is not valid, or the body is too large.
        TimeoutError: The body did not arrive in time.
    """
    return _read_chunks(file) if length == CHUNKED else _read_exactly(file, length)


def _read_exactly(file: BufferedReader, length: int) -> bytes:
    data = file.read(length)
    if len(data) < length:
        raise ConnectionAbortedError
    return data


def _read_chunks(file: BufferedReader) -> bytes:
    body = bytearray()
    while size := _chunk_size(file.readline(MAX_LINE_BYTES)):
        if len(body) + size > MAX_BODY_BYTES:
            raise body_too_large()
        body += _read_exactly(file, size)
        if file.readline(MAX_LINE_BYTES) not in (b"\r\n", b"\n"):
            raise api_errors.refusal("bad_request", "A chunk is longer than its size.")
    trailers = 0
    while file.readline(MAX_LINE_BYTES).strip():
        trailers += 1
        if trailers > 100:
            raise api_errors.refusal("bad_request", "The request has too many trailers.")
    return bytes(body)


def _chunk_size(line: bytes) -> int:
    match = re.fullmatch(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?\r?\n", line)
    if match is None:
        raise api_errors.refusal("bad_request", "A chunk does not have a valid size.")
    return int(match[1], 16)
