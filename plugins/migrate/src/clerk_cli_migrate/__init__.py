"""The ``migrate`` group."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The group."""
    return [
        Group(
            "migrate",
            "Import and export users and organizations",
            f"{__name__}.commands",
            extension=True,
            section="tools",
            synonyms=("migration", "migrations", "import", "export", "transfer"),
        )
    ]
