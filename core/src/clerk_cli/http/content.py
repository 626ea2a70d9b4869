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
        from clerk_cli.commands.uploads import file_name, media_type

        files = {
            field: (file_name(name), content, media_type(content))
            for field, (name, content) in request.files.items()
        }
        return {"headers": dict(request.headers), "files": files, "data": request.body}
    if request.body is None:
        return {"headers": dict(request.headers)}
    headers = {**request.headers, **JSON_BODY}
    return {"headers": headers, "data": json.dumps(request.body, allow_nan=False).encode()}
