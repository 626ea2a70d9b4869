"""Telling the user once where the profile of a third-party plugin sends requests, and keys."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from clerk_cli.config import plugin_state
from clerk_cli.errors import ConfigError

if TYPE_CHECKING:
    from clerk_cli.context import Context
    from clerk_cli.plugins.status import PluginId


def announce_profile(context: Context, owner: PluginId) -> None:
    """Tell the user, if the API URL is the profile's own.

    Args:
        context: Has the settings, and remembers what was announced.
        owner: The plugin that the active profile comes from.
    """
    name = context.settings.profile.name
    url = context.settings.lookup("clerk.api.url")
    if url.source.layer != "built-in":
        return
    scheme, _, rest = (url.text or "").partition("://")
    host = rest.partition("/")[0].rpartition("@")[2]
    announcement = " ".join(f"profile {name} {scheme}://{host}".split())
    if announcement in plugin_state.load(context.paths.plugins).announced:
        return
    context.messages.info(
        f'profile "{name}" comes from plugin {owner} and sends requests to {scheme}://{host}'
    )
    # Where nothing can be written it is announced again; that is no reason to stop.
    with suppress(ConfigError), plugin_state.edit(context.paths.plugins) as state:
        state.announced.add(announcement)
