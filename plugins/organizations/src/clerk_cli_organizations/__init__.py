"""The ``organizations`` group: what it is called and where its commands are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The group and its subgroups."""
    module = "clerk_cli_organizations"
    subgroups = (
        Group("members", "Manage organization members", f"{module}.members", ("member",)),
        Group(
            "invitations",
            "Manage organization invitations",
            f"{module}.invitations",
            ("invites", "invite"),
        ),
        Group("domains", "Manage organization domains", f"{module}.domains", extension=True),
        Group("logo", "Manage organization logos", f"{module}.logos", extension=True),
        Group("roles", "Manage organization roles", f"{module}.roles", ("role",), extension=True),
        Group(
            "permissions",
            "Manage organization permissions",
            f"{module}.permissions",
            ("permission",),
            extension=True,
        ),
        Group(
            "role-sets",
            "Manage role sets, the roles that an organization offers",
            f"{module}.role_sets",
            ("role-set",),
            extension=True,
        ),
    )
    aliases = ("orgs", "org")
    return [
        Group(
            "organizations",
            "Manage organizations",
            f"{module}.commands",
            aliases,
            subgroups,
            synonyms=("team", "tenant", "workspace", "company"),
        )
    ]
