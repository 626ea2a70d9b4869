"""The ``stats`` command."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The command, which is a group of its own."""
    return [
        Group(
            "stats",
            "Count users, sign-ups, and organizations",
            f"{__name__}.commands",
            extension=True,
            section="tools",
            synonyms=("statistics", "analytics", "metrics", "report"),
        )
    ]
