"""Which requests are retried, and when."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Any

import pytest

from clerk_cli.commands.request import Request
from clerk_cli.errors import APIError, NetworkError

UNAVAILABLE = "503 Service Unavailable"
LIMITED = "429 Too Many Requests"


def request(method: str) -> Request:
    body = {"name": "x"} if method in ("POST", "PATCH", "PUT") else None
    return Request(method, "/v1/users", body=body)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("status", ["408 Request Timeout", LIMITED, "500 Internal", UNAVAILABLE])
def test_an_idempotent_request_is_retried(
    connect: Any, serve: Any, response: Any, method: str, status: str
) -> None:
    server = serve(response(status=status), response('{"ok": 1}'))
    assert connect(server.url).send(request(method)).body == {"ok": 1}
    first, second = server.requests
    assert first == second


@pytest.mark.parametrize("method", ["POST", "PATCH"])
@pytest.mark.parametrize("status", ["408 Request Timeout", "500 Internal", UNAVAILABLE])
def test_a_write_that_may_have_succeeded_is_not_retried(
    connect: Any, serve: Any, response: Any, method: str, status: str
) -> None:
    server = serve(response(status=status))
    with pytest.raises(APIError):
        connect(server.url).send(request(method))
    assert len(server.requests) == 1


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
@pytest.mark.parametrize("status", [LIMITED, UNAVAILABLE])
def test_a_request_whose_caller_retries_is_sent_once(
    connect: Any, serve: Any, response: Any, method: str, status: str
) -> None:
    server = serve(response("{}", status, "Retry-After: 7"))
    with pytest.raises(APIError) as raised:
        connect(server.url).send(request(method).replace(retries=False))
    assert (raised.value.retry_after, len(server.requests)) == (7.0, 1)


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_rate_limited_write_is_retried_with_its_body(
    connect: Any, serve: Any, response: Any, method: str
) -> None:
    server = serve(response(status=LIMITED), response())
    connect(server.url).send(request(method))
    assert [sent.endswith('{"name": "x"}') for sent in server.requests] == [True, True]


def test_a_read_is_retried_after_a_lost_connection(connect: Any, serve: Any, response: Any) -> None:
    server = serve(b"", response('{"ok": 1}'))
    assert connect(server.url).send(request("GET")).body == {"ok": 1}


def test_a_write_is_not_retried_after_a_lost_connection(connect: Any, serve: Any) -> None:
    server = serve(b"")
    with pytest.raises(NetworkError) as raised:
        connect(server.url).send(request("POST"))
    assert len(server.requests) == 1
    assert "may have succeeded" in (raised.value.hint or "")


def test_a_write_that_was_never_sent_is_retried(connect: Any, reporter: Any) -> None:
    with pytest.raises(NetworkError):
        connect("http://127.0.0.1:9").send(request("POST"))
    assert len(reporter.waits) == 1


def test_waits_double_with_jitter(connect: Any, serve: Any, response: Any, reporter: Any) -> None:
    server = serve(*[response(status=UNAVAILABLE)] * 4)
    with pytest.raises(APIError):
        connect(server.url).send(request("GET"))
    assert len(server.requests) == 4
    for wait, least in zip(reporter.waits, (1, 2, 4), strict=True):
        assert least <= wait <= least * 1.3


def test_every_wait_is_announced(connect: Any, serve: Any, response: Any, reporter: Any) -> None:
    server = serve(response(status=LIMITED), response())
    connect(server.url).send(request("GET"))
    assert reporter.warnings == ["The API returned 429; retrying in 1 s (1 of 3)"]


def test_a_number_in_retry_after_is_the_wait(
    connect: Any, serve: Any, response: Any, reporter: Any
) -> None:
    server = serve(response("{}", LIMITED, "Retry-After: 7"), response())
    connect(server.url).send(request("GET"))
    assert reporter.waits == [7]


def test_a_date_in_retry_after_is_the_end_of_the_wait(
    connect: Any, serve: Any, response: Any, reporter: Any
) -> None:
    moment = format_datetime(datetime.now(timezone.utc) + timedelta(seconds=20), usegmt=True)
    server = serve(response("{}", LIMITED, f"Retry-After: {moment}"), response())
    connect(server.url).send(request("GET"))
    assert 15 <= reporter.waits[0] <= 21


def test_a_long_wait_is_not_waited_but_shown(
    connect: Any, serve: Any, response: Any, reporter: Any
) -> None:
    server = serve(response("{}", LIMITED, "Retry-After: 900"))
    with pytest.raises(APIError) as raised:
        connect(server.url).send(request("GET"))
    assert (reporter.waits, "900 s" in (raised.value.hint or "")) == ([], True)


@pytest.mark.slow
def test_the_retry_library_is_imported_only_for_retries() -> None:
    code = "import sys, clerk_cli.http.client; print('tenacity' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
