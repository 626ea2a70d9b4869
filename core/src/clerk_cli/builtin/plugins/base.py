"""What the commands of ``clerk plugins`` share: views, lookup, and running the installer."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from clerk_cli.commands.base import Command
from clerk_cli.commands.fields import flag
from clerk_cli.config import plugin_state
from clerk_cli.errors import UsageError
from clerk_cli.output.view import Column, View, comma
from clerk_cli.packages.inventory import install_source

if TYPE_CHECKING:
    from clerk_cli.context import Context
    from clerk_cli.packages.installer import Installer
    from clerk_cli.packages.requirements import Requirement
    from clerk_cli.plugins.status import PluginId, PluginStatus
    from clerk_cli.results import APIObject

PLUGINS = View(
    columns=(
        Column("NAME", "name"),
        Column("VERSION", "version"),
        Column("COMMANDS", "commands", comma, truncatable=True),
        Column("ORIGIN", "origin", truncatable=True),
        Column("LOAD", lambda row: f"{row['milliseconds']} ms"),
        Column("STATE", "state"),
        Column("REASON", lambda row: row["reason"] or "", truncatable=True),
    ),
    details=(
        Column("Plugin", "name"),
        Column("Distribution", "distribution"),
        Column("Version", "version"),
        Column("Official", lambda row: "yes" if row["official"] else "no"),
        Column("Origin", "origin"),
        Column("Module", "module"),
        Column("Commands", "commands", comma),
        Column("Settings", "settings", comma),
        Column("Load time", lambda row: f"{row['milliseconds']} ms"),
        Column("State", "state"),
        Column("Reason", "reason"),
    ),
    empty="No plugins installed",
)
CHANGES = View(
    columns=(
        Column("CHANGE", "kind"),
        Column("NAME", "name"),
        Column("PRESENT", "present"),
        Column("WANTED", "wanted", truncatable=True),
    ),
    empty="Everything matches the team file",
)


PLUGIN_FIELDS = (
    "name", "distribution", "version", "official", "origin", "module", "commands[]", "settings[]",
    "milliseconds", "state", "reason",
)  # fmt: skip


class PluginCommand(Command, view=PLUGINS, extension=True):
    """A command about installed plugins."""

    def find(self, context: Context, name: str) -> PluginStatus:
        """The status of a plugin, by its name or its distribution's.

        Raises:
            UsageError: No such plugin is installed.
        """
        statuses = context.plugins.statuses
        for status in statuses:
            if name in (status.plugin_id.name, status.plugin_id.distribution):
                return status
        names = ", ".join(sorted(status.plugin_id.name for status in statuses))
        raise UsageError(
            f'the plugin "{name}" is not installed', hint=f"Installed plugins: {names or 'none'}."
        )

    def row(self, context: Context, status: PluginStatus) -> APIObject:
        """A plugin as an object."""
        plugin_id = status.plugin_id
        return {
            "name": plugin_id.name,
            "distribution": plugin_id.distribution,
            "version": plugin_id.version,
            "official": plugin_id.official,
            "origin": _origin(plugin_id),
            "module": status.module,
            "commands": context.plugins.words_of(plugin_id),
            "settings": context.plugins.settings_of(plugin_id),
            "milliseconds": round(status.seconds * 1000, 1),
            "state": status.state,
            "reason": status.reason or None,
        }


class InstallerCommand(Command, extension=True):
    """A command that runs the installer of this environment."""

    yes: bool = flag("Skip the confirmation prompt", short="y")

    def refuse_files(self, names: list[str], context: Context) -> None:
        """Refuse plugins that are single files.

        Raises:
            UsageError: One of them is; no installer knows it.
        """
        for plugin_id in (status.plugin_id for status in context.plugins.statuses):
            if plugin_id.name in names and not plugin_id.distribution:
                name, path = plugin_id.name, plugin_id.path
                raise UsageError(
                    f"{name} is a single-file plugin ({path}), which no installer manages",
                    hint=f"Edit or remove the file, or run: clerk plugins disable {name}",
                )

    def warn_of_third_parties(self, requirements: list[Requirement], context: Context) -> None:
        """Show every requirement that is not official, with its page on the index."""
        from clerk_cli.packages.index_page import index_page
        from clerk_cli.packages.requirements import near_official

        for requirement in requirements:
            if not requirement.official:
                name = requirement.name
                page = index_page(name, context.environment) if name else "review it first"
                near = near_official(name) if name else None
                meant = f" (the official plugin is {near})" if near else ""
                context.messages.warn(f"{requirement.text} is not official{meant}: {page}")

    def run_installer(
        self, tool: Installer, commands: list[list[str]], context: Context, question: str
    ) -> bool:
        """Show commands, ask for confirmation and run them; whether they ran."""
        from clerk_cli.packages.running import run

        for command in commands:
            context.messages.info(shlex.join(command))
        for name, value in tool.variables.items() if commands else ():
            context.messages.info(f"{name}: {value}")
        if commands and tool.constraint:
            context.messages.info(f"Constraint: {tool.constraint}")
        if not context.ask_before(question, forced=bool(self.yes), option="--yes"):
            return False
        for command in commands:
            run(
                command,
                context.environment,
                context.plugins.settings,
                show=context.messages.program,
                added=tool.variables,
                constraint=tool.constraint,
            )
        return True

    def mark_as_announced(self, requirements: list[Requirement], context: Context) -> None:
        """Record distributions that were shown before they were installed."""
        names = {requirement.name for requirement in requirements if requirement.name}
        with plugin_state.edit(context.paths.plugins) as state:
            state.announced |= names


def _origin(plugin_id: PluginId) -> str:
    """Where a plugin was installed from, or the file that it is."""
    return install_source(plugin_id.distribution) if plugin_id.distribution else plugin_id.path
