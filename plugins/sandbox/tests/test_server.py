"""The sandbox behind a socket, spoken to byte by byte."""

from __future__ import annotations

import json
import socket
from typing import Any
from urllib.parse import urlsplit

import pytest

from clerk_cli.api import ClerkError, UsageError

HEAD = "Host: x\r\nAuthorization: Bearer sk_test_x\r\n"


class Wire:
    """One connection, and the answers on it."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._socket = socket.create_connection((parts.hostname or "", parts.port or 0), timeout=5)
        self._file = self._socket.makefile("rb")

    def send(self, text: str) -> Wire:
        self._socket.sendall(text.encode())
        return self

    def read(self) -> tuple[int, dict[str, str], Any]:
        status = int(self._file.readline().split()[1])
        headers = {}
        while line := self._file.readline().strip():
            name, _, value = line.decode().partition(": ")
            headers[name.lower()] = value
        body = self._file.read(int(headers["content-length"]))
        return status, headers, json.loads(body) if body else None

    def close(self) -> None:
        self._file.close()
        self._socket.close()


@pytest.fixture
def wire(served: str) -> Any:
    connection = Wire(served)
    yield connection
    connection.close()


def test_a_connection_serves_several_requests(wire: Wire) -> None:
    request = f"GET /v1/users/count HTTP/1.1\r\n{HEAD}\r\n"
    assert [wire.send(request).read()[0] for _ in range(3)] == [200, 200, 200]


def test_requests_sent_at_once_are_answered_in_order(wire: Wire) -> None:
    request = f"GET /v1/users/{{}} HTTP/1.1\r\n{HEAD}\r\n"
    wire.send(request.format("count") + request.format("nope"))
    assert [wire.read()[0], wire.read()[0]] == [200, 404]


def test_the_content_type_has_no_charset(wire: Wire) -> None:
    _, headers, _ = wire.send(f"GET /v1/users HTTP/1.1\r\n{HEAD}\r\n").read()
    assert headers["content-type"] == "application/json"


def test_a_body_in_chunks_is_understood(wire: Wire) -> None:
    body = '{"username":"ada"}'
    chunks = "".join(f"{len(part):x}\r\n{part}\r\n" for part in (body[:5], body[5:]))
    _, _, user = wire.send(
        f"POST /v1/users HTTP/1.1\r\n{HEAD}Transfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n"
    ).read()
    assert user["username"] == "ada"


def test_a_body_on_a_get_is_no_obstacle(wire: Wire) -> None:
    request = f"GET /v1/users/count HTTP/1.1\r\n{HEAD}Content-Length: 2\r\n\r\n{{}}"
    assert [wire.send(request).read()[0] for _ in range(2)] == [200, 200]


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ("Content-Length: nope\r\n", "", 400),
        ("Content-Length: 99999999\r\n", "", 413),
        ("Transfer-Encoding: chunked\r\n", "zz\r\n", 400),
        ("Content-Length: 5\r\n", "{bad}", 400),
        ("Content-Length: 2\r\n", "[]", 400),
    ],
)
def test_a_broken_body_is_refused_in_clerks_shape(
    wire: Wire, headers: str, body: str, status: int
) -> None:
    answer = wire.send(f"POST /v1/users HTTP/1.1\r\n{HEAD}{headers}\r\n{body}").read()
    assert answer[0] == status
    assert answer[2]["errors"][0]["message"]


def test_garbage_harms_nobody_else(served: str) -> None:
    noisy = Wire(served).send("\x00\x01garbage\r\n\r\n")
    noisy.close()
    quiet = Wire(served)
    assert quiet.send(f"GET /v1/users/count HTTP/1.1\r\n{HEAD}\r\n").read()[0] == 200
    quiet.close()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.com"])
def test_an_address_that_others_can_reach_needs_a_flag(api: Any, host: str) -> None:
    from clerk_cli_sandbox.server import make_server

    with pytest.raises(UsageError) as raised:
        make_server(api.sandbox, host, 0, allow_remote=False)
    assert "--allow-remote" in (raised.value.hint or "")


def test_a_port_in_use_is_named(api: Any, served: str) -> None:
    from clerk_cli_sandbox.server import make_server

    port = urlsplit(served).port or 0
    with pytest.raises(ClerkError, match=f"cannot listen on 127.0.0.1:{port}"):
        make_server(api.sandbox, "127.0.0.1", port, allow_remote=False)
