"""The HTTP server, byte by byte."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from clerk_cli.api import ClerkError, UsageError

ServeAPI = Callable[..., str]

HEAD = "Host: localhost\r\nAuthorization: Bearer sk_test_x\r\n"


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
        body = self._file.read(int(headers.get("content-length", 0)))
        return status, headers, json.loads(body) if body else None

    def read_line(self) -> str:
        return self._file.readline().decode().rstrip("\r\n")

    def at_end(self) -> bool:
        """Whether the server closed the connection."""
        return self._file.read(1) == b""

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


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ("Content-Length: 2\r\nContent-Length: 2\r\n", "{}"),
        ("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
        ("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"),
        ("Content-Length: +2\r\n", "{}"),
        ("Content-Length : 2\r\n", "{}"),
        ("Content-Length: 2, 2\r\n", "{}"),
        ("Content-Length: \xb2\r\n", "{}"),
        ("X-A: b\r\n Content-Length: 2\r\n", ""),
        ("X-A: b\rContent-Length: 2\r\n", "{}"),
        ("Content-Length: 2\r\nX-A: b\r\r\n", "{}"),
        ("no header\r\nContent-Length: 2\r\n", "{}"),
        ("Transfer-Encoding: chunked\r\n", "-1\r\n"),
        ("Transfer-Encoding: chunked\r\n", "0x2\r\n{}\r\n0\r\n\r\n"),
        ("Transfer-Encoding: chunked\r\n", "1\r\n{}\r\n0\r\n\r\n"),
    ],
)
def test_a_body_with_an_ambiguous_end_closes_the_connection(
    connection: Connection, headers: str, body: str
) -> None:
    head = f"POST /v1/users HTTP/1.1\r\n{HEAD}{headers}\r\n"
    smuggled = f"DELETE /v1/users/x HTTP/1.1\r\n{HEAD}\r\n"
    status, response_headers, response = connection.send(head + body + smuggled).read()
    assert (status, response_headers["connection"]) == (400, "close")
    assert response["errors"][0]["code"] == "bad_request"
    assert connection.at_end()


def test_a_client_that_sends_a_large_body_reads_why_it_is_refused(connection: Connection) -> None:
    size = 30_000_000
    connection.send(f"POST /v1/users HTTP/1.1\r\n{HEAD}Content-Length: {size}\r\n\r\n")
    connection.send("x" * size)
    status, _, body = connection.read()
    assert (status, body["errors"][0]["code"]) == (413, "request_body_too_large")


def test_a_client_that_expects_100_continue_gets_it_before_the_body(connection: Connection) -> None:
    head = f"{HEAD}Expect: 100-continue\r\nContent-Length: 20\r\n"
    connection.send(f"POST /v1/users HTTP/1.1\r\n{head}\r\n")
    assert connection.read_line() == "HTTP/1.1 100 Continue"
    assert connection.read_line() == ""
    _, _, user = connection.send('{"username":"grace"}').read()
    assert user["username"] == "grace"


@pytest.mark.parametrize(
    ("headers", "status"),
    [("Content-Length: 99999999\r\n", 413), ("Host: evil.example\r\n", 400)],
)
def test_a_refused_body_is_not_asked_for(connection: Connection, headers: str, status: int) -> None:
    head = f"{HEAD}Expect: 100-continue\r\n{headers}\r\n"
    assert connection.send(f"POST /v1/users HTTP/1.1\r\n{head}").read()[0] == status


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        ("PROPFIND /v1/users HTTP/1.1", 405),
        ("GET /v1/users HTTP/9.9", 505),
        ("GET /v1/users HTTP/x", 400),
        ("GET http://localhost:[/v1/users HTTP/1.1", 400),
        ("GET http://[::1/v1/users HTTP/1.1", 400),
        ("GET", 400),
        ("GET /v1/" + "x" * 70_000 + " HTTP/1.1", 414),
    ],
)
def test_what_http_does_not_allow_is_refused_in_json(
    connection: Connection, request_line: str, status: int
) -> None:
    answer = connection.send(f"{request_line}\r\n{HEAD}\r\n").read()
    assert (answer[0], answer[2]["errors"][0]["code"]) == (status, "bad_request")


def test_an_empty_line_before_a_request_is_ignored(connection: Connection) -> None:
    request = f"GET /v1/users/count HTTP/1.1\r\n{HEAD}\r\n"
    assert [connection.send(f"{empty}{request}").read()[0] for empty in ("\r\n", "\n")] == [
        200,
        200,
    ]


def test_too_many_headers_are_refused_in_json(connection: Connection) -> None:
    headers = "".join(f"X-{number}: 1\r\n" for number in range(200))
    answer = connection.send(f"GET /v1/users HTTP/1.1\r\n{HEAD}{headers}\r\n").read()
    assert (answer[0], answer[2]["errors"][0]["code"]) == (431, "bad_request")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST:8911", 200),
        ("app.localhost", 200),
        ("127.0.0.1:80", 200),
        ("[::1]:80", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("192.168.1.5", 421),
        ("[", 421),
        ("", 421),
    ],
)
def test_only_loopback_names_reach_a_local_server(
    connection: Connection, host: str, status: int
) -> None:
    head = f"Host: {host}\r\nAuthorization: Bearer sk_test_x\r\n"
    assert connection.send(f"GET /v1/users/count HTTP/1.1\r\n{head}\r\n").read()[0] == status


def test_the_host_of_an_absolute_target_counts(connection: Connection) -> None:
    target = "http://evil.example/v1/users/count"
    assert connection.send(f"GET {target} HTTP/1.1\r\n{HEAD}\r\n").read()[0] == 421


@pytest.mark.parametrize(
    ("listening", "allowed", "header", "accepted"),
    [
        ("0.0.0.0", (), "192.168.1.5:8911", True),
        ("::", (), "[fe80::1]:8911", True),
        ("0.0.0.0", (), "sandbox:8911", False),
        ("0.0.0.0", ("sandbox",), "sandbox:8911", True),
        ("127.0.0.1", ("host.docker.internal",), "host.docker.internal:8911", True),
        ("192.168.1.5", (), "192.168.1.5", True),
        ("192.168.1.5", (), "192.168.1.6", False),
        ("box.example", (), "box.example:80", True),
    ],
)
def test_the_host_and_allowed_names_are_served(
    listening: str, allowed: tuple[str, ...], header: str, accepted: bool
) -> None:
    from clerk_cli_sandbox.transports.hosts import HostNames

    assert HostNames(listening, allowed).accepts(header) is accepted


ORIGIN = "http://localhost:3000"
PREFLIGHT = (
    f"OPTIONS /v1/users HTTP/1.1\r\nHost: localhost\r\nOrigin: {ORIGIN}\r\n"
    "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: authorization\r\n\r\n"
)


def cors_headers(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.startswith("access-control")}


def test_no_origin_reads_responses_unless_allowed(connection: Connection) -> None:
    status, headers, _ = connection.send(PREFLIGHT).read()
    assert (status, cors_headers(headers)) == (401, {})
    request = f"GET /v1/users/count HTTP/1.1\r\n{HEAD}Origin: {ORIGIN}\r\n\r\n"
    assert cors_headers(connection.send(request).read()[1]) == {}


@pytest.mark.parametrize("origins", [[ORIGIN], ["*"], ["https://other.example", ORIGIN]])
def test_an_allowed_origin_reads_responses(serve_api: ServeAPI, origins: list[str]) -> None:
    connection = Connection(serve_api(origins=origins))
    status, headers, _ = connection.send(PREFLIGHT).read()
    assert (status, headers["access-control-allow-origin"]) == (204, ORIGIN)
    assert headers["access-control-allow-headers"] == "authorization"
    request = f"GET /v1/users/count HTTP/1.1\r\n{HEAD}Origin: {ORIGIN}\r\n\r\n"
    _, headers, _ = connection.send(request).read()
    assert (headers["access-control-allow-origin"], headers["vary"]) == (ORIGIN, "Origin")
    connection.close()


@pytest.mark.parametrize(
    ("limit", "sent"),
    [
        ("HEAD_SECONDS", "GET /v1/users HTTP/1.1\r\n"),
        ("IDLE_SECONDS", ""),
        ("BODY_SECONDS", f"POST /v1/users HTTP/1.1\r\n{HEAD}Content-Length: 9\r\n\r\n{{"),
    ],
)
def test_a_slow_client_loses_its_connection(
    served: str, monkeypatch: pytest.MonkeyPatch, limit: str, sent: str
) -> None:
    from clerk_cli_sandbox.transports import request_handler

    monkeypatch.setattr(request_handler, limit, 0.05)
    connection = Connection(served).send(sent)
    assert connection.at_end()
    connection.close()


def test_connections_beyond_the_limit_are_refused(
    serve_api: ServeAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    from clerk_cli_sandbox.transports import server

    monkeypatch.setattr(server, "MAX_CONNECTIONS", 2)
    url, request = serve_api(), f"GET /v1/users/count HTTP/1.1\r\n{HEAD}\r\n"
    connections = [Connection(url) for _ in range(3)]
    assert [each.send(request).read()[0] for each in connections[:2]] == [200, 200]
    assert connections[2].read()[0] == 503
    for each in connections:
        each.close()


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


def test_an_address_of_another_machine_is_reported(api: Any) -> None:
    from clerk_cli_sandbox.transports.server import make_server

    with pytest.raises(ClerkError, match=r"cannot listen on 192\.0\.2\.1") as raised:
        make_server(api.sandbox, "192.0.2.1", 0, allow_remote=True)
    assert raised.value.hint == "Choose another address with --host."


def test_a_port_in_use_is_reported(api: Any, served: str) -> None:
    from clerk_cli_sandbox.transports.server import make_server

    port = urlsplit(served).port or 0
    with pytest.raises(ClerkError, match=f"cannot listen on 127.0.0.1:{port}"):
        make_server(api.sandbox, "127.0.0.1", port, allow_remote=False)
