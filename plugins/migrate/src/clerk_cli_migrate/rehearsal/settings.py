"""What can be read of an instance's settings, and what a sandbox takes over of them."""

from __future__ import annotations

from clerk_cli.api import APIError, APIObject, Request
from clerk_cli_migrate.instance import PAGE, Send
from clerk_cli_migrate.rehearsal.sandbox import Sandbox

ORGANIZATIONS = "/instance/organization_settings"
TAKEN_OVER = (
    "enabled", "max_allowed_memberships", "admin_delete_enabled", "domains_enabled",
    "slug_disabled", "domains_enrollment_modes",
)  # fmt: skip


class Settings:
    """Settings of an instance that matter to an import.

    Args:
        organizations: The settings of organizations; empty if they cannot be read.
        roles: The roles of organizations.
        unknown: What cannot be read, in sentences.
    """

    def __init__(
        self, organizations: APIObject, roles: list[APIObject], unknown: list[str]
    ) -> None:
        self.organizations = organizations
        self.roles = roles
        self.unknown = unknown


def read_settings(send: Send) -> Settings:
    """Read what the API tells of the settings.

    Args:
        send: Sends a request that reads.
    """
    unknown: list[str] = []
    organizations: APIObject = {}
    roles: list[APIObject] = []
    try:
        organizations = send(Request("GET", f"/v1{ORGANIZATIONS}")).object
    except APIError as error:
        unknown.append(f"the settings of organizations ({error.message})")
    try:
        query = {"limit": PAGE}
        roles = send(Request("GET", "/v1/organization_roles", query)).listing().objects
    except APIError as error:
        unknown.append(f"the roles of organizations ({error.message})")
    return Settings(organizations, roles, unknown)


def apply_settings(settings: Settings, sandbox: Sandbox) -> list[str]:
    """Give a sandbox the settings of an instance.

    Args:
        settings: The settings.
        sandbox: The sandbox.

    Returns:
        What it does not take over, in sentences.
    """
    missing: list[str] = []
    for name in TAKEN_OVER:
        value = settings.organizations.get(name)
        if value is not None and sandbox.send("PATCH", ORGANIZATIONS, {name: value}) is None:
            missing.append(f"the sandbox has a different value for the setting {name}")
    listed = sandbox.send("GET", "/organization_roles?limit=100") or {}
    keys = {role.get("key") for role in listed.get("data", [])}
    for role in settings.roles:
        if role.get("key") in keys:
            continue
        body: APIObject = {name: role.get(name) or "" for name in ("name", "key", "description")}
        for permission in role.get("permissions") or ():
            # One that the sandbox has already is refused, which is as good.
            sandbox.send("POST", "/organization_permissions",
                         {name: permission.get(name) or "" for name in body})  # fmt: skip
        body["permissions"] = [item.get("key") for item in role.get("permissions") or ()]
        if sandbox.send("POST", "/organization_roles", body) is None:
            missing.append(f"the sandbox lacks the role {role.get('key')}")
    return missing
