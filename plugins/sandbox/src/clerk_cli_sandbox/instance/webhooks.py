"""``/webhooks``: the Svix app that sends webhooks, and links to its dashboard."""

from __future__ import annotations

import json
import secrets
from base64 import b64encode
from typing import Any

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.storage.ids import new_id
from clerk_cli_sandbox.storage.store import JSONObject, Selection, Store

routes = Routes()

APP = "svix_app"
URL = "https://app.svix.sandbox.test/login#key="


@routes.add("POST", "/webhooks/svix")
def create_app(request: Request) -> Any:
    """Create the app of the instance, which has none yet, and a link to its dashboard."""
    if _find_app(request.store):
        text = "The instance already has a Svix app."
        raise api_errors.refusal("svix_app_exists", "already exists", text)
    app: JSONObject = {"id": new_id("app"), "created_at": request.now}
    request.store.put(APP, app)
    return _link_to(app)


@routes.add("DELETE", "/webhooks/svix")
def delete_app(request: Request) -> Any:
    """Delete the app of the instance; the response has no body."""
    request.store.delete(APP, _require_app(request.store)["id"])


@routes.add("POST", "/webhooks/svix_url")
def create_link(request: Request) -> Any:
    """Create a link to the dashboard of the app, which works once."""
    return _link_to(_require_app(request.store))


def _find_app(store: Store) -> JSONObject | None:
    return store.first(Selection(APP))


def _require_app(store: Store) -> JSONObject:
    app = _find_app(store)
    if app is None:
        raise api_errors.refusal("svix_app_missing", "missing", "The instance has no Svix app.")
    return app


def _link_to(app: JSONObject) -> JSONObject:
    """A link as Svix has them: programs read the app and a token from its fragment."""
    key = {
        "appId": app["id"],
        "oneTimeToken": f"attk_{secrets.token_urlsafe(24)}",
        "region": "us",
    }
    return {"svix_url": URL + b64encode(json.dumps(key).encode()).decode()}
