"""``clerk plugins …``: what is installed, and what a team wants (beyond the reference)."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from clerk_cli.command import Command
from clerk_cli.config import plugin_state
from clerk_cli.errors import ExitStatus, UsageError
from clerk_cli.fields import argument, flag, option
from clerk_cli.output.view import Column, Listing, View, comma
from clerk_cli.packages.inventory import distribution_name, is_official, origin_of, requirement
from clerk_cli.records import DISABLED, Record

if TYPE_CHECKING:
    from clerk_cli.context import Context
    from clerk_cli.packages.sync import Change
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


class PluginsList(PluginCommand, name="plugins list", aliases=("ls",)):
    """List installed plugins: what they add, where they come from, and whether they work."""

    def run(self, context: Context) -> Json:
        """Look at each."""
        rows = [self.row(context, record) for record in context.plugins.records]
        return Listing(rows, len(rows))


class PluginsShow(PluginCommand, name="plugins show"):
    """Show one plugin."""

    name: str = argument("The plugin")

    def run(self, context: Context) -> Json:
        """Look at it."""
        return self.row(context, self.find(context, self.name))


class PluginsEnable(PluginCommand, name="plugins enable", done="Enabled {name}."):
    """Load a plugin again that was disabled."""

    name: str = argument("The plugin")

    def run(self, context: Context) -> Json:
        """Forget that it is disabled."""
        name = self.find(context, self.name).origin.name
        with plugin_state.edit(context.paths.plugins) as state:
            state.disabled.discard(name)
        return {"name": name, "state": "enabled"}

    def render(self, result: Json, context: Context) -> None:
        """Nothing but the sentence, unless a program asks."""
        if context.format.name != "table":
            super().render(result, context)


class PluginsDisable(PluginsEnable, name="plugins disable", done="Disabled {name}."):
    """Keep a plugin from being loaded, without uninstalling it."""

    def run(self, context: Context) -> Json:
        """Remember that it is disabled."""
        name = self.find(context, self.name).origin.name
        with plugin_state.edit(context.paths.plugins) as state:
            state.disabled.add(name)
        return {"name": name, "state": DISABLED}


class InstallerCommand(Command, addition=True):
    """A command that has the installer of this environment do something."""

    yes: bool = flag("Do it without a question", short="y")

    def install(self, context: Context, command: list[str]) -> bool:
        """Show a command, ask, and run it; whether it was run."""
        from clerk_cli.packages import installer

        context.talk.info(shlex.join(command))
        if not context.ask_before("Run it?", forced=bool(self.yes), option="--yes"):
            return False
        installer.run(command, context.environment)
        return True


class PluginsInstall(InstallerCommand, name="plugins install"):
    """Install plugins with the installer of this environment (pip, uv or pipx).

    The names of official plugins are enough, and mean the version of this program. For any other
    the page of the index is shown: look at it, plugins run with your keys.
    """

    names: list[str] = argument("Plugins, such as users, clerk-cli-weather>=2 or ./weather")
    save: bool = flag("Write them into the team file too")

    def run(self, context: Context) -> Json:
        """Complete the names, show what is not official, and install."""
        from clerk_cli.packages import installer

        wanted = [requirement(name) for name in self.names]
        for name in wanted:
            if not is_official(name):
                page = installer.index_page(_bare(name), context.environment)
                context.talk.warn(f"{name} is not official: {page if _named(name) else name}")
        if not self.install(context, [*installer.detect().install, *wanted]):
            return None
        with plugin_state.edit(context.paths.plugins) as state:
            state.known |= {_bare(name) for name in wanted if _named(name)}
        if self.save:
            _save(context, {_bare(name): _version(name) for name in wanted if _named(name)})
        context.talk.success(f"Installed {', '.join(_bare(name) for name in wanted)}.")
        return None


class PluginsUninstall(InstallerCommand, name="plugins uninstall", aliases=("rm",)):
    """Uninstall plugins."""

    names: list[str] = argument("Plugins")
    save: bool = flag("Take them out of the team file too")

    def run(self, context: Context) -> Json:
        """Make sure that they are there, and uninstall."""
        from clerk_cli.packages import installer
        from clerk_cli.packages.inventory import installed

        wanted = [distribution_name(name) for name in self.names]
        for name in wanted:
            if installed(name) is None:
                raise UsageError(f"{name} is not installed", hint="See clerk plugins list")
        if not self.install(context, [*installer.detect().uninstall, *wanted]):
            return None
        if self.save:
            _save(context, dict.fromkeys(wanted))
        context.talk.success(f"Uninstalled {', '.join(wanted)}.")
        return None


class PluginsUpdate(InstallerCommand, name="plugins update"):
    """Update plugins: official ones to the version of this program, others to their latest."""

    names: list[str] | None = argument("Plugins (default: all that are installed)")

    def run(self, context: Context) -> Json:
        """Ask for each, and update them together."""
        from clerk_cli.packages import installer

        given = self.names or [
            record.origin.distribution
            for record in context.plugins.records
            if record.origin.distribution
        ]
        if not given:
            raise UsageError("no plugin is installed")
        wanted = [requirement(name) for name in given]
        if self.install(context, [*installer.detect().upgrade, *wanted]):
            context.talk.success(f"Updated {len(wanted)} plugins.")
        return None


class PluginsNew(Command, name="plugins new", addition=True):
    """Write a new plugin that works: typed, with tests and CI."""

    name: str = argument("The name of its group, such as weather")
    directory: str | None = option("Folder to make it in (default: this one)", metavar="path")

    def run(self, context: Context) -> Json:
        """Write it and say what comes next."""
        from clerk_cli.packages.scaffold import scaffold

        here = context.environment.directory
        folder = scaffold(self.name, here / Path(self.directory or ".").expanduser())
        context.talk.success(f"Wrote {folder}.")
        context.talk.line(f"  pip install -e '{folder}[dev]' && pytest {folder}")
        return {"directory": str(folder)}


class PluginsSync(InstallerCommand, name="plugins sync", view=CHANGES):
    """Make plugins, aliases and defaults what the team file says.

    The team file is clerk.toml, or [tool.clerk] in pyproject.toml, in this folder or above it.
    """

    check_: bool = flag("Change nothing; fail where something differs")
    exact: bool = flag("Uninstall plugins that the team file does not name")

    def run(self, context: Context) -> Json:
        """Find the differences, and mend them unless they are only to be shown."""
        from clerk_cli.packages import sync, team_file

        path = team_file.find(context.environment.directory)
        if path is None:
            raise UsageError(
                f"there is no team file in {context.environment.directory} or above",
                hint=f"Write clerk.toml, for example:\n{team_file.EXAMPLE}",
            )
        found = sync.changes(team_file.load(path), context, exact=bool(self.exact))
        self.left = len(found)
        if found and not self.check_:
            self._apply(found, context)
        rows = [vars(change) for change in found]
        return Listing(rows, len(rows))

    def _apply(self, found: list[Change], context: Context) -> None:
        from clerk_cli.packages import installer, sync

        ways = installer.detect()
        install = [change.name for change in found if change.kind == sync.INSTALL]
        remove = [change.name for change in found if change.kind == sync.REMOVE]
        commands = [
            [*words, *names]
            for words, names in ((ways.install, install), (ways.uninstall, remove))
            if names
        ]
        for command in commands:
            context.talk.info(shlex.join(command))
        question = f"Make {len(found)} changes?"
        if not context.ask_before(question, forced=bool(self.yes), option="--yes"):
            return
        for command in commands:
            installer.run(command, context.environment)
        sync.apply(found, context)
        self.left = 0
        context.talk.success(f"Made {len(found)} changes.")

    def exit_status(self, result: Json) -> ExitStatus:
        """Fail while something differs."""
        return ExitStatus.FAILED if self.left else ExitStatus.OK


def _save(context: Context, versions: dict[str, str | None]) -> None:
    from clerk_cli.packages import team_file

    directory = context.environment.directory
    path = team_file.find(directory) or directory / team_file.FILE
    for name, version in versions.items():
        team_file.record(path, name, version)
    context.talk.info(f"Wrote {path}.")


def _named(requirement: str) -> bool:
    """Whether something is installed by its name, and not from a file or an address."""
    return not requirement.startswith((".", "/", "~")) and "://" not in requirement


def _bare(requirement: str) -> str:
    """The name of a distribution without its version."""
    for sign in "=<>!~":
        requirement = requirement.partition(sign)[0] if _named(requirement) else requirement
    return requirement


def _version(requirement: str) -> str:
    return requirement.removeprefix(_bare(requirement)) or "*"
