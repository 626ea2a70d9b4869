"""``/instance``: the settings of the one instance that the sandbox is."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.fields import Field, Flag, Text, Texts
from clerk_cli_sandbox.identifiers import stable_id
from clerk_cli_sandbox.routes import Invocation, Routes
from clerk_cli_sandbox.store import Document, Store

routes = Routes()

INSTANCE = "instance"
INSTANCE_ID = stable_id("ins", "sandbox")
UPDATE: dict[str, Field] = {
    "test_mode": Flag(),
    "hibp": Flag(),
    "support_email": Text(),
    "clerk_js_version": Text(),
    "development_origin": Text(),
    "allowed_origins": Texts(),
    "cookieless_dev": Flag(),
    "url_based_session_syncing": Flag(),
    "preferred_sign_in_strategy_when_password_required": Text(choices=("password", "otp", "")),
}
SHOWN = ("object", "id", "environment_type", "allowed_origins", "workspace_id")
RESTRICTIONS: dict[str, Field] = {
    "allowlist": Flag(),
    "blocklist": Flag(),
    "allowlist_blocklist_disabled_on_sign_in": Flag(),
    "block_email_subaddresses": Flag(),
    "block_disposable_email_domains": Flag(),
}


@routes.add("GET", "/instance")
def get_instance(call: Invocation) -> Any:
    """Show the instance; most of its settings are never shown."""
    instance = read_instance(call.store)
    return {name: instance[name] for name in SHOWN}


@routes.add("PATCH", "/instance", UPDATE)
def update_instance(call: Invocation) -> Any:
    """Change settings; the answer has no body."""
    given = {name: value for name, value in call.body.items() if value is not None}
    write_instance(call.store, read_instance(call.store) | given)


@routes.add("PATCH", "/instance/restrictions", RESTRICTIONS)
def update_restrictions(call: Invocation) -> Any:
    """Turn restrictions on or off, and show them all."""
    given = {name: value for name, value in call.body.items() if value is not None}
    instance = read_instance(call.store) | given
    write_instance(call.store, instance)
    shown = {name: instance.get(name, False) for name in RESTRICTIONS}
    return {"object": "instance_restrictions", **shown}


def read_instance(store: Store) -> Document:
    """The instance with all its settings."""
    blank = {
        "object": INSTANCE,
        "id": INSTANCE_ID,
        "environment_type": "development",
        "allowed_origins": None,
        "workspace_id": None,
    }
    return store.get(INSTANCE, INSTANCE_ID) or blank


def write_instance(store: Store, instance: Document) -> None:
    """Keep the instance."""
    store.put(INSTANCE, instance)
