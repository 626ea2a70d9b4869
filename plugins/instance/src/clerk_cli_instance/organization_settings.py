"""``clerk instance organization-settings …``: what organizations may have (an extension)."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from clerk_cli.api import (
    APIObject,
    Column,
    Command,
    Environment,
    Example,
    Kind,
    Update,
    View,
    comma,
    get,
    heading,
    option,
    patch,
    switch,
    yes_no,
)

PATH = "/v1/instance/organization_settings"
MODES = ("automatic_invitation", "automatic_suggestion")


def membership_limit(settings: APIObject) -> object:
    """The maximum number of members of new organizations; the API's 0 means unlimited."""
    return settings.get("max_allowed_memberships") or "unlimited"


def has_slugs(settings: APIObject) -> bool:
    """Whether organizations have slugs; the API says the opposite."""
    return not settings.get("slug_disabled")


ORGANIZATION_SETTINGS = View(
    details=(
        Column("Organizations", "enabled", yes_no),
        Column("Slugs", has_slugs, yes_no, shows=("slug_disabled",)),
        Column("Admins can delete", "admin_delete_enabled", yes_no),
        heading("Limits"),
        Column("Membership limit", membership_limit, shows=("max_allowed_memberships",)),
        Column("Roles", "max_allowed_roles"),
        Column("Role sets", "max_role_sets_allowed"),
        Column("Domains", "max_allowed_domains"),
        Column("Permissions", "max_allowed_permissions"),
        heading("Roles"),
        Column("Creator role", "creator_role", shows=("creator_role_id",)),
        Column("Initial role set", "initial_role_set_key"),
        heading("Domains"),
        Column("Domains enabled", "domains_enabled", yes_no),
        Column("Enrollment modes", "domains_enrollment_modes", comma),
        Column("Default role", "domains_default_role", shows=("domains_default_role_id",)),
    )
)


def parse_modes(text: str, _environment: Environment) -> list[str]:
    """Read enrollment modes, separated by commas."""
    modes = [part.strip().lower() for part in text.split(",") if part.strip()]
    for mode in modes:
        if mode not in MODES:
            raise ValueError(f'"{mode}" is not one of {", ".join(MODES)}')
    return list(dict.fromkeys(modes))


def parse_role_id(text: str, _environment: Environment) -> str:
    """Read the ID of a role, where people know its key better."""
    if ":" in text:
        raise ValueError(
            f'"{text}" is a role key, not an ID; find the ID with clerk organizations roles list'
        )
    return text


Modes: TypeAlias = Annotated[list[str], Kind("modes", parse_modes, repeats=True)]
"""Enrollment modes, separated by commas."""

RoleID: TypeAlias = Annotated[str, Kind("id", parse_role_id)]
"""The ID of a role."""


class OrganizationSettingsGet(
    Command,
    name="instance organization-settings get",
    route=get(PATH),
    view=ORGANIZATION_SETTINGS,
    extension=True,
    examples=(
        Example("clerk instance organization-settings get", "Show the organization settings"),
    ),
):
    """Show the organization settings."""

    promises = ("enabled",)


class OrganizationSettingsUpdate(
    Update,
    name="instance organization-settings update",
    route=patch(PATH),
    view=ORGANIZATION_SETTINGS,
    confirm_if={"--no-enabled": "Turn off organizations?"},
    done="Updated the settings of organizations.",
    extension=True,
    examples=(
        Example(
            "clerk instance organization-settings update --max-allowed-memberships 20",
            "Limit new organizations to 20 members",
        ),
        Example(
            "clerk instance organization-settings update --no-domains-enabled",
            "Disable organization domains",
        ),
    ),
):
    """Update the organization settings."""

    promises = ("enabled",)

    enabled: bool | None = switch("Enable/disable organizations")
    max_allowed_memberships: int | None = option(
        "Member limit for new organizations (0 for unlimited)", metavar="n", minimum=0
    )
    admin_delete_enabled: bool | None = switch("Allow admins to delete new organizations")
    slug_disabled: bool | None = switch("Disable/enable organization slugs")
    domains_enabled: bool | None = switch("Enable/disable organization domains")
    domains_enrollment_modes: Modes | None = option(
        f"Enrollment modes in addition to manual: {', '.join(MODES)}", minimum=0
    )
    creator_role_id: RoleID | None = option("Role for organization creators (role ID)")
    domains_default_role_id: RoleID | None = option(
        "Role for members who join by email domain (role ID)"
    )
