"""The folder of single-file plugins, for a run of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.config.permissions import distrust_of
from clerk_cli.errors import ConfigError, UsageError
from clerk_cli.plugins.folder import entry_points_in, problem_with
from clerk_cli.startup.locations import PLUGINS_OPTION

if TYPE_CHECKING:
    from clerk_cli.plugins.loading import EntryPoint
    from clerk_cli.startup.locations import PluginFolder


def single_files(chosen: PluginFolder) -> list[EntryPoint]:
    """The plugins of a folder, whose modules can be imported from now on.

    Args:
        chosen: The folder, and what names it.

    Raises:
        UsageError: The command line names it, and it cannot be used.
        ConfigError: A variable or a setting names it, and it cannot be used.
    """
    folder, source = chosen
    try:
        problem = problem_with(folder)
        if not problem:
            return entry_points_in(folder, distrust_of)
    except OSError as error:
        problem = f"cannot read {folder}: {error.strerror}"
    raise (UsageError if source == PLUGINS_OPTION else ConfigError)(f"{source}: {problem}")
