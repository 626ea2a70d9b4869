"""The error for a profile that does not exist, with what creates, enables or installs it."""

from __future__ import annotations

from collections.abc import Mapping

from clerk_cli.errors import ConfigError
from clerk_cli.plugins.official import PROFILES, how_to_install


def missing_profile(name: str, unloaded: Mapping[str, str]) -> ConfigError:
    """The error for a profile that neither the file nor a plugin has.

    Args:
        name: The profile.
        unloaded: How to enable the plugins that are installed but not loaded, by name.
    """
    plugin = PROFILES.get(name)
    if plugin and plugin in unloaded:
        message = f'profile "{name}" is provided by the plugin "{plugin}", which is not loaded'
        return ConfigError(message, hint=unloaded[plugin])
    hint = f"Create it with:\n  clerk config profile create {name}"
    if plugin:
        hint = f"It is provided by a plugin: {how_to_install(plugin)}"
    return ConfigError(f'profile "{name}" does not exist', hint=hint)
