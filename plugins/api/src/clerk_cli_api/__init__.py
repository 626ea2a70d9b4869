"""The ``api`` command."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The command, which is a group of its own."""
    return [
        Group(
            "api",
            "Send a request to any endpoint of the API",
            f"{__name__}.commands",
            extension=True,
            section="tools",
            offline=f"{__name__}.listing",
            synonyms=("request", "http", "curl", "rest", "call", "endpoint"),
        )
    ]
