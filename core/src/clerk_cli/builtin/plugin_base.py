"""What the commands of ``clerk plugins`` share: how plugins look, and how they are installed."""

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
    from clerk_cli.packages.requirements import Requirement
    from clerk_cli.plugins.status import PluginStatus
    from clerk_cli.results import APIObject

PLUGINS = View(
    columns=(
        Column("NAME", "name"),
        Column("VERSION", "version"),
        Column("COMMANDS", "commands", comma, truncatable=True),
        Column("ORIGIN", "plugin_id", truncatable=True),
        Column("LOAD", lambda row: f"{row['milliseconds']} ms"),
        Column("STATE", "state"),
        Column("REASON", lambda row: row["reason"] or "", truncatable=True),
    ),
    details=(
        Column("Plugin", "name"),
        Column("Distribution", "distribution"),
        Column("Version", "version"),
        Column("Official", lambda row: "yes" if row["official"] else "no"),
        Column("PluginId", "plugin_id"),
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
        Column("IS", "present"),
        Column("WANTED", "wanted", truncatable=True),
    ),
    empty="Everything is as the team file says",
)


class PluginCommand(Command, view=PLUGINS, extension=True):
    """A command about installed plugins."""

    def find(self, context: Context, name: str) -> PluginStatus:
        """The record of a plugin, by its name or that of its distribution.

        Raises:
            UsageError: There is none.
        """
        for record in context.plugins.statuses:
            if name in (record.plugin_id.name, record.plugin_id.distribution):
                return record
        known = ", ".join(sorted(record.plugin_id.name for record in context.plugins.statuses))
        raise UsageError(f'there is no plugin "{name}"', hint=f"There are {known or 'none'}.")

    def row(self, context: Context, record: PluginStatus) -> APIObject:
        """What is shown of a plugin."""
        plugin_id = record.plugin_id
        words = context.plugins.words_of(plugin_id)
        return {
            "name": plugin_id.name,
            "distribution": plugin_id.distribution,
            "version": plugin_id.version,
            "official": plugin_id.official,
            "plugin_id": install_source(plugin_id.distribution) if plugin_id.distribution else "",
            "module": record.module,
            "commands": words,
            "settings": context.plugins.settings_of(plugin_id),
            "milliseconds": round(record.seconds * 1000, 1),
            "state": record.state,
            "reason": record.reason or None,
        }


class InstallerCommand(Command, extension=True):
    """A command that has the installer of this environment do something."""

    yes: bool = flag("Do it without a question", short="y")

    def introduce(self, wanted: list[Requirement], context: Context) -> None:
        """Show in full what is not of this project, and where to look at it."""
        from clerk_cli.packages import installer

        for each in wanted:
            if not each.official:
                page = installer.index_page(each.name, context.environment) if each.name else ""
                context.messages.warn(f"{each.text} is not official: {page or 'look at it first'}")

    def run_installer(self, commands: list[list[str]], context: Context, question: str) -> bool:
        """Show commands, ask, and run them; whether they were run."""
        from clerk_cli.packages import installer

        for command in commands:
            context.messages.info(shlex.join(command))
        if not context.ask_before(question, forced=bool(self.yes), option="--yes"):
            return False
        for command in commands:
            installer.run(command, context.environment)
        return True

    def remember(self, wanted: list[Requirement], context: Context) -> None:
        """Remember what was shown before it was installed, and need not be announced again."""
        with plugin_state.edit(context.paths.plugins) as state:
            state.announced |= {each.name for each in wanted if each.name}
