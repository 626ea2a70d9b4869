"""The ``directories`` group: what it is called and where its commands are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The group, and below it the mappings and the older routes of both."""
    help = "Manage the organization roles of a directory's groups"
    aliases = ("mapping",)
    mappings = Group("mappings", help, f"{__name__}.mappings", aliases, extension=True)
    scim_mappings = Group("mappings", help, f"{__name__}.scim", aliases, extension=True)
    scim = Group(
        "scim",
        "Manage directories by their older routes",
        f"{__name__}.scim",
        groups=(scim_mappings,),
        extension=True,
    )
    return [
        Group(
            "directories",
            "Manage directories that provision users",
            f"{__name__}.commands",
            ("directory",),
            (mappings, scim),
            extension=True,
            synonyms=("scim", "directory-sync", "provisioning"),
        )
    ]
