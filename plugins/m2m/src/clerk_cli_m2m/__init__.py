"""The ``m2m`` group: what it is called and where its commands are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The group and its subgroups."""
    subgroups = (
        Group("tokens", "Manage machine-to-machine tokens", f"{__name__}.tokens", ("token",)),
        Group("machines", "Manage machines", f"{__name__}.machines", ("machine",)),
    )
    help = "Manage machine-to-machine authentication"
    synonyms = ("machine-to-machine", "service-account")
    return [Group("m2m", help, f"{__name__}.machines", groups=subgroups, synonyms=synonyms)]
