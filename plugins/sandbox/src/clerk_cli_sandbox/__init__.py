"""The ``sandbox`` group, the built-in profile of that name, and the transport behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.plugins import Group, Profile, hookimpl

if TYPE_CHECKING:
    from requests.adapters import BaseAdapter

    from clerk_cli.api import Environment

URL = "http+sandbox://local"
"""The API URL of the instance that lives in a file beside the profiles."""

KEY = "sk_test_sandbox"


@hookimpl
def clerk_groups() -> list[Group]:
    """The commands that serve and reset the sandbox."""
    help = "Run an embedded Clerk instance"
    return [Group("sandbox", help, f"{__name__}.commands", section="tools")]


@hookimpl
def clerk_profiles() -> list[Profile]:
    """The profile that needs no key, no server and no network."""
    return [Profile("sandbox", {"clerk.api.url": URL, "clerk.key": KEY})]


@hookimpl
def clerk_transport(url: str, environment: Environment) -> BaseAdapter | None:
    """Answer requests to the sandbox's URL in this process."""
    if url != URL:
        return None
    from clerk_cli_sandbox.adapter import open_adapter

    return open_adapter(environment)
