"""The ``waitlist`` group: what it is called and where its commands are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The group."""
    help, synonyms = "Manage the waitlist", ("waiting-list", "queue")
    return [Group("waitlist", help, f"{__name__}.commands", extension=True, synonyms=synonyms)]
