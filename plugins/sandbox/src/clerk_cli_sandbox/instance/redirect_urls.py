"""``/redirect_urls``: URLs that a native application may redirect users to."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.api_errors import ErrorObject, ErrorResponse
from clerk_cli_sandbox.http.formats import is_url
from clerk_cli_sandbox.http.listing import array_or_page
from clerk_cli_sandbox.http.objects import deleted_object, require_object
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject, Selection

routes = Routes()

REDIRECT_URL = "redirect_url"
COLLECTION_PATH = "/redirect_urls"
RESOURCE_PATH = COLLECTION_PATH + "/{redirect_url_id}"


def _url_errors(name: str, value: str) -> list[ErrorObject]:
    return is_url(name, value or " ")


@routes.add("GET", COLLECTION_PATH)
def list_redirect_urls(request: Request) -> Any:
    """List redirect URLs."""
    return array_or_page(request, Selection(REDIRECT_URL))


@routes.add("GET", RESOURCE_PATH)
def get_redirect_url(request: Request) -> Any:
    """Show a redirect URL."""
    return _require_redirect_url(request)


@routes.add("POST", COLLECTION_PATH, {"url": _url_errors})
def create_redirect_url(request: Request) -> Any:
    """Add a redirect URL."""
    url = request.body["url"]
    if request.store.count(Selection(REDIRECT_URL).where_equal("url", url)):
        raise ErrorResponse(422, api_errors.identifier_exists("url"))
    redirect_url: JSONObject = {
        "object": REDIRECT_URL,
        "id": new_id("ru"),
        "url": url,
        "created_at": request.now,
        "updated_at": request.now,
    }
    request.store.put(REDIRECT_URL, redirect_url)
    return redirect_url


@routes.add("DELETE", RESOURCE_PATH)
def delete_redirect_url(request: Request) -> Any:
    """Delete a redirect URL."""
    redirect_url = _require_redirect_url(request)
    request.store.delete(REDIRECT_URL, redirect_url["id"])
    return deleted_object(redirect_url)


def _require_redirect_url(request: Request) -> JSONObject:
    redirect_url_id = request.path_params["redirect_url_id"]
    return require_object(request.store, REDIRECT_URL, redirect_url_id, "redirect URL")
