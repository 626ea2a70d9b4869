"""The sandbox as a transport of requests: answers in this process, without a socket."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from io import BytesIO
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import BaseAdapter

from clerk_cli_sandbox.application import Call, Sandbox
from clerk_cli_sandbox.instance import default_path, open_sandbox
from clerk_cli_sandbox.quirks import VARIABLE, Quirks

if TYPE_CHECKING:
    from clerk_cli.api import Environment


class SandboxAdapter(BaseAdapter):
    """Hands requests to a sandbox.

    Args:
        sandbox: Answers them; closed together with the adapter.
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
        """Answer a request."""
        parts = urlsplit(request.url or "")
        body = request.body or b""
        call = Call(
            request.method or "GET",
            urlunsplit(("", "", parts.path, parts.query, "")),
            {name.lower(): str(value) for name, value in request.headers.items()},
            body if isinstance(body, bytes) else body.encode(),
        )
        started = perf_counter()
        answer = self._sandbox.handle(call)
        response = requests.Response()
        response.status_code = answer.status
        response.reason = HTTPStatus(answer.status).phrase
        response.headers["Content-Type"] = "application/json"
        response.headers.update(answer.headers)
        response.raw = BytesIO(answer.body)
        response.url = request.url or ""
        response.request = request
        response.elapsed = timedelta(seconds=perf_counter() - started)
        return response

    def close(self) -> None:
        """Close the sandbox."""
        self._sandbox.store.close()


def open_adapter(environment: Environment) -> SandboxAdapter:
    """The transport to the sandbox of the built-in profile."""
    quirks = Quirks.read(environment.variable(VARIABLE) or "")
    return SandboxAdapter(open_sandbox(default_path(environment), quirks=quirks))
