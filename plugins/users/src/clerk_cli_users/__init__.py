"""The ``users`` group: what it is called and where its commands are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The group and the two below it."""
    module = "clerk_cli_users"
    below = (
        Group("emails", "Manage email addresses of users", f"{module}.emails", ("email",)),
        Group("phones", "Manage phone numbers of users", f"{module}.phones", ("phone",)),
    )
    return [Group("users", "Manage users", f"{module}.commands", ("user",), below)]
