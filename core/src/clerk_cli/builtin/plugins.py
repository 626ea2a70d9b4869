"""``clerk plugins …``: what is installed, and what a team wants (beyond the reference)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from clerk_cli.builtin.plugin_base import CHANGES, InstallerCommand, PluginCommand
from clerk_cli.commands.base import Command
from clerk_cli.commands.fields import argument, flag, option
from clerk_cli.config import plugin_state
from clerk_cli.errors import ExitStatus, UsageError
from clerk_cli.plugins.official import find_official_plugin
from clerk_cli.plugins.status import DISABLED
from clerk_cli.results import Listing, Outcome

if TYPE_CHECKING:
    from clerk_cli.context import Context
    from clerk_cli.packages.sync import Change
    from clerk_cli.results import APIObject


class PluginsList(PluginCommand, name="plugins list", aliases=("ls",)):
    """List installed plugins: what they add, where they come from, and whether they work."""

    def run(self, context: Context) -> Listing:
        """Look at each."""
        rows = [self.row(context, record) for record in context.plugins.statuses]
        return Listing(rows, len(rows))


class PluginsShow(PluginCommand, name="plugins show"):
    """Show one plugin."""

    name: str = argument("The plugin", completes="plugins")

    def run(self, context: Context) -> APIObject:
        """Look at it."""
        return self.row(context, self.find(context, self.name))


class PluginsEnable(PluginCommand, name="plugins enable", done="Enabled {name}."):
    """Load a plugin again that was disabled."""

    name: str = argument("The plugin", completes="plugins")

    def run(self, context: Context) -> APIObject:
        """Forget that it is disabled."""
        name = self.find(context, self.name).plugin_id.name
        with plugin_state.edit(context.paths.plugins) as state:
            state.disabled.discard(name)
        return {"name": name, "state": "enabled"}

    def render_text(self, result: APIObject, context: Context) -> None:
        """Show nothing: the sentence on stderr is enough."""


class PluginsDisable(PluginsEnable, name="plugins disable", done="Disabled {name}."):
    """Keep a plugin from being loaded, without uninstalling it."""

    def run(self, context: Context) -> APIObject:
        """Remember that it is disabled."""
        name = self.find(context, self.name).plugin_id.name
        with plugin_state.edit(context.paths.plugins) as state:
            state.disabled.add(name)
        return {"name": name, "state": DISABLED}


class PluginsInstall(InstallerCommand, name="plugins install"):
    """Install plugins with the installer of this environment (pip, uv or pipx).

    The names of official plugins are enough, and mean the version of this program. For any other
    the page of the index is shown: look at it, plugins run with your keys.
    """

    names: list[str] = argument(
        "Plugins, such as users, clerk-cli-weather>=2 or ./weather", completes="official"
    )
    save: bool = flag("Write them into the team file too")

    def run(self, context: Context) -> None:
        """Complete the names, show what is not official, and install."""
        from clerk_cli.packages import installer, team_file
        from clerk_cli.packages.inventory import plugins_of, version_of
        from clerk_cli.packages.requirements import requirement

        wanted = [requirement(name) for name in self.names]
        named = [each for each in wanted if each.name]
        self.introduce(wanted, context)
        if not self.run_installer([installer.detect().install(wanted)], context, "Run it?"):
            return
        self.remember(wanted, context)
        for each in named:
            if not plugins_of(each.name):
                context.messages.warn(f"{each.name} was installed, but it is not a clerk plugin.")
        if self.save:
            versions = {each.name: each.version or f">={version_of(each.name)}" for each in named}
            team_file.save(versions, context)
        context.messages.success(f"Installed {', '.join(each.label for each in wanted)}.")
        return


class PluginsUninstall(InstallerCommand, name="plugins uninstall", aliases=("rm",)):
    """Uninstall plugins."""

    names: list[str] = argument("Plugins", completes="plugins")
    save: bool = flag("Take them out of the team file too")

    def run(self, context: Context) -> None:
        """Make sure that they are there, uninstall them, and forget them."""
        from clerk_cli.packages import installer, team_file
        from clerk_cli.packages.inventory import installed_plugin, plugins_of

        wanted = [installed_plugin(name) for name in self.names]
        names = {name for each in wanted for name in plugins_of(each)}
        if not self.run_installer([installer.detect().uninstall(wanted)], context, "Run it?"):
            return
        with plugin_state.edit(context.paths.plugins) as state:
            state.disabled -= names
            state.announced -= set(wanted)
        if self.save:
            team_file.save(dict.fromkeys(wanted), context)
        context.messages.success(f"Uninstalled {', '.join(wanted)}.")
        return


class PluginsUpdate(InstallerCommand, name="plugins update"):
    """Update plugins: official ones to the version of this program, others to their latest.

    Without names: all that came from an index, so none that is worked on in a folder.
    """

    names: list[str] | None = argument(
        "Plugins (default: all that are installed)", completes="plugins"
    )

    def run(self, context: Context) -> None:
        """Ask for each, and update them together."""
        from clerk_cli.packages import installer
        from clerk_cli.packages.inventory import installed_plugin
        from clerk_cli.packages.requirements import requirement

        given = self.names or self._all(context)
        if not given:
            raise UsageError("there is no plugin to update")
        wanted = [requirement(installed_plugin(name)) for name in given]
        if self.run_installer([installer.detect().upgrade(wanted)], context, "Run it?"):
            context.messages.success(f"Updated {', '.join(each.label for each in wanted)}.")
        return

    def _all(self, context: Context) -> list[str]:
        from clerk_cli.packages.inventory import INDEX, install_source

        found = []
        for name in dict.fromkeys(each.plugin_id.distribution for each in context.plugins.statuses):
            if name and (plugin_id := install_source(name)) != INDEX:
                context.messages.info(f"{name} stays as it is: {plugin_id}")
            elif name:
                found.append(name)
        return found


class PluginsNew(Command, name="plugins new", extension=True):
    """Write a new plugin that works: typed, with tests and CI."""

    name: str = argument("The name of its group, such as weather")
    directory: str | None = option("Folder to make it in (default: this one)", metavar="path")

    def run(self, context: Context) -> APIObject:
        """Write it and say what comes next."""
        from clerk_cli.packages.scaffold import group_name, scaffold

        name = group_name(self.name)
        if name in context.words or find_official_plugin(name, exactly=True):
            raise UsageError(
                f'"{name}" is a command of clerk already', hint="Choose another name for the group."
            )
        here = context.environment.directory
        folder = scaffold(name, here / Path(self.directory or ".").expanduser())
        context.messages.success(f"Wrote {folder}.")
        context.messages.line(f"  pip install -e '{folder}[dev]' && pytest {folder}")
        return {"directory": str(folder)}


class PluginsSync(InstallerCommand, name="plugins sync", view=CHANGES):
    """Make plugins, aliases and defaults what the team file says.

    The team file is clerk.toml, or [tool.clerk] in pyproject.toml, in this folder or above it.
    """

    check_: bool = flag("Change nothing; fail where something differs")
    exact: bool = flag("Uninstall plugins that the team file does not name")

    def run(self, context: Context) -> Outcome:
        """Find the differences, and mend them unless they are only to be shown."""
        from clerk_cli.packages import sync, team_file

        path = team_file.find(context.environment.directory)
        if path is None:
            raise UsageError(
                f"there is no team file in {context.environment.directory} or above",
                hint=f"Write clerk.toml, for example:\n{team_file.EXAMPLE}",
            )
        found = sync.changes(team_file.load(path), context, exact=bool(self.exact))
        if found and not self.check_:
            self._apply(found, context)
        rows = [vars(change) for change in found]
        status = ExitStatus.FAILED if found and self.check_ else ExitStatus.OK
        return Outcome(Listing(rows, len(rows)), status=status)

    def _apply(self, found: list[Change], context: Context) -> None:
        from clerk_cli.packages import installer, sync

        wanted = [change.requirement for change in found if change.kind == sync.INSTALL]
        gone = [change.name for change in found if change.kind == sync.REMOVE]
        self.introduce(wanted, context)
        commands = [installer.detect().install(wanted)] if wanted else []
        commands += [installer.detect().uninstall(gone)] if gone else []
        for change in found:
            if change.kind in (sync.ALIAS, sync.DEFAULT):
                context.messages.info(str(change))
        many = f"{len(found)} changes" if len(found) > 1 else "this change"
        if not self.run_installer(commands, context, f"Make {many}?"):
            return
        self.remember(wanted, context)
        sync.apply(found, context)
        context.messages.success(f"Everything is as the team file says; {len(found)} changed.")
