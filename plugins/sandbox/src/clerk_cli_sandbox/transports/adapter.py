"""The sandbox as a transport adapter of requests: it responds in this process, without a socket."""

from __future__ import annotations

import errno
from datetime import timedelta
from io import BytesIO
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import BaseAdapter

from clerk_cli_sandbox.application import HTTPRequest, HTTPResponse, Sandbox
from clerk_cli_sandbox.http.quirks import VARIABLE as QUIRKS
from clerk_cli_sandbox.http.quirks import Quirks
from clerk_cli_sandbox.local.instance import default_path, open_sandbox
from clerk_cli_sandbox.transports.faults import VARIABLE as FAULTS
from clerk_cli_sandbox.transports.faults import (
    ConnectionLostError,
    FaultInjector,
    Faults,
    reason_phrase,
)

if TYPE_CHECKING:
    from clerk_cli.api import Environment


class SandboxAdapter(BaseAdapter):
    """Passes requests to a sandbox.

    Args:
        sandbox: Handles the requests; closed together with the adapter.
        faults: What goes wrong on purpose.
    """

    def __init__(self, sandbox: Sandbox, faults: Faults | None = None) -> None:
        super().__init__()
        self._sandbox = sandbox
        self._faults = FaultInjector(faults or Faults())

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> requests.Response:
        """Respond to a request.

        Raises:
            ConnectionError: The faults of the sandbox include lost connections.
        """
        http_request = _http_request(request)
        started = perf_counter()
        try:
            http_response = self._faults.respond(lambda: self._sandbox.handle(http_request))
        except ConnectionLostError:
            text = "the sandbox is configured to reset some connections"
            reset = ConnectionResetError(errno.ECONNRESET, text)
            raise requests.ConnectionError(reset, request=request) from reset
        response = _response(http_response)
        response.url = request.url or ""
        response.request = request
        response.elapsed = timedelta(seconds=perf_counter() - started)
        return response

    def close(self) -> None:
        """Close the sandbox."""
        self._sandbox.store.close()


def open_adapter(environment: Environment) -> SandboxAdapter:
    """The transport adapter for the built-in profile."""
    quirks = Quirks.parse(environment.variable(QUIRKS) or "")
    faults = Faults.of_variable(environment.variable(FAULTS) or "")
    return SandboxAdapter(open_sandbox(default_path(environment), quirks=quirks), faults)


def _http_request(request: requests.PreparedRequest) -> HTTPRequest:
    url = urlsplit(request.url or "")
    body = request.body or b""
    return HTTPRequest(
        request.method or "GET",
        urlunsplit(("", "", url.path, url.query, "")),
        {name.lower(): str(value) for name, value in request.headers.items()},
        body if isinstance(body, bytes) else body.encode(),
    )


def _response(http_response: HTTPResponse) -> requests.Response:
    response = requests.Response()
    response.status_code = http_response.status
    response.reason = reason_phrase(http_response.status)
    response.headers["Content-Type"] = "application/json"
    response.headers.update(http_response.headers)
    response.raw = BytesIO(http_response.body)
    return response
