"""The ``mcp`` group."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The group."""
    return [
        Group(
            "mcp",
            "Let AI agents run commands, within limits",
            f"{__name__}.commands",
            extension=True,
            section="tools",
            synonyms=("ai", "server"),
        )
    ]
