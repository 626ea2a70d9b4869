"""``/testing_tokens``: tokens with which end-to-end tests bypass bot protection."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.storage.ids import new_id

routes = Routes()

HOUR = 60 * 60


@routes.add("POST", "/testing_tokens")
def create_testing_token(request: Request) -> Any:
    """Create a testing token. Nothing is stored: the sandbox has no bot protection."""
    now = request.now // 1000
    return {"object": "testing_token", "token": f"{now}-{new_id('c')}", "expires_at": now + HOUR}
