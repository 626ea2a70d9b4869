"""The messages of a sandbox, for the person who would have got them."""

from __future__ import annotations

from urllib.parse import urlencode

from clerk_cli.api import Listing
from clerk_cli_sandbox.application import Sandbox
from clerk_cli_sandbox.local.requests import send


def read_messages(sandbox: Sandbox, to: str | None, limit: int) -> Listing:
    """The latest messages, newest first.

    Args:
        sandbox: The sandbox.
        to: The recipient; None for all.
        limit: How many messages there are at most.
    """
    query = urlencode({"limit": limit} | ({"to": to.strip().lower()} if to else {}))
    page = send(sandbox, "GET", f"/sandbox/messages?{query}")
    return Listing(page["data"], page["total_count"])
