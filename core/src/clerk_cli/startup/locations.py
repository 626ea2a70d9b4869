"""The folders of the program: configuration, cache, and single-file plugins.

Only the user names the folder of single-file plugins: on the command line, with a variable, or in
the profiles file. A file that comes with a project never decides which code runs. This module is
imported at every start, so it is light.
"""

from __future__ import annotations

import os
import stat
import sys

CONFIG_FOLDER = "CLERK_CONFIG_DIR"
"""The variable that names the configuration folder."""

PLUGINS_OPTION = "--plugins-dir"
PLUGINS_VARIABLE = "CLERK_PLUGINS_DIR"
PLUGINS_SETTING = "plugins.dir"
"""What names the folder of single-file plugins; the first one wins."""

PLUGIN_SUFFIX = ".py"
DOCTOR = "doctor"
"""The command that also works where the working directory or the configuration is damaged."""

COMPLETE = "__complete"
"""The word with which shells ask what can come next; the last word is unfinished."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TypeAlias

    PluginFolder: TypeAlias = tuple[str, str]


def config_folder(variables: Mapping[str, str], directory: str | None = None) -> str:
    """The configuration folder: ``CLERK_CONFIG_DIR``, or ``~/.config/clerk/cli`` on every system.

    Args:
        variables: The environment variables.
        directory: What a relative path is relative to; None: the working directory.
    """
    if chosen := variables.get(CONFIG_FOLDER):
        path = expand_home(chosen, variables, CONFIG_FOLDER)
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


def plugin_folder(
    words: Sequence[str], variables: Mapping[str, str], config: str
) -> PluginFolder | None:
    """The folder of single-file plugins, and what names it; None if nothing does.

    Args:
        words: The words after ``clerk``.
        variables: The environment variables.
        config: The configuration folder.
    """
    for text, source in (
        (option_value(words), PLUGINS_OPTION),
        (variables.get(PLUGINS_VARIABLE) or None, PLUGINS_VARIABLE),
        (_stored_value(f"{config}/profiles", PLUGINS_SETTING), PLUGINS_SETTING),
    ):
        if text is not None:
            return expand_home(text, variables, source), source
    return None


def option_value(words: Sequence[str]) -> str | None:
    """The last folder of ``--plugins-dir`` on a command line; None if it names none."""
    value = None
    words = words[1:-1] if words[:1] == [COMPLETE] else words
    for index, word in enumerate(words):
        if word == "--":
            break
        if word == PLUGINS_OPTION and index + 1 < len(words):
            value = words[index + 1]
        elif word.startswith(f"{PLUGINS_OPTION}="):
            value = word.partition("=")[2]
    return value


def plugin_files(folder: str) -> list[str]:
    """The names of the files of a folder that are plugins, sorted.

    Others, which begin with an underscore, are only imported by these.

    Args:
        folder: The folder.

    Raises:
        OSError: It cannot be read.
    """
    names = sorted(os.listdir(folder))
    return [name for name in names if name.endswith(PLUGIN_SUFFIX) and name[0] not in "._"]


def _stored_value(path: str, key: str) -> str | None:
    """The value of a key in the ``[default]`` section of the profiles file.

    The line is found without parsing the file, which is done and checked later: every start comes
    here.
    """
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return None  # A pipe can be read only once.
        with open(path, "rb") as stream:
            data = stream.read()
    except OSError:
        return None
    if key.encode() not in data:
        return None
    value, is_default = "", False
    for line in data.decode("utf-8", "replace").splitlines():
        text = line.strip()
        if text.startswith("["):
            is_default = text[1:].partition("]")[0].lower().split() == ["default"]
            continue
        name, equals, rest = text.partition("=")
        if is_default and equals and name.strip() == key:
            value = rest.strip().strip("\"'")
    return value or None


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


def expand_home(path: str, variables: Mapping[str, str], name: str) -> str:
    """A path with the home folder in place of a leading ``~``, as a shell would expand it.

    Args:
        path: The path.
        variables: The environment variables.
        name: What has the path, for messages.

    Raises:
        ConfigError: The user after the ``~`` does not exist.
    """
    if path == "~" or path.startswith(("~/", f"~{os.sep}")):
        return home_folder(variables) + path[1:]
    expanded = os.path.expanduser(path)
    if path.startswith("~") and expanded == path:
        from clerk_cli.errors import ConfigError

        raise ConfigError(
            f"{name}: there is no home folder for user {path.split('/', 1)[0]}",
            hint=f"Set {name} to an absolute path.",
        )
    return expanded
