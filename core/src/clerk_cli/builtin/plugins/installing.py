"""``clerk plugins``: installing, and team files (an extension)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.builtin.plugins.base import CHANGES, InstallerCommand
from clerk_cli.commands.base import Example
from clerk_cli.commands.fields import argument, flag
from clerk_cli.config import plugin_state
from clerk_cli.errors import ConfigError, ExitStatus, UsageError
from clerk_cli.results import Listing, Outcome

if TYPE_CHECKING:
    from clerk_cli.context import Context
    from clerk_cli.packages.requirements import Requirement
    from clerk_cli.packages.sync import Change
    from clerk_cli.packages.team_file import TeamFile


class PluginsInstall(
    InstallerCommand,
    name="plugins install",
    examples=(
        Example("clerk plugins install users organizations", "Install official plugins"),
        Example(
            "clerk plugins install 'clerk-cli-weather>=2' --save",
            "Install a plugin and add it to the team file",
        ),
        Example("clerk plugins install ./weather --yes", "Install from a folder without asking"),
    ),
):
    """Install plugins with pip, uv, or pipx, whichever manages this environment.

    Official plugins, and extras such as protect-ai, jq, or all, are installed by name, at the same
    version as clerk. The names of other plugins begin with clerk-cli-; their page on the package
    index is shown first. Plugins run with your keys, so review them.
    """

    names: list[str] = argument(
        "Plugins or extras, such as users, protect-ai, or clerk-cli-weather>=2",
        completes="official",
    )
    save: bool = flag("Add them to the team file")

    def run(self, context: Context) -> None:
        """Show what is not official, and install."""
        from clerk_cli.packages import installer, team_file
        from clerk_cli.packages.inventory import plugins_of
        from clerk_cli.packages.requirements import parse_requirement, require_name
        from clerk_cli.packages.verification import check_installed

        asked = [parse_requirement(name) for name in self.names]
        if self.save:
            for entry in asked:
                require_name(entry, "Omit --save.")
        requirements = team_file.as_team_wants(asked, context.environment.directory)
        tool = installer.detect()
        commands = tool.install(requirements)
        self.warn_of_third_parties(requirements, context)
        if not self.run_installer(tool, commands, context, "Run it?"):
            return
        check_installed(requirements)
        self.mark_as_announced(requirements, context)
        for name in (name for requirement in requirements for name in requirement.plugins):
            if not plugins_of(name):
                context.messages.warn(f"{name} was installed but is not a plugin.")
        if self.save:
            team_file.save(self._versions(asked, context), context)
        if command := installer.project_command(requirements):
            context.messages.warn(f"uv sync would uninstall it; to keep it, run: {command}")
        labels = ", ".join(requirement.label for requirement in requirements)
        context.messages.success(f"Installed {labels}.")

    def _versions(self, asked: list[Requirement], context: Context) -> dict[str, str]:
        """What the team file gets; an entry that is met stays as the team wrote it."""
        from clerk_cli import __version__
        from clerk_cli.packages import team_file
        from clerk_cli.packages.inventory import version_of
        from clerk_cli.packages.versions import ANY, satisfied

        versions = {}
        for entry in asked:
            present = __version__ if entry.official else version_of(entry.name)
            wanted = team_file.wanted_version(entry, context.environment.directory)
            is_new = bool(entry.version) and not entry.official
            if is_new or wanted is None or not satisfied(present, wanted):
                other = entry.version or f">={present}"
                versions[entry.team_name] = ANY if entry.official else other
        return versions


class PluginsUninstall(
    InstallerCommand,
    name="plugins uninstall",
    aliases=("rm",),
    examples=(Example("clerk plugins uninstall waitlist", "Uninstall a plugin"),),
):
    """Uninstall plugins, and extras such as jq."""

    names: list[str] = argument("Plugins or extras", completes="plugins")
    force: bool = flag("Skip the confirmation prompt, like --yes", short="f")
    save: bool = flag("Also remove them from the team file")

    def run(self, context: Context) -> None:
        """Check that the plugins are installed, and uninstall them."""
        from clerk_cli.packages import installer, team_file
        from clerk_cli.packages.inventory import plugins_of, removable
        from clerk_cli.packages.verification import check_uninstalled

        self.refuse_files(self.names, context)
        projects = [project for name in self.names for project in removable(name)]
        plugins = {plugin for project in projects for plugin in plugins_of(project)}
        self.yes = self.yes or self.force
        tool = installer.detect()
        if not self.run_installer(tool, tool.uninstall(projects), context, "Run it?"):
            return
        check_uninstalled(projects)
        with plugin_state.edit(context.paths.plugins) as state:
            state.disabled -= plugins
            state.announced -= set(projects)
        if self.save:
            team_file.save({}, context, removed=projects)
        context.messages.success(f"Uninstalled {', '.join(projects)}.")


class PluginsUpdate(
    InstallerCommand,
    name="plugins update",
    examples=(
        Example("clerk plugins update", "Update all plugins"),
        Example("clerk plugins update users --yes", "Update one plugin without asking"),
    ),
):
    """Update plugins: official ones to match this version of clerk, others to the latest.

    Without names, updates every plugin installed from a package index; plugins installed from a
    folder are skipped. Versions required by the team file are kept.
    """

    names: list[str] | None = argument(
        "Plugins (default: all installed plugins)", completes="plugins"
    )

    def run(self, context: Context) -> None:
        """Update the plugins with one command."""
        from clerk_cli.packages import installer, team_file
        from clerk_cli.packages.inventory import installed_plugin
        from clerk_cli.packages.requirements import of_distribution
        from clerk_cli.packages.verification import check_installed

        names = self.names or self._from_index(context)
        if not names:
            raise UsageError("no plugins to update")
        self.refuse_files(names, context)
        asked = [of_distribution(installed_plugin(name)) for name in names]
        requirements = team_file.as_team_wants(asked, context.environment.directory)
        tool = installer.detect()
        commands = tool.upgrade(requirements)
        if self.run_installer(tool, commands, context, "Run it?"):
            check_installed(requirements)
            labels = ", ".join(requirement.label for requirement in requirements)
            context.messages.success(f"Updated {labels}.")

    def _from_index(self, context: Context) -> list[str]:
        from clerk_cli.packages.inventory import INDEX, install_source

        projects = dict.fromkeys(
            status.plugin_id.distribution for status in context.plugins.statuses
        )
        sources = {project: install_source(project) for project in projects if project}
        for project, source in sources.items():
            if source != INDEX:
                context.messages.info(f"{project} was not updated: it is installed from {source}")
        return [project for project, source in sources.items() if source == INDEX]


class PluginsSync(
    InstallerCommand,
    name="plugins sync",
    view=CHANGES,
    examples=(
        Example("clerk plugins sync", "Install what the team file lists"),
        Example("clerk plugins sync --check", "Report differences in CI"),
        Example("clerk plugins sync --exact --yes", "Match the team file exactly, without asking"),
    ),
):
    """Make plugins, aliases, and defaults match the team file.

    The team file is clerk.toml, or [tool.clerk] in pyproject.toml, in this folder or above it.
    Official plugins always have the same version as clerk. With --check, the exit status is 1 if
    something differs, and 2 if the team file is missing or invalid.
    """

    result_fields = ("kind", "name", "present", "wanted")

    check_: bool = flag("Report differences and exit 1")
    exact: bool = flag("Uninstall plugins that are not in the team file")

    def run(self, context: Context) -> Outcome:
        """Find the differences, and apply them unless they are only to be reported."""
        try:
            team = self._team_file(context)
            changes = self._changes(team, context)
        except ConfigError as error:
            error.status = ExitStatus.USAGE  # 1 is a difference
            raise
        if changes and not self.check_:
            self._apply(team, changes, context)
        rows = [vars(change) for change in changes]
        status = ExitStatus.FAILED if changes and self.check_ else ExitStatus.OK
        return Outcome(Listing(rows, len(rows)), status=status)

    @staticmethod
    def _team_file(context: Context) -> TeamFile:
        from clerk_cli.packages import team_file

        directory = context.environment.directory
        path = team_file.find(directory)
        if path is None:
            raise UsageError(
                f"no team file in {directory} or above it",
                hint=f"Write clerk.toml, for example:\n{team_file.EXAMPLE}",
            )
        return team_file.load(path)

    def _changes(self, team: TeamFile, context: Context) -> list[Change]:
        from clerk_cli.packages import sync
        from clerk_cli.packages.team_names import unknown_names

        changes = sync.changes(team, context, exact=bool(self.exact))
        for problem in unknown_names(team, context):
            context.messages.warn(f"{team.path}: {problem}")
        return changes

    def _apply(self, team: TeamFile, changes: list[Change], context: Context) -> None:
        from clerk_cli.packages import installer, sync
        from clerk_cli.packages.verification import check_installed, check_uninstalled

        tool = installer.detect()
        sync.check_program(team, changes, tool, context)
        requirements = [change.requirement for change in changes if change.kind == sync.INSTALL]
        unlisted = [change.distribution for change in changes if change.kind == sync.REMOVE]
        commands = tool.change(requirements, unlisted) if requirements or unlisted else []
        self.warn_of_third_parties(requirements, context)
        for change in changes:
            if change.kind in (sync.ALIAS, sync.DEFAULT):
                context.messages.info(str(change))
        count = f"{len(changes)} changes" if len(changes) > 1 else "this change"
        if not self.run_installer(tool, commands, context, f"Make {count}?"):
            return
        check_installed(requirements)
        check_uninstalled(unlisted)
        self.mark_as_announced(requirements, context)
        sync.apply(changes, context)
        context.messages.success(f"Everything matches the team file ({len(changes)} changed).")
