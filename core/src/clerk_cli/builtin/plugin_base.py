"""What the commands of ``clerk plugins`` share: how plugins look, and how they are installed."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from clerk_cli.command import Command
from clerk_cli.config import plugin_state
from clerk_cli.errors import UsageError
from clerk_cli.fields import flag
from clerk_cli.output.view import Column, View, comma
from clerk_cli.packages.inventory import origin_of

if TYPE_CHECKING:
    from clerk_cli.context import Context
    from clerk_cli.packages.requirements import Requirement
    from clerk_cli.records import Record
    from clerk_cli.request import Json

PLUGINS = View(
    columns=(
        Column("NAME", "name"),
        Column("VERSION", "version"),
        Column("COMMANDS", "commands", comma, shrinks=True),
        Column("ORIGIN", "origin", shrinks=True),
        Column("LOAD", lambda row: f"{row['milliseconds']} ms"),
        Column("STATE", "state"),
        Column("REASON", lambda row: row["reason"] or "", shrinks=True),
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
        Column("IS", "present"),
        Column("WANTED", "wanted", shrinks=True),
    ),
    empty="Everything is as the team file says",
)


class PluginCommand(Command, view=PLUGINS, addition=True):
    """A command about installed plugins."""

    def find(self, context: Context, name: str) -> Record:
        """The record of a plugin, by its name or that of its distribution.

        Raises:
            UsageError: There is none.
        """
        for record in context.plugins.records:
            if name in (record.origin.name, record.origin.distribution):
                return record
        known = ", ".join(sorted(record.origin.name for record in context.plugins.records))
        raise UsageError(f'there is no plugin "{name}"', hint=f"There are {known or 'none'}.")

    def row(self, context: Context, record: Record) -> Json:
        """What is shown of a plugin."""
        origin = record.origin
        words = context.plugins.words_of(origin)
        return {
            "name": origin.name,
            "distribution": origin.distribution,
            "version": origin.version,
            "official": origin.official,
            "origin": origin_of(origin.distribution) if origin.distribution else "",
            "module": record.module,
            "commands": words,
            "settings": context.plugins.settings_of(origin),
            "milliseconds": round(record.seconds * 1000, 1),
            "state": record.state,
            "reason": record.reason or None,
        }


class InstallerCommand(Command, addition=True):
    """A command that has the installer of this environment do something."""

    yes: bool = flag("Do it without a question", short="y")

    def introduce(self, wanted: list[Requirement], context: Context) -> None:
        """Show in full what is not of this project, and where to look at it."""
        from clerk_cli.packages import installer

        for each in wanted:
            if not each.official:
                page = installer.index_page(each.name, context.environment) if each.name else ""
                context.talk.warn(f"{each.text} is not official: {page or 'look at it first'}")

    def run_installer(self, commands: list[list[str]], context: Context, question: str) -> bool:
        """Show commands, ask, and run them; whether they were run."""
        from clerk_cli.packages import installer

        for command in commands:
            context.talk.info(shlex.join(command))
        if not context.ask_before(question, forced=bool(self.yes), option="--yes"):
            return False
        for command in commands:
            installer.run(command, context.environment)
        return True

    def remember(self, wanted: list[Requirement], context: Context) -> None:
        """Remember what was shown before it was installed, and need not be announced again."""
        with plugin_state.edit(context.paths.plugins) as state:
            state.known |= {each.name for each in wanted if each.name}
