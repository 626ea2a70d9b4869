"""The ``domains`` group: what it is called and where its commands are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The group."""
    synonyms = ("satellite", "dns", "proxy")
    return [Group("domains", "Manage instance domains", f"{__name__}.commands", synonyms=synonyms)]
