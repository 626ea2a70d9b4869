"""Faults on demand, over HTTP and in process."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from clerk_cli.api import UsageError
from clerk_cli.testing import CommandLine

HEADERS = {"Authorization": "Bearer sk_test_x"}


def faults(rate_limit: str | None = None, latency: str | None = None, *kinds: str) -> Any:
    from clerk_cli_sandbox.transports.faults import Faults

    return Faults.parse(rate_limit, latency, kinds)


def injector(*options: Any, **replaced: Any) -> Any:
    from clerk_cli_sandbox.transports.faults import FaultInjector

    return FaultInjector(faults(*options), **replaced)


def accepted() -> Any:
    from clerk_cli_sandbox.application import HTTPResponse

    return HTTPResponse(200)


def test_a_rate_limit_says_when_to_try_again() -> None:
    times = iter([0.0, 1.0, 2.5, 10.0])
    limited = injector("2/10", clock=lambda: next(times))
    responses = [limited.respond(accepted) for _ in range(4)]
    assert [response.status for response in responses] == [200, 200, 429, 200]
    assert responses[2].headers == {"Retry-After": "8"}


def test_a_latency_lies_between_its_bounds() -> None:
    waits: list[float] = []
    numbers = iter([0.0, 0.5, 1.0])
    slow = injector(None, "50-150", sleep=waits.append, draw=lambda: next(numbers))
    assert [slow.respond(accepted).status for _ in range(3)] == [200, 200, 200]
    assert waits == pytest.approx([0.05, 0.1, 0.15])


@pytest.mark.parametrize(
    ("number", "status"), [(0.0, 500), (0.019, 500), (0.021, 503), (0.049, 503), (0.051, 200)]
)
def test_a_part_of_the_requests_fails(number: float, status: int) -> None:
    faulty = injector(None, None, "500:2%", "503:3%", draw=lambda: number)
    assert faulty.respond(accepted).status == status


@pytest.mark.parametrize(("kind", "carried_out"), [("reset", 0), ("lost", 1)])
def test_a_lost_connection_is_lost_before_or_after_the_request(kind: str, carried_out: int) -> None:
    from clerk_cli_sandbox.transports.faults import ConnectionLostError

    calls: list[Any] = []
    with pytest.raises(ConnectionLostError):
        injector(None, None, f"{kind}:100%").respond(lambda: calls.append(1))
    assert len(calls) == carried_out


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (("5",), "--rate-limit"), (("5/0",), "--rate-limit"), (("x/1",), "--rate-limit"),
        ((None, "a"), "--latency"), ((None, "9-5"), "--latency"), ((None, "-5"), "--latency"),
        ((None, None, "500"), "--fault"), ((None, None, "200:1%"), "--fault"),
        ((None, None, "500:101%"), "--fault"), ((None, None, "hang:1%"), "--fault"),
        ((None, None, "500:60%", "503:41%"), "more than 100 %"),
    ],
)  # fmt: skip
def test_an_invalid_fault_is_a_usage_error(option: tuple[Any, ...], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        faults(*option)


def test_a_client_over_http_sees_a_fault(serve_api: Callable[..., str]) -> None:
    url = urlsplit(serve_api(faults=faults("1/60")))
    connection = http.client.HTTPConnection(url.hostname or "", url.port)
    responses, bodies = [], []
    for _ in range(2):
        connection.request("GET", "/v1/users", headers=HEADERS)
        responses.append(connection.getresponse())
        bodies.append(json.loads(responses[-1].read()))
    connection.close()
    assert [response.status for response in responses] == [200, 429]
    assert 1 <= int(responses[1].headers["Retry-After"]) <= 60
    assert [error["code"] for error in bodies[1]["errors"]] == ["too_many_requests"]


def test_a_client_over_http_sees_a_reset(serve_api: Callable[..., str]) -> None:
    url = urlsplit(serve_api(faults=faults(None, None, "reset:100%")))
    with socket.create_connection((url.hostname or "", url.port or 0)) as connection:
        connection.sendall(b"GET /v1/users HTTP/1.1\r\nHost: localhost\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            connection.recv(1)


@pytest.mark.parametrize(
    ("variable", "message"),
    [
        ("fault=400:100%", "The sandbox is configured to answer some requests with 400"),
        ("fault=lost:100%", "reset"),
        ("rate-limit=0/9", "Too many requests"),
    ],
)
def test_a_variable_lets_requests_in_process_fail(
    clerk: CommandLine, variable: str, message: str
) -> None:
    env = {"CLERK_SANDBOX_FAULTS": variable, "CLERK_RETRIES": "0"}
    result = clerk("-p", "sandbox", "users", "create", "--username", "x", env=env)
    assert result.code == 1
    assert message in result.err


@pytest.mark.parametrize("value", ["fire=1", "rate-limit=5", "latency=x", "fault=500"])
def test_an_invalid_variable_is_a_usage_error(clerk: CommandLine, value: str) -> None:
    result = clerk("-p", "sandbox", "users", "list", env={"CLERK_SANDBOX_FAULTS": value})
    assert (result.code, "✗ CLERK_SANDBOX_FAULTS: " in result.err) == (2, True)
    assert "--" not in result.err
