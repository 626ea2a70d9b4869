"""The ``jwks`` group: what it is called and where its commands are."""

from __future__ import annotations

from clerk_cli.plugins import Group, hookimpl


@hookimpl
def clerk_groups() -> list[Group]:
    """The group."""
    return [Group("jwks", "Get the JSON Web Key Set", f"{__name__}.commands")]
