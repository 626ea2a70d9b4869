"""``/instance/organization_settings``: what organizations of the instance may have."""

from __future__ import annotations

from typing import Any

from clerk_cli_sandbox.http.objects import require_object
from clerk_cli_sandbox.http.routing import Request, Routes
from clerk_cli_sandbox.http.schemas import Check, has_schema
from clerk_cli_sandbox.instance.settings import save_settings
from clerk_cli_sandbox.organizations.features import AUTOMATIC, MANUAL, SETTINGS, read_settings
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
ROLES = {"creator_role_id": "_creator", "domains_default_role_id": "_default"}
"""Fields with the ids of roles, and what the role set calls these roles."""


@routes.add("GET", PATH)
def get_settings(request: Request) -> Any:
    """Show the settings."""
    return _serialize(request.store)


@routes.add("PATCH", PATH, CHECKS)
def update_settings(request: Request) -> Any:
    """Change the settings; roles join the initial role set."""
    changes = dict(request.non_null_fields)
    roles = {
        ROLES[name]: _role_key(request, changes.pop(name)) for name in ROLES if changes.get(name)
    }
    if MODES in changes:
        changes[MODES] = [mode for mode in AUTOMATIC if mode in changes[MODES]]
    if roles:
        change_initial_roles(request, roles)
    save_settings(request, {SETTINGS: read_settings(request.store) | changes})
    return _serialize(request.store)


def _role_key(request: Request, role_id: str) -> str:
    select_roles(request.store)
    return str(require_object(request.store, ROLE, role_id, "organization role")["key"])


def _serialize(store: Store) -> Any:
    """The settings as the API shows them."""
    settings, role_set = read_settings(store), initial_role_set(store)
    return settings | {
        "object": "organization_settings",
        "creator_role": role_set["_creator"],
        "domains_default_role": role_set["_default"],
        "initial_role_set_key": role_set["key"],
        MODES: [MANUAL, *settings[MODES]],
    }
