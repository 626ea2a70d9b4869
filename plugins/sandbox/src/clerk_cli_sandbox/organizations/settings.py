"""``/instance/organization_settings``: what organizations of the instance may have."""

from __future__ import annotations

from typing import Any

from clerk_cli.operations import Schema
from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.objects import require_object
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Check, has_schema
from clerk_cli_sandbox.instance.settings import save_settings
from clerk_cli_sandbox.organizations.features import (
    AUTOMATIC,
    DEFAULTS,
    MANUAL,
    SETTINGS,
    read_settings,
)
from clerk_cli_sandbox.organizations.role_objects import ROLE, select_roles
from clerk_cli_sandbox.organizations.role_sets import change_initial_roles, initial_role_set
from clerk_cli_sandbox.storage.store import Store

routes = Routes()

PATH = "/instance/organization_settings"
MODES = "domains_enrollment_modes"
CHECKS: dict[str, Check] = {
    "max_allowed_memberships": has_schema({"type": "integer", "minimum": 0}),
    MODES: has_schema({"type": "array", "items": {"enum": (MANUAL, *AUTOMATIC)}}),
}
FORCED = "force_organization_selection"
UNDOCUMENTED: dict[str, Schema] = {
    FORCED: {"type": "boolean", "nullable": True},
    "organization_creation_defaults": {"type": "object", "additionalProperties": True},
}
"""What ``clerk enable orgs`` also sends; the API does not show it."""

ROLES = {"creator_role_id": "_creator", "domains_default_role_id": "_default"}
"""Fields with the ids of roles, and what the role set calls these roles."""


@routes.add("GET", PATH)
def get_settings(request: Request) -> Any:
    """Show the settings."""
    return _serialize(request.store)


@routes.add("PATCH", PATH, CHECKS, undocumented=UNDOCUMENTED)
def update_settings(request: Request) -> Any:
    """Change the settings; roles join the initial role set."""
    changes = dict(request.non_null_fields)
    roles = {
        ROLES[name]: _role_key(request, changes.pop(name)) for name in ROLES if changes.get(name)
    }
    if MODES in changes:
        changes[MODES] = [mode for mode in AUTOMATIC if mode in changes[MODES]]
    settings = read_settings(request.store) | changes
    if changes.get(FORCED) and not settings["enabled"]:
        code = "force_organization_selection_not_allowed_when_organizations_disabled"
        text = f"{FORCED} needs organizations, which are turned off."
        raise api_errors.refusal(code, text, param_name=FORCED)
    if roles:
        change_initial_roles(request, roles)
    save_settings(request, {SETTINGS: settings})
    return _serialize(request.store)


def _role_key(request: Request, role_id: str) -> str:
    select_roles(request.store)
    return str(require_object(request.store, ROLE, role_id, "organization role")["key"])


def _serialize(store: Store) -> Any:
    """The settings as the API shows them."""
    settings, role_set = read_settings(store), initial_role_set(store)
    return {name: settings[name] for name in DEFAULTS} | {
        "object": "organization_settings",
        "creator_role": role_set["_creator"],
        "domains_default_role": role_set["_default"],
        "initial_role_set_key": role_set["key"],
        MODES: [MANUAL, *settings[MODES]],
    }
