"""Passing a request to a transport without a client, for the testing kit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

import requests

if TYPE_CHECKING:
    from requests.adapters import BaseAdapter

    from clerk_cli.results import Json


def forward(
    transport: BaseAdapter,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: Json | bytes,
) -> tuple[int, Json, Mapping[str, str]]:
    """Send one request.

    Args:
        transport: Sends it.
        method: The HTTP method.
        url: The URL.
        headers: The headers.
        body: What is sent as JSON, or the bytes of a form.

    Returns:
        Status, decoded body and headers of the response.
    """
    payload = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    request = requests.Request(method, url, headers=dict(headers), data=payload)
    response = transport.send(request.prepare())
    return response.status_code, response.json() if response.content else None, response.headers
