"""What is sent again, when, and what is not."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Any

import pytest

from clerk_cli.commands.request import Request
from clerk_cli.errors import APIError, NetworkError

TEAPOT = "503 Service Unavailable"
LIMITED = "429 Too Many Requests"


def request(method: str) -> Request:
    body = {"name": "x"} if method in ("POST", "PATCH", "PUT") else None
    return Request(method, "/v1/users", body=body)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("status", ["408 Request Timeout", LIMITED, "500 Internal", TEAPOT])
def test_what_may_be_repeated_is(
    connect: Any, script: Any, answer: Any, method: str, status: str
) -> None:
    server = script(answer(status=status), answer('{"ok": 1}'))
    assert connect(server.url).send(request(method)).body == {"ok": 1}
    first, second = server.requests
    assert first == second


@pytest.mark.parametrize("method", ["POST", "PATCH"])
@pytest.mark.parametrize("status", ["408 Request Timeout", "500 Internal", TEAPOT])
def test_what_may_have_been_done_is_not_done_again(
    connect: Any, script: Any, answer: Any, method: str, status: str
) -> None:
    server = script(answer(status=status))
    with pytest.raises(APIError):
        connect(server.url).send(request(method))
    assert len(server.requests) == 1


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_what_was_turned_away_is_sent_again_with_its_body(
    connect: Any, script: Any, answer: Any, method: str
) -> None:
    server = script(answer(status=LIMITED), answer())
    connect(server.url).send(request(method))
    assert [each.endswith('{"name": "x"}') for each in server.requests] == [True, True]


def test_a_connection_lost_before_the_answer_is_tried_again_for_a_read(
    connect: Any, script: Any, answer: Any
) -> None:
    server = script(b"", answer('{"ok": 1}'))
    assert connect(server.url).send(request("GET")).body == {"ok": 1}


def test_a_connection_lost_before_the_answer_is_reported_for_a_write(
    connect: Any, script: Any
) -> None:
    server = script(b"")
    with pytest.raises(NetworkError) as raised:
        connect(server.url).send(request("POST"))
    assert len(server.requests) == 1
    assert "may have been carried out" in (raised.value.hint or "")


def test_a_write_that_never_left_is_tried_again(connect: Any, ear: Any) -> None:
    with pytest.raises(NetworkError):
        connect("http://127.0.0.1:9").send(request("POST"))
    assert len(ear.waits) == 3


def test_waits_double_and_vary(connect: Any, script: Any, answer: Any, ear: Any) -> None:
    server = script(*[answer(status=TEAPOT)] * 4)
    with pytest.raises(APIError):
        connect(server.url).send(request("GET"))
    assert len(server.requests) == 4
    for wait, least in zip(ear.waits, (1, 2, 4), strict=True):
        assert least <= wait <= least * 1.3


def test_each_wait_is_announced(connect: Any, script: Any, answer: Any, ear: Any) -> None:
    server = script(answer(status=LIMITED), answer())
    connect(server.url).send(request("GET"))
    assert ear.warnings == ["The API answered 429; trying again in 1 s (1 of 3)"]


def test_the_server_says_how_long_to_wait(connect: Any, script: Any, answer: Any, ear: Any) -> None:
    server = script(answer("{}", LIMITED, "Retry-After: 7"), answer())
    connect(server.url).send(request("GET"))
    assert ear.waits == [7]


def test_the_server_says_until_when_to_wait(
    connect: Any, script: Any, answer: Any, ear: Any
) -> None:
    moment = format_datetime(datetime.now(timezone.utc) + timedelta(seconds=20), usegmt=True)
    server = script(answer("{}", LIMITED, f"Retry-After: {moment}"), answer())
    connect(server.url).send(request("GET"))
    assert 15 <= ear.waits[0] <= 21


def test_a_long_wait_is_left_to_the_user(connect: Any, script: Any, answer: Any, ear: Any) -> None:
    server = script(answer("{}", LIMITED, "Retry-After: 900"))
    with pytest.raises(APIError) as raised:
        connect(server.url).send(request("GET"))
    assert (ear.waits, "900 s" in (raised.value.hint or "")) == ([], True)


def test_the_retry_library_is_loaded_for_a_retry_alone() -> None:
    code = "import sys, clerk_cli.http.client; print('tenacity' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
