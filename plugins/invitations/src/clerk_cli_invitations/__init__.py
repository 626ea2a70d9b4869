"""The ``invitations`` group: what it is called and where its commands are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The group."""
    return [
        Group(
            "invitations",
            "Manage instance-level invitations",
            f"{__name__}.commands",
            ("invite", "invites"),
        )
    ]
