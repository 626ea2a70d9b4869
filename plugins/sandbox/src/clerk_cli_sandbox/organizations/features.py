"""What organizations of the instance may have, by its settings."""

from __future__ import annotations

from clerk_cli_sandbox.http import api_errors
from clerk_cli_sandbox.http.routing import Request
from clerk_cli_sandbox.instance.settings import read_instance
from clerk_cli_sandbox.storage.store import JSONObject, Selection, Store

SETTINGS = "_organization_settings"
MANUAL = "manual_invitation"
AUTOMATIC = ("automatic_invitation", "automatic_suggestion")
"""The enrollment modes of domains that an instance can do without."""

DEFAULTS: JSONObject = {
    "enabled": True,
    "max_allowed_memberships": 5,
    "max_allowed_roles": 10,
    "max_role_sets_allowed": 10,
    "max_allowed_domains": 10,
    "max_allowed_permissions": 50,
    "admin_delete_enabled": True,
    "domains_enabled": True,
    "slug_disabled": False,
    "domains_enrollment_modes": list(AUTOMATIC),
}
"""The sandbox begins with everything turned on. Permissions no longer have a limit, says Clerk."""


def read_settings(store: Store) -> JSONObject:
    """The settings, except the roles, which the initial role set has."""
    changes: JSONObject = read_instance(store).get(SETTINGS, {})
    return DEFAULTS | changes


def require_organizations(request: Request) -> None:
    """Check that the instance has organizations.

    Raises:
        ErrorResponse: They are turned off.
    """
    if not read_settings(request.store)["enabled"]:
        text = "Organizations are turned off for this instance."
        raise api_errors.refusal("organization_not_enabled_in_instance", text)


def require_domains(request: Request) -> None:
    """Check that the instance has organizations with domains.

    Raises:
        ErrorResponse: Either is turned off.
    """
    require_organizations(request)
    if not read_settings(request.store)["domains_enabled"]:
        text = "Domains of organizations are turned off for this instance."
        raise api_errors.refusal("organization_domains_not_enabled", text)


def require_enrollment_mode(store: Store, mode: str | None) -> None:
    """Check that domains may have an enrollment mode.

    Raises:
        ErrorResponse: The mode is turned off.
    """
    if mode in AUTOMATIC and mode not in read_settings(store)["domains_enrollment_modes"]:
        text = f"The enrollment mode {mode} is turned off for this instance."
        code = "organization_domain_enrollment_mode_not_enabled"
        raise api_errors.refusal(code, text, param_name="enrollment_mode")


def require_slugs(request: Request) -> None:
    """Check that a request with a slug may have one.

    Raises:
        ErrorResponse: Slugs are turned off.
    """
    if request.body.get("slug") and read_settings(request.store)["slug_disabled"]:
        text = "Slugs of organizations are turned off for this instance."
        raise api_errors.refusal("organization_slugs_disabled", text, param_name="slug")


def require_quota(store: Store, selection: Selection, setting: str, *, code: str) -> None:
    """Check that there may be one more object.

    Args:
        store: The objects.
        selection: Those that count.
        setting: The setting with their maximum number.
        code: The code of the error.

    Raises:
        ErrorResponse: There are as many as the setting allows.
    """
    limit = read_settings(store)[setting]
    if store.count(selection) >= limit:
        raise api_errors.refusal(code, "quota exceeded", f"The limit is {limit} ({setting}).")
