"""``/instance``: the settings of the sandbox's only instance."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http.api_errors import ErrorObject
from clerk_cli_sandbox.http.formats import has_format, is_email_address, origin_errors
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Body, Check
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
SENDER = "from_email_address"
DEFAULT_SENDER = "notifications"
is_alphanumeric = has_format("[A-Za-z0-9]+", "letters and digits, such as support")


def _sender_errors(name: str, value: str) -> list[ErrorObject]:
    return is_alphanumeric(name, value or " ")


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


@routes.add("PATCH", "/beta_features/instance_settings", {SENDER: _sender_errors})
def update_beta_settings(request: Request) -> Any:
    """Update settings of the older endpoint; the allowlist is that of the restrictions."""
    changes = dict(request.non_null_fields)
    if (restricted := changes.pop("restricted_to_allowlist", None)) is not None:
        changes["allowlist"] = restricted
    instance = save_settings(request, changes)
    return {
        "object": "instance_settings",
        "id": instance["id"],
        "restricted_to_allowlist": instance.get("allowlist", False),
        SENDER: sender(request.store),
        "progressive_sign_up": instance.get("progressive_sign_up", True),
        "enhanced_email_deliverability": False,
    }


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


def sender(store: Store) -> str:
    """The local part of the address from which emails are sent."""
    return str(read_instance(store).get(SENDER, DEFAULT_SENDER))


def update_settings(request: Request) -> JSONObject:
    """Apply the fields of a request that are not null, and return the instance."""
    return save_settings(request, request.non_null_fields)


def save_settings(request: Request, changes: Body) -> JSONObject:
    """Apply changes to the settings, and return the instance."""
    instance = read_instance(request.store) | changes
    request.store.put(INSTANCE, instance)
    return instance
