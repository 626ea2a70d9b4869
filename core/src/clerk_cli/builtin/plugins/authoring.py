"""``clerk plugins new`` and ``check``, for authors of plugins (an extension)."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from clerk_cli.builtin.plugins.base import PluginCommand
from clerk_cli.commands.base import Command, Example
from clerk_cli.commands.fields import argument, option
from clerk_cli.errors import ExitStatus, UsageError
from clerk_cli.output.view import Column, View
from clerk_cli.plugins.official import find_official_plugin
from clerk_cli.results import Listing, Note, Outcome
from clerk_cli.startup.locations import PLUGIN_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clerk_cli.context import Context
    from clerk_cli.plugins.loading import EntryPoint
    from clerk_cli.results import APIObject

MISTAKES = View(
    columns=(
        Column("PLACE", "place"),
        Column("MESSAGE", "message", truncatable=True),
        Column("SOURCE", "source"),
    ),
)


class PluginsNew(
    Command,
    name="plugins new",
    extension=True,
    examples=(
        Example("clerk plugins new weather", "Scaffold a plugin in the current folder"),
        Example(
            "clerk plugins new weather --directory ../plugins",
            "Scaffold a plugin in another folder",
        ),
    ),
):
    """Scaffold a new plugin: typed, with tests and workflows."""

    result_fields = ("directory",)

    name: str = argument("Name of the command group, such as weather")
    directory: str | None = option(
        "Folder to create it in (default: the current one)", metavar="path"
    )

    def run(self, context: Context) -> APIObject:
        """Write the files and show the next step."""
        from clerk_cli.packages.scaffold import group_name, scaffold
        from clerk_cli.plugins.ownership import abbreviated_word

        name = group_name(self.name)
        if name in context.program.words or find_official_plugin(name, exactly=True):
            raise UsageError(
                f'"{name}" is already a command of clerk',
                hint="Choose another name for the group.",
            )
        if word := abbreviated_word(name, context.plugins.declared_groups):
            raise UsageError(
                f'"{name}" is an abbreviation of the command "{word}"',
                hint="Choose another name for the group.",
            )
        folder = scaffold(name, context.environment.path(self.directory or "."))
        context.messages.success(f"Created {folder}.")
        context.messages.line(f"  pip install -e '{folder}[dev]' && pytest {folder}")
        return {"directory": str(folder)}


class PluginsCheck(
    PluginCommand,
    name="plugins check",
    view=MISTAKES,
    examples=(
        Example("clerk plugins check users", "Check an installed plugin"),
        Example("clerk plugins check .", "Check the plugin in the current folder"),
        Example("clerk plugins check ./tea.py", "Check a single-file plugin"),
    ),
):
    """Find mistakes in a plugin, such as hooks that are never called.

    Modules are imported and hooks are called, but no command is run. The exit status is 1 if there
    are mistakes.
    """

    result_fields = ("place", "message", "source")

    plugin: str = argument("Plugin name, folder, or file", completes="files")

    def run(self, context: Context) -> Outcome:
        """Check the plugin, or the plugins of the folder."""
        from clerk_cli.checks.separate import check_separately

        checks = [check_separately(point) for point in self._entry_points(context)]
        rows = [mistake._asdict() for check in checks for mistake in check.mistakes]
        names = ", ".join(check.plugin for check in checks)
        commands = sum(check.commands for check in checks)
        if rows:
            noun = "mistake" if len(rows) == 1 else "mistakes"
            note = Note(f"{len(rows):,} {noun} in {names}.", "error")
        else:
            counted = "1 command" if commands == 1 else f"{commands:,} commands"
            note = Note(f"No mistakes in {names} ({counted}).")
        status = ExitStatus.FAILED if rows else ExitStatus.OK
        return Outcome(Listing(rows, len(rows)), status=status, notes=(note,))

    def render_text(self, result: Listing, context: Context) -> None:
        """Show the mistakes; without any, the message is enough."""
        if result.data:
            super().render_text(result, context)

    def _entry_points(self, context: Context) -> Sequence[EntryPoint]:
        from clerk_cli.packages.project_file import entry_points_of, source_folder
        from clerk_cli.plugins.loading import installed_entry_points

        if self.plugin.endswith(PLUGIN_SUFFIX):
            return [_single_file(context.environment.path(self.plugin))]
        if self.plugin.startswith(".") or "/" in self.plugin or os.sep in self.plugin:
            folder = context.environment.path(self.plugin)
            points = entry_points_of(folder)
            sys.path.insert(0, str(source_folder(folder)))
            return points
        try:
            plugin_id = self.find(context, self.plugin).plugin_id
        except UsageError as error:
            if context.environment.path(self.plugin).is_dir():
                error.hint = f"To check the folder: clerk plugins check ./{quote(self.plugin)}"
            raise
        if plugin_id.path:
            return [_single_file(Path(plugin_id.path))]
        return [point for point in installed_entry_points() if point.name == plugin_id.name]


def _single_file(path: Path) -> EntryPoint:
    """The plugin of a file.

    Raises:
        UsageError: There is no such file.
    """
    from clerk_cli.config.permissions import distrust_of
    from clerk_cli.plugins.folder import entry_point

    if not path.is_file():
        raise UsageError(f"{path} {'is not a file' if path.exists() else 'does not exist'}")
    return entry_point(path.absolute(), distrust_of)
