"""Requests to a sandbox in this process, for seeds and commands."""

from __future__ import annotations

import json
from typing import Any

from clerk_cli_sandbox.application import HTTPRequest, Sandbox
from clerk_cli_sandbox.http.api_errors import ErrorObject

HEADERS = {"authorization": "Bearer sk_test_seed"}


class RejectedError(Exception):
    """A request was refused.

    Args:
        request: The method and the target.
        error: Why.
    """

    def __init__(self, request: str, error: ErrorObject) -> None:
        super().__init__(f"{request}: {error['long_message']}")
        self.error = error


def send(sandbox: Sandbox, method: str, target: str, body: Any = None) -> Any:
    """The body of the response to a request.

    Args:
        sandbox: The sandbox.
        method: The HTTP method.
        target: The path below ``/v1``, and the query.
        body: The body; None for none.

    Raises:
        RejectedError: The request is refused.
    """
    raw = b"" if body is None else json.dumps(body).encode()
    response = sandbox.handle(HTTPRequest(method, f"/v1{target}", HEADERS, raw))
    answer = json.loads(response.body)
    if response.status != 200:
        raise RejectedError(f"{method} {target}", answer["errors"][0])
    return answer
