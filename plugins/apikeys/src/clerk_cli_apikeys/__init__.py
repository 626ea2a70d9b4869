"""The ``apikeys`` group: what it is called and where its commands are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The group."""
    module = f"{__name__}.commands"
    synonyms = ("key", "apikey", "api-key")
    return [Group("apikeys", "Manage API keys", module, ("api-keys",), synonyms=synonyms)]
