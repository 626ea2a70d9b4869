"""The ``sandbox`` command group, the built-in ``sandbox`` profile, and its transport."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.plugins import Group, Profile, hookimpl

if TYPE_CHECKING:
    from requests.adapters import BaseAdapter

    from clerk_cli.api import Environment

URL = "http+sandbox://local"
"""The API URL of the sandbox that is stored in the configuration directory."""

KEY = "sk_test_sandbox"


@hookimpl
def clerk_groups() -> list[Group]:
    """The commands that serve, reset, seed and show the sandbox."""
    help = "Run an embedded Clerk instance"
    return [
        Group(
            "sandbox",
            help,
            f"{__name__}.commands",
            extension=True,
            section="tools",
            synonyms=("mock", "demo", "emulator", "local"),
        )
    ]


@hookimpl
def clerk_profiles() -> list[Profile]:
    """The profile that works without a key, a server or a network."""
    return [Profile("sandbox", {"clerk.api.url": URL, "clerk.key": KEY})]


@hookimpl
def clerk_transport(url: str, environment: Environment) -> BaseAdapter | None:
    """The transport that handles requests to the sandbox's URL in this process."""
    if url != URL:
        return None
    from clerk_cli_sandbox.transports.adapter import open_adapter

    return open_adapter(environment)
