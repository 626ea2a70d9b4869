"""Whether a setting forbids changes, and which one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.config.settings import READONLY, UNSET

if TYPE_CHECKING:
    from clerk_cli.config.settings import Settings


def read_only_source(settings: Settings) -> str | None:
    """Where the setting comes from that allows only reading; None if changes are allowed.

    Args:
        settings: The settings of the active profile.

    Raises:
        ConfigError: The setting is neither true nor false.
    """
    source = settings.lookup(READONLY).source
    if source is UNSET or not settings.boolean(READONLY):
        return None
    if source.layer == "env":
        return source.detail
    return (
        f'profile "{settings.profile.name}"' if source.layer == "profile" else "the profiles file"
    )
