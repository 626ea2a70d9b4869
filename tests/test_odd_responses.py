"""Responses and settings that are odd: one clear line, and nobody else is blamed."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread

import pytest

from clerk_cli.testing import CommandLine

KEY = "sk_test_0123456789abcdef"


class RawServer:
    """Answers every connection with the same bytes."""

    def __init__(self) -> None:
        self.answer = b""
        self.requests = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                with connection, suppress(OSError):
                    connection.recv(65536)
                    self.requests += 1
                    connection.sendall(self.answer)


@pytest.fixture
def raw(clerk: CommandLine) -> Iterator[RawServer]:
    server = RawServer()
    clerk.variables |= {"CLERK_API_URL": server.url, "CLERK_SECRET_KEY": KEY}
    yield server
    server.listener.close()


def head(status: str, *lines: bytes, body: bytes = b"{}") -> bytes:
    # Without the header a client may send its next request on the connection that is closing.
    ends = b"Connection: close\r\nContent-Length: %d" % len(body)
    return b"\r\n".join([b"HTTP/1.1 " + status.encode(), *lines, ends, b"", body])


def assert_is_one_clear_error(err: str) -> None:
    assert err.count("✗ ") == 1
    for word in ("unexpected", "plugin", "This is a bug", "Traceback", "Errno"):
        assert word not in err


@pytest.mark.parametrize(
    "value",
    [
        b"\xb2",
        b"Fri, 31 Dec 99999 23:59:59 GMT",
        b"Fri, 31 Dec 2026 23:59:59 +99999999999999",
        b"-5",
        b"1e3",
        b"soon",
        b"\xd9\xa3",
    ],
)
def test_an_odd_retry_after_is_ignored(clerk: CommandLine, raw: RawServer, value: bytes) -> None:
    raw.answer = head("429 Too Many Requests", b"Retry-After: " + value)
    result = clerk("users", "get", "user_1")
    assert (result.code, raw.requests) == (1, 4)
    assert all(0 < wait < 10 for wait in clerk.waits)
    assert_is_one_clear_error(result.err)


@pytest.mark.parametrize("digits", [400, 5000])
def test_a_wait_of_ages_ends_the_run_in_a_short_line(
    clerk: CommandLine, raw: RawServer, digits: int
) -> None:
    raw.answer = head("429 Too Many Requests", b"Retry-After: " + b"9" * digits)
    result = clerk("users", "get", "user_1")
    assert (result.code, raw.requests, clerk.waits) == (1, 1, [])
    assert max(map(len, result.err.splitlines())) < 200


@pytest.mark.parametrize(
    "location",
    [
        b"http://[::1",
        b"http://\xff\xfe/",
        b"http://a:99999999/",
        b"//[",
        b"http://" + b"a" * 5000,
        b"\xc3\xa9 \x01",
        b"",
    ],
)
@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "308 Moved"])
def test_an_odd_redirect_is_named_and_not_followed(
    clerk: CommandLine, raw: RawServer, location: bytes, status: str
) -> None:
    raw.answer = head(status, b"Location: " + location)
    result = clerk("users", "ban", "user_1")
    assert (result.code, raw.requests) == (1, 1)
    assert "✗ the API returned a redirect to " in result.err
    assert max(map(len, result.err.splitlines())) < 2300
    assert_is_one_clear_error(result.err)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"\x00\x01\r\n\r\n",
    ],
)
def test_a_response_that_is_not_http_is_named_and_may_have_had_an_effect(
    clerk: CommandLine, raw: RawServer, answer: bytes
) -> None:
    raw.answer = answer
    result = clerk("users", "ban", "user_1")
    assert (result.code, raw.requests) == (1, 1)
    assert "The request may have succeeded; check before retrying." in result.err
    assert_is_one_clear_error(result.err)


def test_a_proxy_that_cannot_be_reached_is_one_line_without_names_of_classes(
    clerk: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    env = {"CLERK_API_URL": "https://api.example.com", "CLERK_SECRET_KEY": KEY}
    result = clerk("users", "list", env=env)
    assert result.code == 1
    assert "could not connect to api.example.com: the proxy refused the connection" in result.err


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"REQUESTS_CA_BUNDLE": "/nope/ca.pem"}, "invalid path: /nope/ca.pem"),
        ({"CURL_CA_BUNDLE": "/nope"}, "invalid path: /nope"),
        ({"HTTPS_PROXY": "foo://bar"}, "the URL of the proxy is not valid"),
        ({"HTTPS_PROXY": "http://[::1"}, "the URL of the proxy is not valid"),
        ({"HTTPS_PROXY": "http://a:99999"}, "the URL of the proxy is not valid"),
        ({"ALL_PROXY": "::::"}, "the URL of the proxy is not valid"),
        ({"HTTPS_PROXY": "http://u:hunter2x/x@127.0.0.1:1"}, "the URL of the proxy is not valid"),
        ({"ALL_PROXY": "socks5://127.0.0.1:1"}, "does not support SOCKS proxies"),
        ({"HTTPS_PROXY": "socks4a://127.0.0.1:1"}, "does not support SOCKS proxies"),
        ({"CLERK_API_URL": "http://[::1"}, "clerk.api.url is not a valid URL"),
        ({"CLERK_API_URL": "https://[::1"}, "is not a valid API URL"),
        ({"CLERK_API_URL": "https://127.0.0.1:99999"}, "is not a valid API URL"),
        ({"CLERK_API_URL": "https://127.0.0.1:²"}, "is not a valid API URL"),
        ({"CLERK_API_URL": "https://a..b"}, "has a host name that is not valid"),
        ({"CLERK_API_URL": "https://" + "a" * 80 + ".com"}, "has a host name that is not valid"),
    ],
    ids=str,
)
@pytest.mark.parametrize("argv", [["users", "list"], ["users", "ban", "user_1"]], ids=" ".join)
def test_a_setting_that_prevents_the_request_is_named(
    clerk: CommandLine,
    monkeypatch: pytest.MonkeyPatch,
    argv: list[str],
    variables: dict[str, str],
    message: str,
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    defaults = {"CLERK_API_URL": "https://127.0.0.1:9", "CLERK_SECRET_KEY": KEY}
    result = clerk(*argv, env={**defaults, **variables})
    assert (result.code, clerk.waits) == (1, [])
    assert message in result.err
    assert "hunter2x" not in result.err
    assert "may have succeeded" not in result.err
    assert_is_one_clear_error(result.err)
