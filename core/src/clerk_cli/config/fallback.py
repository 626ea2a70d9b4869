"""How to fix a stored value that is not valid, for commands that continue without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from clerk_cli.config.settings import Settings


def invalid_value(settings: Settings, key: str, problem: str, default: str) -> ConfigError:
    """The error for a stored value that is not valid, with its place and what fixes it.

    Args:
        settings: The settings.
        key: The setting.
        problem: What the value must be and is not.
        default: A value that is valid.
    """
    source = settings.lookup(key).source
    return ConfigError(
        f"{key} must be {problem} ({source})",
        hint=remedy(settings, key, default, settings.paths.profiles),
    )


def remedy(settings: Settings, key: str, default: str, path: Path) -> str:
    """What fixes the value of a setting, at the place where it comes from.

    Args:
        settings: The settings.
        key: The setting whose value is not valid.
        default: A value that is.
        path: The profiles file.
    """
    source = settings.lookup(key).source
    if source.layer == "env":
        return f"Fix it with: unset {source.detail}"
    if source.layer == "global":
        return f"Fix {key} in the [default] section of {path}"
    from shlex import quote

    return f"Fix it with: clerk config set {key} {default} -p {quote(settings.profile.name)}"
