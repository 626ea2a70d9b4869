"""``/instance``: the settings of the sandbox's only instance."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http.formats import is_email_address, origin_errors
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Check
from clerk_cli_sandbox.storage.ids import stable_id
from clerk_cli_sandbox.storage.store import JSONObject, Store

routes = Routes()

INSTANCE = "instance"
INSTANCE_ID = stable_id("ins", "sandbox")
PUBLIC_MEMBERS = ("object", "id", "environment_type", "allowed_origins", "workspace_id")
RESTRICTIONS = (
    "allowlist",
    "blocklist",
    "allowlist_blocklist_disabled_on_sign_in",
    "block_email_subaddresses",
    "block_disposable_email_domains",
)


@routes.add("GET", "/instance")
def get_instance(request: Request) -> Any:
    """Show the instance; the API does not show most of its settings."""
    instance = read_instance(request.store)
    return {name: instance[name] for name in PUBLIC_MEMBERS}


CHECKS: dict[str, Check] = {
    "allowed_origins": origin_errors,
    "support_email": is_email_address,
}


@routes.add("PATCH", "/instance", CHECKS)
def update_instance(request: Request) -> Any:
    """Update settings; the response has no body."""
    update_settings(request)


@routes.add("PATCH", "/instance/restrictions")
def update_restrictions(request: Request) -> Any:
    """Turn restrictions on or off, and show all of them."""
    instance = update_settings(request)
    restrictions = {name: instance.get(name, False) for name in RESTRICTIONS}
    return {"object": "instance_restrictions", **restrictions}


def read_instance(store: Store) -> JSONObject:
    """The instance with all its settings."""
    defaults = {
        "object": INSTANCE,
        "id": INSTANCE_ID,
        "environment_type": "development",
        "allowed_origins": None,
        "workspace_id": None,
    }
    return store.get(INSTANCE, INSTANCE_ID) or defaults


def update_settings(request: Request) -> JSONObject:
    """Apply the fields of a request that are not null, and return the instance."""
    instance = read_instance(request.store) | request.non_null_fields
    request.store.put(INSTANCE, instance)
    return instance
