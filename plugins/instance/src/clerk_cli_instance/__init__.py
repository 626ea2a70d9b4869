"""The ``instance`` group: what it is called and where its commands are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The group and its subgroup."""
    module = "clerk_cli_instance"
    subgroups = (Group("restrictions", "Manage sign-up restrictions", f"{module}.restrictions"),)
    help = "Manage instance settings and restrictions"
    synonyms = ("app", "application")
    return [Group("instance", help, f"{module}.commands", groups=subgroups, synonyms=synonyms)]
