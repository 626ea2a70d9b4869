"""The ``instance`` group: what it is called and where its commands are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The group and its subgroups."""
    module = "clerk_cli_instance"
    subgroups = (
        Group("restrictions", "Manage sign-up restrictions", f"{module}.restrictions"),
        Group(
            "communication",
            "Manage text message settings",
            f"{module}.communication",
            extension=True,
        ),
        Group(
            "organization-settings",
            "Manage organization settings",
            f"{module}.organization_settings",
            ("org-settings",),
            extension=True,
        ),
        Group("beta-settings", "Manage beta settings", f"{module}.beta_settings", extension=True),
    )
    help = "Manage instance settings and restrictions"
    synonyms = ("app", "application")
    return [Group("instance", help, f"{module}.commands", groups=subgroups, synonyms=synonyms)]
