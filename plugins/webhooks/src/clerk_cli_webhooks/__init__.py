"""The ``webhooks`` group: what it is called and where its commands are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The group."""
    return [
        Group(
            "webhooks",
            "Manage webhooks",
            f"{__name__}.commands",
            ("webhook",),
            extension=True,
            synonyms=("svix", "hooks", "events"),
        )
    ]
