"""The ``restrictions`` group: what it is called and where its commands are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The group."""
    return [
        Group(
            "restrictions",
            "Manage the allowlist and blocklist for sign-ups",
            f"{__name__}.commands",
            synonyms=("allowlist", "blocklist", "whitelist", "blacklist", "denylist"),
        )
    ]
