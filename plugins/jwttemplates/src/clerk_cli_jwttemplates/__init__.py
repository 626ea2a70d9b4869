"""The ``jwttemplates`` group: what it is called and where its commands are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The group."""
    return [
        Group(
            "jwttemplates",
            "Manage JWT templates",
            f"{__name__}.commands",
            ("jwt", "jwt-templates"),
            synonyms=("template", "claims"),
        )
    ]
