"""Responses that are too slow or too large, and numbers in headers that are none."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest

from clerk_cli.commands.request import UNKNOWN_OUTCOME, Request
from clerk_cli.errors import APIError, ClerkError, ConfigError, NetworkError
from clerk_cli.http import bounds

GET = Request("GET", "/v1/users")
POST = Request("POST", "/v1/users", body={})
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
Send = Callable[[socket.socket], None]


@pytest.fixture
def serve_with() -> Iterator[Callable[[Send], str]]:
    """Starts servers that answer every request with a function of the connection."""
    listeners: list[socket.socket] = []

    def start(send: Send) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def answer(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                connection.recv(65536)
                send(connection)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    Thread(target=answer, args=listener.accept()[:1], daemon=True).start()

        Thread(target=accept, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for listener in listeners:
        listener.close()


def dripping(start: bytes, drop: bytes) -> Send:
    def send(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(drop)
            sleep(0.02)

    return send


DRIPS = {
    "status line": dripping(b"HTTP/1.1 ", b"2"),
    "header": dripping(HEAD + b"X: ", b"y"),
    "headers": dripping(HEAD, b"X: y\r\n"),
    "interim responses": dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "body": dripping(HEAD + b"Content-Length: 9999\r\n\r\n", b" "),
    "body until the end of the connection": dripping(HEAD + b"\r\n", b" "),
    "chunks": dripping(CHUNKED, b"1\r\n \r\n"),
    "size of a chunk": dripping(CHUNKED, b"0"),
    "trailers": dripping(CHUNKED + b"0\r\n", b"X: y\r\n"),
    "nothing": lambda connection: sleep(5),
}


@pytest.mark.parametrize("name", DRIPS)
def test_a_response_that_drips_ends_with_the_time_of_the_attempt(
    connect: Any, serve_with: Any, name: str
) -> None:
    client = connect(serve_with(DRIPS[name]), timeout=0.15)
    start = monotonic()
    with pytest.raises(NetworkError) as raised:
        client.send(POST)
    assert monotonic() - start < 1.0
    # A hundred headers may come before the time is over.
    assert "timed out after 0.15 s" in raised.value.message or name == "headers"
    assert raised.value.hint == UNKNOWN_OUTCOME


@pytest.mark.slow
def test_every_attempt_has_the_time_for_itself(
    connect: Any, serve_with: Any, reporter: Any
) -> None:
    with pytest.raises(NetworkError, match="timed out"):
        connect(serve_with(DRIPS["body"]), timeout=0.1).send(GET)
    assert len(reporter.waits) == 3


def test_a_host_that_does_not_accept_the_connection_is_named(connect: Any) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(address)
        with pytest.raises(NetworkError, match=r"could not connect to .* within 0\.1 s"):
            connect(f"http://127.0.0.1:{address[1]}", timeout=0.1).send(POST)
        for filler in fillers:
            filler.close()


def flooding(start: bytes, part: bytes) -> Send:
    def send(connection: socket.socket) -> None:
        connection.sendall(start)
        for _ in range(400):
            connection.sendall(part)

    return send


BOMB = gzip.compress(b" " * 3_000_000)
SIZE = f"Content-Encoding: gzip\r\nContent-Length: {len(BOMB)}\r\n\r\n".encode()
FLOODS = {
    "body": flooding(HEAD + b"Content-Length: 99999999\r\n\r\n", b" " * 65536),
    "body of unknown length": flooding(HEAD + b"\r\n", b" " * 65536),
    "chunks": flooding(CHUNKED, b"10000\r\n" + b" " * 65536 + b"\r\n"),
    "compressed body": lambda connection: connection.sendall(HEAD + SIZE + BOMB),
    "body of an error": flooding(b"HTTP/1.1 400 Bad\r\n\r\n", b" " * 65536),
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_response_that_is_too_large_is_refused(
    connect: Any, serve_with: Any, reporter: Any, monkeypatch: Any, name: str
) -> None:
    monkeypatch.setattr(bounds, "MAX_BODY_BYTES", 1024 * 1024)
    with pytest.raises(NetworkError, match="is larger than 64 MiB"):
        connect(serve_with(FLOODS[name])).send(GET)
    assert reporter.waits == []


LINES = {
    "header": flooding(HEAD + b"X: ", b"y" * 65536),
    "headers": flooding(HEAD, b"X: y\r\n"),
    "size of a chunk": flooding(CHUNKED, b"0" * 65536),
    "extension of a chunk": flooding(CHUNKED + b"1;", b"x" * 65536),
    "trailer": flooding(CHUNKED + b"0\r\nX: ", b"y" * 65536),
    "negative chunk": flooding(CHUNKED, b"-5\r\n \r\n"),
    "chunk without a size": flooding(CHUNKED, b"xyz\r\n \r\n"),
    "status line": flooding(b"HTTP/1.1 200 ", b"y" * 65536),
}


@pytest.mark.parametrize("name", LINES)
def test_a_response_with_parts_that_nobody_sends_is_reported_in_one_line(
    connect: Any, serve_with: Any, name: str
) -> None:
    with pytest.raises(NetworkError) as raised:
        connect(serve_with(LINES[name]), timeout=2).send(POST)
    assert "\n" not in raised.value.message
    assert len(raised.value.message) < 2200


def test_a_connection_is_used_again_after_a_large_response(
    connect: Any, serve: Any, response: Any
) -> None:
    large = '{"a": "' + "x" * 1_000_000 + '"}'
    server = serve(response(large), response(large))
    client = connect(server.url)
    assert client.send(GET) == client.send(GET).replace()
    assert server.connections == 1


def test_a_long_error_is_cut(connect: Any, serve: Any, response: Any) -> None:
    text = "x" * 5000
    body = f'{{"errors": [{{"message": "{text}", "meta": {{"a": ["{text}"]}}}}]}}'
    with pytest.raises(APIError) as raised:
        connect(serve(response(body, "400 Bad Request")).url).send(GET)
    cut = "x" * 2000 + "… (3,000 more characters)"
    assert (raised.value.message, raised.value.errors[0]["meta"]) == (cut, {"a": [cut]})


def test_many_long_errors_are_cut_as_a_whole(connect: Any, serve: Any, response: Any) -> None:
    errors = ", ".join(['{"message": "' + "x" * 1900 + '"}'] * 50)
    with pytest.raises(APIError) as raised:
        connect(serve(response(f'{{"errors": [{errors}]}}', "422 Unprocessable Entity")).url).send(
            GET
        )
    assert [entry["message"][:8] for entry in raised.value.errors[-2:]] == ["xxxxxxxx", "… (45 mo"]


@pytest.mark.parametrize(
    "header",
    ["²", "Fri, 31 Dec 99999 23:59:59 GMT", "-1", "9" * 400, "soon", "1e3", ""],
)
def test_an_invalid_retry_after_is_ignored(
    connect: Any, serve: Any, response: Any, reporter: Any, header: str
) -> None:
    limited = response("{}", "429 Too Many Requests", f"Retry-After: {header}")
    with suppress(APIError):
        connect(serve(limited, response()).url).send(POST)
    assert all(wait <= 2 for wait in reporter.waits)


@pytest.mark.parametrize("url", ["http://[::1", "http://x:99999", "http://x:y", "http://x:0"])
def test_an_invalid_api_url_is_named(connect: Any, url: str) -> None:
    with pytest.raises(ConfigError, match="is not a valid API URL"):
        connect(url)


@pytest.mark.parametrize("location", ["http://[::1", "\xff\xfe", "//", "y" * 9000])
def test_a_redirect_to_no_url_is_named(
    connect: Any, serve: Any, response: Any, location: str
) -> None:
    server = serve(response("{}", "302 Found", f"Location: {location}"))
    with pytest.raises(ClerkError, match="returned a redirect to") as raised:
        connect(server.url).send(GET)
    assert len(raised.value.message) < 2200
