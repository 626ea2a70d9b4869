"""The differences between a team file and this environment, and how they are applied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clerk_cli.config import aliases, profiles
from clerk_cli.config.setting_values import check_value
from clerk_cli.errors import ConfigError, UsageError
from clerk_cli.packages.inventory import version_of
from clerk_cli.packages.requirements import Requirement, distribution_name, parse_requirement
from clerk_cli.packages.team_file import TeamFile
from clerk_cli.packages.team_rules import check_alias, check_default

if TYPE_CHECKING:
    from clerk_cli.context import Context

INSTALL, REMOVE, ALIAS, DEFAULT = "install", "remove", "alias", "default"


@dataclass(frozen=True)
class Change:
    """One difference between this environment and the team file.

    Args:
        kind: ``install``, ``remove``, ``alias`` or ``default``.
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
        return parse_requirement(self.name + _clauses(self.wanted))

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
        plugins = [*_missing(team), *(_unlisted(team, context) if exact else ())]
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


def satisfied(version: str, wanted: str) -> bool:
    """Whether an installed version, empty for none, is one of those that are wanted.

    Raises:
        UsageError: What is wanted is not a valid version.
    """
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        allowed = SpecifierSet(_clauses(wanted))
    except InvalidSpecifier:
        raise UsageError(
            f'"{wanted}" is not a valid version', hint='Use "*", "1.2.3" or ">=1.2,<2".'
        ) from None
    return bool(version) and allowed.contains(version, prereleases=True)


def _clauses(wanted: str) -> str:
    """Versions as an installer reads them: ``1.2`` means exactly that."""
    text = wanted.strip()
    if text in ("", "*"):
        return ""
    return text if text[0] in "=<>!~" else f"=={text}"


def _missing(team: TeamFile) -> Iterator[Change]:
    for name, version in team.plugins.items():
        change = Change(INSTALL, name, version_of(distribution_name(name)), version)
        if not change.requirement.name:
            raise UsageError(
                f'"{name}" is a path or a URL, which a team cannot share',
                hint="Name the distribution, such as clerk-cli-weather.",
            )
        if not satisfied(change.present, version):
            yield change


def _unlisted(team: TeamFile, context: Context) -> Iterator[Change]:
    listed = {distribution_name(name) for name in team.plugins}
    for status in context.plugins.statuses:
        plugin_id = status.plugin_id
        if plugin_id.distribution and distribution_name(plugin_id.distribution) not in listed:
            yield Change(REMOVE, plugin_id.distribution, plugin_id.version, "")


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
