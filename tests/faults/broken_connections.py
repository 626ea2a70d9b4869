"""Connections that break, and bytes that are no HTTP response."""

from __future__ import annotations

import gzip
import zlib

from faults.fault import Fault, Outcome
from faults.fault_server import Answer, Spoil, Wire, response_head

MIB = 1 << 20


def raw(*parts: bytes) -> Spoil:
    """Sends bytes as they are, and closes the connection."""
    return lambda wire, answer: wire.send(*parts)


def with_headers(*headers: str) -> Spoil:
    """The true body under headers of one's own."""
    return lambda wire, answer: wire.send(response_head(answer.status, *headers), answer.raw)


def reset(wire: Wire, answer: Answer) -> None:
    wire.reset()


def reset_within_the_body(wire: Wire, answer: Answer) -> None:
    wire.send(response_head(200, "Content-Length: 5000"), b'{"id": "')
    wire.reset()


def chunked(*chunks: bytes) -> Spoil:
    """A body in chunks, as they are given."""
    return raw(response_head(200, "Transfer-Encoding: chunked"), *chunks)


def compressed(wire: Wire, answer: Answer) -> None:
    packed = gzip.compress(answer.raw)
    wire.respond(answer.status, packed, "Content-Encoding: gzip")


def bomb(wire: Wire, answer: Answer) -> None:
    packer = zlib.compressobj(wbits=31)
    parts = [packer.compress(b'{"a": "')]
    parts += [packer.compress(b"x" * MIB) for _ in range(80)]
    packed = b"".join([*parts, packer.flush()])
    wire.respond(200, packed, "Content-Encoding: gzip")


def flood(wire: Wire, answer: Answer) -> None:
    wire.send(response_head(200), b'{"a": "')
    for _ in range(80):
        wire.send(b"x" * MIB)


def endless_headers(wire: Wire, answer: Answer) -> None:
    wire.send(b"HTTP/1.1 200 OK\r\n")
    for number in range(100_000):
        wire.send(f"X-{number}: {'x' * 1000}\r\n".encode())


def truncated(wire: Wire, answer: Answer) -> None:
    body = answer.raw or b"{}"
    wire.send(response_head(200, f"Content-Length: {len(body) + 9}"), body)


def informational(status: int) -> Spoil:
    def spoil(wire: Wire, answer: Answer) -> None:
        wire.send(f"HTTP/1.1 {status} Soon\r\nLink: </x>\r\n\r\n".encode())
        wire.respond(answer.status, answer.raw)

    return spoil


BROKEN_CONNECTIONS = [
    Fault("no server listens", None, Outcome.NOT_SENT),
    Fault("reset after the request", reset),
    Fault("closed without a byte", raw(b"")),
    Fault("closed within the status line", raw(b"HTTP/1.1 20")),
    Fault("closed within a header", raw(b"HTTP/1.1 200 OK\r\nContent-Le")),
    Fault("closed after the headers", raw(response_head(200, "Content-Length: 20"))),
    Fault("closed within the body", truncated),
    Fault("reset within the body", reset_within_the_body),
]

NO_HTTP = [
    Fault("a banner of SSH", raw(b"SSH-2.0-OpenSSH_9.2\r\n")),
    Fault("a banner of SMTP", raw(b"220 mail.example.com ESMTP\r\n")),
    Fault("an alert of TLS", raw(b"\x15\x03\x01\x00\x02\x02\x0a")),
    Fault("zeros", raw(bytes(512))),
    Fault("a body without a head", raw(b'{"id": "user_1"}')),
    Fault("a page without a head", raw(b"<html><body>Hello</body></html>\r\n\r\n")),
    Fault("a status of words", raw(b"HTTP/1.1 FINE OK\r\n\r\n")),
    Fault("a status of two digits", raw(b"HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\n{}")),
    Fault("a status of four digits", raw(b"HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\n{}")),
    Fault("a status line of 100 KB", raw(b"HTTP/1.1 200 ", b"x" * 100_000, b"\r\n\r\n")),
    Fault("a protocol of its own", raw(b"ICY 200 OK\r\n\r\n{}")),
]

FRAMING = [
    Fault("a negative length", with_headers("Content-Length: -5"), Outcome.OPEN),
    Fault("a length of words", with_headers("Content-Length: many"), Outcome.OPEN),
    Fault("two lengths", with_headers("Content-Length: 3", "Content-Length: 5"), Outcome.OPEN),
    Fault("a length beyond numbers", with_headers(f"Content-Length: {'9' * 40}"), Outcome.OPEN),
    Fault("a chunk of negative size", chunked(b"-5\r\n{}\r\n0\r\n\r\n")),
    Fault("a chunk size of words", chunked(b"zz\r\n{}\r\n0\r\n\r\n")),
    Fault("a chunk size that is superscript", chunked("²\r\n{}\r\n0\r\n\r\n".encode())),
    Fault("an empty chunk size", chunked(b"\r\n{}\r\n0\r\n\r\n")),
    Fault("a chunk size of 100 KB", chunked(b"0" * 100_000, b"2\r\n{}\r\n0\r\n\r\n")),
    Fault("a chunk of sixteen exabytes", chunked(b"ffffffffffffffff\r\n{}")),
    Fault("chunks without an end", chunked(b"2\r\n{}\r\n")),
    Fault("a chunk without its line end", chunked(b"2\r\n{}0\r\n\r\n")),
    Fault("gzip that is none", raw(
        response_head(200, "Content-Encoding: gzip", "Content-Length: 2"), b"{}")),
    Fault("gzip that ends early", raw(
        response_head(200, "Content-Encoding: gzip"), gzip.compress(b"{}" * 500)[:20])),
    Fault("deflate that is none", raw(
        response_head(200, "Content-Encoding: deflate", "Content-Length: 2"), b"{}")),
    Fault("an unknown encoding", raw(
        response_head(200, "Content-Encoding: br", "Content-Length: 4"), b"\x0b\x00\x80\x03")),
    Fault("gzip that is right", compressed, Outcome.HARMLESS),
    Fault("80 MiB in 80 KB of gzip", bomb, is_heavy=True),
    Fault("80 MiB without a length", flood, is_heavy=True),
    Fault("100,000 headers", endless_headers, is_heavy=True),
    Fault("a header of 100 KB", with_headers(f"X-Long: {'x' * 100_000}"), Outcome.UNKNOWN),
    Fault("300 headers", with_headers(*(f"X-{n}: x" for n in range(300))), Outcome.UNKNOWN),
    Fault("a header without a colon", with_headers("Oddly", "X-After: 1"), Outcome.OPEN),
    Fault("a header of control characters", with_headers("X-A: \x1b]0;x\x07\x00"), Outcome.OPEN),
    Fault("a header that is not ASCII", with_headers("X-A: größe ✓"), Outcome.HARMLESS),
    Fault("a header that is not UTF-8", with_headers("X-A: \udcff\udcfe"), Outcome.HARMLESS),
    Fault("early hints", informational(103)),
    Fault("a needless continue", informational(100), Outcome.HARMLESS),
    Fault("another protocol offered", raw(b"HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\n\r\n")),
]  # fmt: skip
