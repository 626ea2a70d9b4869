"""A command whose official plugin is not installed, or not loaded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from clerk_cli.plugins.official import find_official_plugin, how_to_install
from clerk_cli.plugins.status import PluginStatus


class MissingPlugin(NamedTuple):
    """An official plugin that a command needs.

    Args:
        name: The plugin.
        message: That it is missing, and how to get it.
    """

    name: str
    message: str


def missing_plugin(
    word: str, words: Iterable[str], statuses: Iterable[PluginStatus]
) -> MissingPlugin | None:
    """The official plugin that a command needs and that is not there; None if nothing is missing.

    Args:
        word: The first word of the command.
        words: The first words of the commands that there are.
        statuses: The installed plugins.
    """
    plugin = find_official_plugin(word)
    if plugin is None or any(name.startswith(word) for name in words):
        return None
    for status in statuses:
        if status.plugin_id.name == plugin:
            message = f'the plugin "{plugin}" is not loaded. {status.how_to_enable}'
            return MissingPlugin(plugin, message)
    install = how_to_install(plugin)
    return MissingPlugin(
        plugin, f'the command "{plugin}" is not installed. Install it with: {install}'
    )
