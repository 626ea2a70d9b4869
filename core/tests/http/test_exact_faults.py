"""Each fault that requests can raise, exactly: many of them no server can bring about at will."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import requests
import responses
from urllib3.exceptions import (
    ConnectTimeoutError,
    IncompleteRead,
    MaxRetryError,
    NameResolutionError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
)
from urllib3.exceptions import ProxyError as UnreachableProxy

from clerk_cli.commands.request import Request
from clerk_cli.errors import NetworkError
from clerk_cli.http import retry

URL = "https://api.test"
POOL: Any = None
UNCERTAIN = "may have succeeded"


def refused(reason: Exception) -> MaxRetryError:
    return MaxRetryError(POOL, "/v1/users", reason)


class Fault(NamedTuple):
    """A fault, and what it means.

    Args:
        error: What requests raises.
        message: A part of the message.
        reads: How often a GET is sent.
        writes: How often a POST is sent.
        uncertain: Whether a POST may have succeeded.
    """

    error: requests.RequestException
    message: str
    reads: int
    writes: int
    uncertain: bool


RETRIED, UNREACHABLE, ONCE = retry.MAX_RETRIES + 1, retry.MAX_UNREACHABLE_RETRIES + 1, 1
FAULTS = {
    "the connection takes too long": Fault(
        requests.ConnectTimeout(refused(ConnectTimeoutError(POOL, "timed out"))),
        "could not connect to api.test within", RETRIED, RETRIED, False,
    ),
    "the response takes too long": Fault(
        requests.ReadTimeout(ReadTimeoutError(POOL, "/v1/users", "Read timed out.")),
        "the request to api.test timed out after 60 s", RETRIED, ONCE, True,
    ),
    "nobody listens": Fault(
        requests.ConnectionError(
            refused(NewConnectionError(POOL, "[Errno 111] Connection refused"))
        ),
        "api.test refused the connection", UNREACHABLE, UNREACHABLE, False,
    ),
    "nobody listens on Windows": Fault(
        requests.ConnectionError(
            refused(NewConnectionError(POOL, "[WinError 10061] No connection could be made"))
        ),
        "api.test refused the connection", UNREACHABLE, UNREACHABLE, False,
    ),
    "the host is unknown": Fault(
        requests.ConnectionError(
            refused(NameResolutionError("api.test", POOL, OSError(-2, "unknown")))  # type: ignore[arg-type]
        ),
        "cannot resolve the host name api.test", UNREACHABLE, UNREACHABLE, False,
    ),
    "the connection is reset": Fault(
        requests.ConnectionError(
            ProtocolError("Connection aborted.", ConnectionResetError(104, "Connection reset"))
        ),
        "the connection to api.test failed", RETRIED, ONCE, True,
    ),
    "the body ends early": Fault(
        requests.exceptions.ChunkedEncodingError(ProtocolError("broken", IncompleteRead(1, 2))),
        "the connection to api.test failed", RETRIED, ONCE, True,
    ),
    "the body is not what its encoding says": Fault(
        requests.exceptions.ContentDecodingError("not a gzip file"),
        "not a gzip file", ONCE, ONCE, True,
    ),
    "the certificate is not trusted": Fault(
        requests.exceptions.SSLError(refused(Exception("CERTIFICATE_VERIFY_FAILED"))),
        "no secure connection to api.test", ONCE, ONCE, False,
    ),
    "the proxy refuses": Fault(
        requests.exceptions.ProxyError(
            refused(UnreachableProxy("cannot connect", OSError("Connection refused")))
        ),
        "the proxy refused the connection", RETRIED, RETRIED, False,
    ),
    "the URL of the proxy is not valid": Fault(
        requests.exceptions.InvalidProxyURL("Please check proxy URL."),
        "the URL of the proxy is not valid", ONCE, ONCE, False,
    ),
    "SOCKS is not supported": Fault(
        requests.exceptions.InvalidSchema("Missing dependencies for SOCKS support."),
        "does not support SOCKS proxies", ONCE, ONCE, False,
    ),
}  # fmt: skip


@pytest.fixture
def network() -> Iterator[responses.RequestsMock]:
    """The network as the library sees it; nothing is sent."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_fault_is_named_and_retried_only_where_that_is_safe(
    connect: Any, network: responses.RequestsMock, method: str, fault: Fault
) -> None:
    network.add(method, f"{URL}/v1/users", body=fault.error)
    body = {"name": "x"} if method == "POST" else None
    with pytest.raises(NetworkError) as raised:
        connect(URL).send(Request(method, "/v1/users", body=body))
    assert fault.message in raised.value.message
    assert len(network.calls) == (fault.reads if method == "GET" else fault.writes)
    uncertain = UNCERTAIN in (raised.value.hint or "")
    assert uncertain == (fault.uncertain and method == "POST")


@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if fault.reads > 1])
def test_a_read_succeeds_after_the_fault_is_over(
    connect: Any, reporter: Any, network: responses.RequestsMock, name: str
) -> None:
    network.add("GET", f"{URL}/v1/users", body=FAULTS[name].error)
    network.add("GET", f"{URL}/v1/users", json={"ok": 1})
    assert connect(URL).send(Request("GET", "/v1/users")).body == {"ok": 1}
    assert len(reporter.waits) == 1
    assert reporter.warnings[0].startswith("No response from the API; retrying in")
