"""The ``organizations`` group: what it is called and where its commands are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The group and those below it."""
    module = "clerk_cli_organizations"
    below = (
        Group("members", "Manage members of an organization", f"{module}.members", ("member",)),
        Group(
            "invitations",
            "Manage invitations to an organization",
            f"{module}.invitations",
            ("invites", "invite"),
        ),
        Group(
            "domains",
            "Manage verified domains of an organization",
            f"{module}.domains",
            extension=True,
        ),
        Group("roles", "Manage roles of members", f"{module}.roles", ("role",), extension=True),
        Group(
            "permissions",
            "Manage permissions of roles",
            f"{module}.permissions",
            ("permission",),
            extension=True,
        ),
        Group(
            "role-sets",
            "Manage which roles an organization offers",
            f"{module}.role_sets",
            ("role-set",),
            extension=True,
        ),
    )
    aliases = ("orgs", "org")
    return [Group("organizations", "Manage organizations", f"{module}.commands", aliases, below)]
