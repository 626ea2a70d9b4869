"""The HTTP server, byte by byte."""

from __future__ import annotations

import json
import socket
from typing import Any
from urllib.parse import urlsplit

import pytest

from clerk_cli.api import ClerkError, UsageError

HEAD = "Host: x\r\nAuthorization: Bearer sk_test_x\r\n"


class Connection:
    """One connection, and the responses on it."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._socket = socket.create_connection((parts.hostname or "", parts.port or 0), timeout=5)
        self._file = self._socket.makefile("rb")

    def send(self, text: str) -> Connection:
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
def connection(served: str) -> Any:
    connection = Connection(served)
    yield connection
    connection.close()


def test_a_connection_serves_several_requests(connection: Connection) -> None:
    request = f"GET /v1/users/count HTTP/1.1\r\n{HEAD}\r\n"
    assert [connection.send(request).read()[0] for _ in range(3)] == [200, 200, 200]


def test_pipelined_requests_are_answered_in_order(connection: Connection) -> None:
    request = f"GET /v1/users/{{}} HTTP/1.1\r\n{HEAD}\r\n"
    connection.send(request.format("count") + request.format("nope"))
    assert [connection.read()[0], connection.read()[0]] == [200, 404]


def test_the_content_type_has_no_charset(connection: Connection) -> None:
    _, headers, _ = connection.send(f"GET /v1/users HTTP/1.1\r\n{HEAD}\r\n").read()
    assert headers["content-type"] == "application/json"


def test_a_chunked_body_is_accepted(connection: Connection) -> None:
    body = '{"username":"ada"}'
    chunks = "".join(f"{len(part):x}\r\n{part}\r\n" for part in (body[:5], body[5:]))
    _, _, user = connection.send(
        f"POST /v1/users HTTP/1.1\r\n{HEAD}Transfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n"
    ).read()
    assert user["username"] == "ada"


def test_a_get_request_may_have_a_body(connection: Connection) -> None:
    request = f"GET /v1/users/count HTTP/1.1\r\n{HEAD}Content-Length: 2\r\n\r\n{{}}"
    assert [connection.send(request).read()[0] for _ in range(2)] == [200, 200]


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
def test_a_malformed_body_is_rejected_in_clerks_format(
    connection: Connection, headers: str, body: str, status: int
) -> None:
    response = connection.send(f"POST /v1/users HTTP/1.1\r\n{HEAD}{headers}\r\n{body}").read()
    assert response[0] == status
    assert response[2]["errors"][0]["message"]


def test_a_malformed_request_does_not_affect_other_clients(served: str) -> None:
    malformed = Connection(served).send("\x00\x01garbage\r\n\r\n")
    malformed.close()
    other = Connection(served)
    assert other.send(f"GET /v1/users/count HTTP/1.1\r\n{HEAD}\r\n").read()[0] == 200
    other.close()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.com"])
def test_a_public_address_needs_a_flag(api: Any, host: str) -> None:
    from clerk_cli_sandbox.transports.server import make_server

    with pytest.raises(UsageError) as raised:
        make_server(api.sandbox, host, 0, allow_remote=False)
    assert "--allow-remote" in (raised.value.hint or "")


def test_a_port_in_use_is_reported(api: Any, served: str) -> None:
    from clerk_cli_sandbox.transports.server import make_server

    port = urlsplit(served).port or 0
    with pytest.raises(ClerkError, match=f"cannot listen on 127.0.0.1:{port}"):
        make_server(api.sandbox, "127.0.0.1", port, allow_remote=False)
