"""``/instance/oauth_application_settings``: what holds for all OAuth applications."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.instance.settings import INSTANCE_ID
from clerk_cli_sandbox.oauth.scopes import scope_errors
from clerk_cli_sandbox.storage.store import JSONObject, Store

routes = Routes()

SETTINGS = "oauth_application_settings"
PATH = "/instance/oauth_application_settings"


@routes.add("GET", PATH)
def get_settings(request: Request) -> Any:
    """Show the settings."""
    return _serialize(read_settings(request.store))


@routes.add("PATCH", PATH, {"default_scopes": scope_errors})
def update_settings(request: Request) -> Any:
    """Update settings; default scopes that are null are Clerk's again."""
    settings = read_settings(request.store) | request.non_null_fields
    if "default_scopes" in request.body:
        scopes = request.body["default_scopes"]
        settings["default_scopes"] = None if scopes is None else list(dict.fromkeys(scopes))
    request.store.put(SETTINGS, settings)
    return _serialize(settings)


def read_settings(store: Store) -> JSONObject:
    """The settings; those of a new instance unless they were changed."""
    defaults = {
        "object": SETTINGS,
        "id": INSTANCE_ID,
        "dynamic_oauth_client_registration": False,
        "default_scopes": None,
        "oauth_jwt_access_tokens": True,
        "client_id_metadata_documents_advertised": False,
        "client_id_metadata_documents_only_allow_pre_registered_clients": False,
        "client_id_metadata_documents_block_implicitly_allowed_clients": False,
    }
    return store.get(SETTINGS, INSTANCE_ID) or defaults


def _serialize(settings: JSONObject) -> JSONObject:
    return {name: value for name, value in settings.items() if name != "id"}
