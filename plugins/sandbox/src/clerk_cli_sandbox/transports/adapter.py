"""The sandbox as a transport adapter of requests: it responds in this process, without a socket."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from io import BytesIO
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import BaseAdapter

from clerk_cli_sandbox.application import HTTPRequest, HTTPResponse, Sandbox
from clerk_cli_sandbox.http.quirks import VARIABLE, Quirks
from clerk_cli_sandbox.local.instance import default_path, open_sandbox

if TYPE_CHECKING:
    from clerk_cli.api import Environment


class SandboxAdapter(BaseAdapter):
    """Passes requests to a sandbox.

    Args:
        sandbox: Handles the requests; closed together with the adapter.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__()
        self._sandbox = sandbox

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Any = None,
    ) -> requests.Response:
        """Respond to a request."""
        http_request = _http_request(request)
        started = perf_counter()
        http_response = self._sandbox.handle(http_request)
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
    quirks = Quirks.parse(environment.variable(VARIABLE) or "")
    return SandboxAdapter(open_sandbox(default_path(environment), quirks=quirks))


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
    response.reason = HTTPStatus(http_response.status).phrase
    response.headers["Content-Type"] = "application/json"
    response.headers.update(http_response.headers)
    response.raw = BytesIO(http_response.body)
    return response
