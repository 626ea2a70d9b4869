"""What a request carries besides its path and query."""

from __future__ import annotations

import json
from typing import Any

from clerk_cli.commands.request import Request

JSON_BODY = {"Content-Type": "application/json"}


def content_of(request: Request) -> dict[str, Any]:
    """The headers and the content of a request, as arguments of ``requests.Request``.

    Args:
        request: The request; one with files becomes a form (``multipart/form-data``).
    """
    if request.files:
        files = dict(request.files)
        return {"headers": dict(request.headers), "files": files, "data": request.body}
    if request.body is None:
        return {"headers": dict(request.headers)}
    headers = {**request.headers, **JSON_BODY}
    return {"headers": headers, "data": json.dumps(request.body).encode()}
