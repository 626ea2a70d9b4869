"""The differences between a team file and this environment, and how they are applied."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clerk_cli import __version__
from clerk_cli.config import aliases, profiles
from clerk_cli.config.setting_values import check_value
from clerk_cli.errors import ClerkError, ConfigError, UsageError
from clerk_cli.packages.extras import ALL, PROGRAM, are_installed
from clerk_cli.packages.inventory import version_of
from clerk_cli.packages.requirements import (
    Requirement,
    normalized_name,
    parse_requirement,
    require_name,
)
from clerk_cli.packages.team_file import TeamFile
from clerk_cli.packages.team_rules import check_alias, check_default
from clerk_cli.packages.verification import is_met
from clerk_cli.packages.versions import clauses, satisfied, together
from clerk_cli.plugins.official import OFFICIAL

if TYPE_CHECKING:
    from clerk_cli.context import Context
    from clerk_cli.packages.installer import Installer

INSTALL, REMOVE, ALIAS, DEFAULT = "install", "remove", "alias", "default"
PROGRAM_VERSION = "clerk"
OURS = f"=={__version__}"
_OPERATOR = re.compile("[=<>!~]")


@dataclass(frozen=True)
class Change:
    """One difference between this environment and the team file.

    Args:
        kind: ``install``, ``remove``, ``alias``, ``default``, or ``clerk`` for the program itself.
        name: The plugin, alias or setting.
        present: Its version or value now; empty for none.
        wanted: That of the team file; empty for none.
    """

    kind: str
    name: str
    present: str
    wanted: str

    @property
    def requirement(self) -> Requirement:
        """The requirement for an installer."""
        return parse_requirement(self.name + clauses(self.wanted))

    @property
    def distribution(self) -> str:
        """The distribution to remove."""
        return normalized_name(self.name)

    def __str__(self) -> str:
        before = f" (now: {self.present})" if self.present else ""
        return f"{self.kind} {self.name} = {self.wanted}{before}"


def changes(team: TeamFile, context: Context, *, exact: bool) -> list[Change]:
    """Everything that differs from the team file.

    Args:
        team: The team file.
        context: The environment.
        exact: Whether plugins that the team file does not list are removed.

    Raises:
        ConfigError: The file has a secret, a command, or an invalid value.
    """
    try:
        plugins = dict.fromkeys(_plugins(team, context, exact=exact))
        return [*plugins, *_aliases(team, context), *_defaults(team, context)]
    except UsageError as error:
        raise ConfigError(f"{team.path}: {error.message}", hint=error.hint) from error


def apply(changes: list[Change], context: Context) -> None:
    """Write the aliases and defaults of a team file."""
    commands = {change.name: change.wanted for change in changes if change.kind == ALIAS}
    if commands:
        with aliases.edit(context.paths.aliases) as table:
            table.update(commands)
    defaults = [change for change in changes if change.kind == DEFAULT]
    if defaults:
        with profiles.edit(context.paths.profiles) as file:
            for change in defaults:
                file.set(profiles.GLOBAL, change.name, change.wanted)


def check_program(
    team: TeamFile, changes: list[Change], installer: Installer, context: Context
) -> None:
    """Refuse to continue if the team wants another version of the program, and say how to get it.

    Args:
        team: The team file.
        changes: What differs from it.
        installer: That of this environment.
        context: The environment.

    Raises:
        ClerkError: The team wants another version; a running program does not replace itself.
    """
    wanted = [change.wanted for change in changes if change.kind == PROGRAM_VERSION]
    if not wanted:
        return
    plugin_ids = (status.plugin_id for status in context.plugins.statuses)
    present = {plugin_id.name for plugin_id in plugin_ids if plugin_id.official}
    extras = [ALL] if present.issuperset(OFFICIAL) else sorted(present)
    command = installer.change_program(wanted[0], extras)
    raise ClerkError(
        f"{team.path} requires clerk {wanted[0]}, but this is {__version__}",
        hint=f"Run: {shlex.join(command)}\nThen run clerk plugins sync again.",
    )


def _plugins(team: TeamFile, context: Context, *, exact: bool) -> Iterator[Change]:
    """The plugins that are missing, have another version, or are not listed."""
    listed: set[str] = set()
    pins: list[str] = []
    for name, wanted in team.plugins.items():
        if normalized_name(name) == PROGRAM:
            pins.append(wanted)
            continue
        requirement = parse_requirement(name)
        require_name(requirement, "Use the distribution name, such as clerk-cli-weather.")
        if _OPERATOR.search(name):
            plain = _OPERATOR.split(name)[0].strip()
            raise UsageError(
                f'"{name}" has a version in its name',
                hint=f'Write it after the name, such as: {plain} = ">=2"',
            )
        listed.update(requirement.plugins)
        if requirement.official:
            pins.append(wanted)
            yield from _official(name, requirement, wanted)
        else:
            change = Change(INSTALL, name, version_of(requirement.name), wanted)
            if not is_met(change.requirement):
                yield change
    yield from _program(pins)
    for status in context.plugins.statuses:
        plugin_id = status.plugin_id
        distribution = normalized_name(plugin_id.distribution)
        if not distribution or distribution in listed:
            continue
        if exact:
            yield Change(REMOVE, plugin_id.distribution, plugin_id.version, "")
        elif plugin_id.is_outdated:
            yield Change(INSTALL, plugin_id.name, plugin_id.version, OURS)


def _official(name: str, requirement: Requirement, wanted: str) -> Iterator[Change]:
    """What differs for an official plugin or an extra, which have the version of the program."""
    if not satisfied(__version__, wanted):
        return  # The program differs, and the plugin with it.
    present = version_of(requirement.plugins[0]) if len(requirement.plugins) == 1 else ""
    others = [version_of(plugin) for plugin in requirement.plugins]
    if any(version != __version__ for version in others):
        yield Change(INSTALL, name, present, OURS if present else wanted)
    elif not are_installed(requirement.name, requirement.extras):
        yield Change(INSTALL, name, present, wanted)


def _program(pins: list[str]) -> Iterator[Change]:
    """What differs for the program: the versions of official plugins hold for it together."""
    wanted = together(pins)
    if not satisfied(__version__, wanted):
        yield Change(PROGRAM_VERSION, PROGRAM, __version__, wanted)


def _aliases(team: TeamFile, context: Context) -> Iterator[Change]:
    present = aliases.load(context.paths.aliases)
    for name, command in team.aliases.items():
        check_alias(name, command, {**present, **team.aliases}, context.program.words)
        if present.get(name) != command:
            yield Change(ALIAS, name, present.get(name, ""), command)


def _defaults(team: TeamFile, context: Context) -> Iterator[Change]:
    file = profiles.ProfilesFile.load(context.paths.profiles)
    settings = {setting.key: setting for setting in context.plugins.settings}
    formats = context.plugins.formats
    for key, value in team.defaults.items():
        check_default(key, value, context.plugins.settings)
        if key in settings:
            check_value(settings[key], value, formats)
        # What could not be written must not come up once the plugins are installed.
        profiles.ProfilesFile("", context.paths.profiles).set(profiles.GLOBAL, key, value)
        present = file.get_global(key)
        if present != value:
            yield Change(DEFAULT, key, present or "", value)
