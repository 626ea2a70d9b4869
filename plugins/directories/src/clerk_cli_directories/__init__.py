"""The ``directories`` group: what it is called and where its commands are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl

HELP = "Manage directories that provision users"
SCIM_HELP = "Manage directories through the older API"
MAPPINGS_HELP = "Manage the organization roles of a directory's groups"
ALIASES = ("directory",)
SYNONYMS = ("scim", "directory-sync", "provisioning")


@hookimpl
def clerk_groups() -> list[Group]:
    """The group, and below it the mappings and the older routes of both."""
    mappings = Group("mappings", MAPPINGS_HELP, f"{__name__}.mappings", ("mapping",))
    scim_mappings = Group("mappings", MAPPINGS_HELP, f"{__name__}.scim", ("mapping",))
    scim = Group("scim", SCIM_HELP, f"{__name__}.scim", groups=(scim_mappings,))
    module, groups = f"{__name__}.commands", (mappings, scim)
    return [Group("directories", HELP, module, ALIASES, groups, True, synonyms=SYNONYMS)]
