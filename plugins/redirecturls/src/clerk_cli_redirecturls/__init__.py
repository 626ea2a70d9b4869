"""The ``redirecturls`` group: what it is called and where its commands are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The group."""
    help = "Manage redirect URLs for native applications"
    aliases = ("redirect-urls",)
    return [
        Group(
            "redirecturls",
            help,
            f"{__name__}.commands",
            aliases,
            extension=True,
            synonyms=("redirect", "redirect-url", "callback"),
        )
    ]
