"""The folders of the program: configuration and cache. Imported at every start, so it is light."""

from __future__ import annotations

import os
import sys

CONFIG_FOLDER = "CLERK_CONFIG_DIR"
"""The variable that names the configuration folder."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def config_folder(variables: Mapping[str, str], directory: str | None = None) -> str:
    """The configuration folder: ``CLERK_CONFIG_DIR``, or ``~/.config/clerk/cli`` on every system.

    Args:
        variables: The environment variables.
        directory: What a relative path is relative to; None: the working directory.
    """
    if chosen := variables.get(CONFIG_FOLDER):
        path = _expand_home(chosen, variables)
        return path if os.path.isabs(path) else os.path.join(directory or working_folder(), path)
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


def working_folder() -> str:
    """The working directory.

    Raises:
        LocalError: It was deleted, or cannot be read.
    """
    try:
        return os.getcwd()
    except OSError as error:
        from clerk_cli.errors import LocalError

        raise LocalError(
            f"cannot find the working directory: {error.strerror}",
            hint="It may have been deleted. Change to another one with cd, and try again.",
        ) from error


def _expand_home(path: str, variables: Mapping[str, str]) -> str:
    """A path with the home folder in place of a leading ``~``, as a shell would expand it.

    Raises:
        ConfigError: The user after the ``~`` does not exist.
    """
    if path == "~" or path.startswith(("~/", f"~{os.sep}")):
        return home_folder(variables) + path[1:]
    expanded = os.path.expanduser(path)
    if path.startswith("~") and expanded == path:
        from clerk_cli.errors import ConfigError

        raise ConfigError(
            f"CLERK_CONFIG_DIR: there is no home folder for {path.split('/', 1)[0]}",
            hint="Set CLERK_CONFIG_DIR to a folder written in full.",
        )
    return expanded
