"""The folders of the program: configuration and cache. Imported at every start, so it is light."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def config_folder(variables: Mapping[str, str], directory: str | None = None) -> str:
    """The configuration folder: ``CLERK_CONFIG_DIR``, or ``~/.config/clerk/cli`` on every system.

    Args:
        variables: The environment variables.
        directory: What a relative path is relative to; None: the working directory.
    """
    if chosen := variables.get("CLERK_CONFIG_DIR"):
        path = _expand_home(chosen, variables)
        return path if os.path.isabs(path) else os.path.join(directory or os.getcwd(), path)
    return os.path.join(home_folder(variables), ".config", "clerk", "cli")


def cache_folder(variables: Mapping[str, str]) -> str:
    """The folder for caches, where the platform has them."""
    if cache := variables.get("XDG_CACHE_HOME"):
        return os.path.join(cache, "clerk-cli")
    if sys.platform == "win32" and (local := variables.get("LOCALAPPDATA")):
        return os.path.join(local, "clerk-cli", "Cache")
    folders = ("Library", "Caches") if sys.platform == "darwin" else (".cache",)
    return os.path.join(home_folder(variables), *folders, "clerk-cli")


def home_folder(variables: Mapping[str, str]) -> str:
    """The home folder of the user."""
    return variables.get("HOME") or variables.get("USERPROFILE") or os.path.expanduser("~")


def _expand_home(path: str, variables: Mapping[str, str]) -> str:
    """A path with the home folder in place of a leading ``~``, as a shell would expand it."""
    if path == "~" or path.startswith(("~/", f"~{os.sep}")):
        return home_folder(variables) + path[1:]
    return os.path.expanduser(path)
