"""``/redirect_urls``: where a native application may send people back to."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from clerk_cli_sandbox import problems
from clerk_cli_sandbox.documents import deleted
from clerk_cli_sandbox.fields import Text
from clerk_cli_sandbox.identifiers import new_id
from clerk_cli_sandbox.lists import paged_if_asked
from clerk_cli_sandbox.problems import Refusal
from clerk_cli_sandbox.routes import Invocation, Routes
from clerk_cli_sandbox.store import Document, Selection, member

routes = Routes()

REDIRECT_URL = "redirect_url"
ONE = "/redirect_urls/{redirect_url_id}"


@routes.add("GET", "/redirect_urls")
def list_redirect_urls(call: Invocation) -> Any:
    """List redirect URLs."""
    return paged_if_asked(call, Selection(REDIRECT_URL))


@routes.add("GET", ONE)
def get_redirect_url(call: Invocation) -> Any:
    """Show a redirect URL."""
    return _require(call)


@routes.add("POST", "/redirect_urls", {"url": Text(required=True, nullable=False)})
def create_redirect_url(call: Invocation) -> Any:
    """Add a redirect URL."""
    url = call.body["url"]
    if not urlsplit(url).scheme or not urlsplit(url).netloc + urlsplit(url).path:
        raise Refusal(422, problems.wrong_format("url", "url must be a URL with a scheme."))
    if call.store.count(Selection(REDIRECT_URL).where(f"{member('url')} = ?", url)):
        raise Refusal(422, problems.taken("url"))
    added: Document = {
        "object": REDIRECT_URL,
        "id": new_id("ru"),
        "url": url,
        "created_at": call.now,
        "updated_at": call.now,
    }
    call.store.put(REDIRECT_URL, added)
    return added


@routes.add("DELETE", ONE)
def delete_redirect_url(call: Invocation) -> Any:
    """Delete a redirect URL."""
    found = _require(call)
    call.store.delete(REDIRECT_URL, found["id"])
    return deleted(found)


def _require(call: Invocation) -> Document:
    found = call.store.get(REDIRECT_URL, call.path["redirect_url_id"])
    if found is None:
        raise problems.not_found("redirect URL", call.path["redirect_url_id"])
    return found
