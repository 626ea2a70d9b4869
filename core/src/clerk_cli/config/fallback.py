"""How to fix a stored value that is not valid, for commands that continue without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from clerk_cli.config.settings import Settings


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
