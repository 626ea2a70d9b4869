"""``/sandbox/messages``: the emails and text messages that nobody gets.

Clerk has no such operation: it sends them. Here a person or a test reads the codes in them.
"""

from __future__ import annotations

from typing import Any

from clerk_cli.operations import Parameter
from clerk_cli_sandbox.http.listing import filter_by_values, page_response
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.identity.user_objects import PHONE
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject, Selection

routes = Routes()

MESSAGE = "message"
MAX_PAGE_SIZE = 500
FILTERS = (
    Parameter("to", "query", {"type": "array", "items": {"type": "string"}}, False),
    Parameter("limit", "query", {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE}, False),
    Parameter("offset", "query", {"type": "integer", "minimum": 0}, False),
)


@routes.add("GET", "/sandbox/messages", parameters=FILTERS)
def list_messages(request: Request) -> Any:
    """List what was sent, newest first."""
    selection = Selection(MESSAGE)
    filter_by_values(request, selection, "to")
    return page_response(request, selection)


def send(request: Request, kind: str, to: str, text: str, code: str | None = None) -> None:
    """Record a message.

    Args:
        request: The request that causes it.
        kind: The kind of contact that gets it.
        to: The email address or phone number.
        text: What it says.
        code: The one-time code in it, if there is one.
    """
    message: JSONObject = {
        "id": new_id("msg"),
        "object": MESSAGE,
        "channel": "sms" if kind == PHONE else "email",
        "to": to,
        "text": text,
        "code": code,
        "created_at": request.now,
    }
    request.store.put(MESSAGE, message)
