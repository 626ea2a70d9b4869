"""From what a team wants to what has to change here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clerk_cli.config import aliases, profiles
from clerk_cli.config.masking import is_secret
from clerk_cli.config.settings import check_value
from clerk_cli.errors import ConfigError, UsageError
from clerk_cli.packages.inventory import version_of
from clerk_cli.packages.requirements import Requirement, distribution_name, requirement
from clerk_cli.packages.team_file import TeamFile

if TYPE_CHECKING:
    from clerk_cli.context import Context

INSTALL, REMOVE, ALIAS, DEFAULT = "install", "remove", "alias", "default"
KEYS = ("sk_live_", "sk_test_")
"""How Clerk's secret keys begin, whatever setting they stand in."""


@dataclass(frozen=True)
class Change:
    """One difference between what is and what a team wants.

    Args:
        kind: ``install``, ``remove``, ``alias`` or ``default``.
        name: What it is about.
        present: What is there now; empty for nothing.
        wanted: What a team wants; empty for nothing.
    """

    kind: str
    name: str
    present: str
    wanted: str

    @property
    def requirement(self) -> Requirement:
        """What an installer is asked for."""
        return requirement(self.name + _clauses(self.wanted))

    def __str__(self) -> str:
        before = f" (now: {self.present})" if self.present else ""
        return f"{self.kind} {self.name} = {self.wanted}{before}"


def changes(team: TeamFile, context: Context, *, exact: bool) -> list[Change]:
    """Everything that is not as a team wants it.

    Args:
        team: The wishes.
        context: What is there.
        exact: Whether plugins that the team does not name are to go.

    Raises:
        ConfigError: The file holds a secret, a command, or what could never work.
    """
    try:
        found = [*_missing(team), *(_superfluous(team, context) if exact else ())]
        return [*found, *_aliases(team, context), *_defaults(team, context)]
    except UsageError as error:
        raise ConfigError(f"{team.path}: {error.message}", hint=error.hint) from error


def apply(settings: list[Change], context: Context) -> None:
    """Write aliases and defaults as a team wants them."""
    wanted = {change.name: change.wanted for change in settings if change.kind == ALIAS}
    if wanted:
        with aliases.edit(context.paths.aliases) as table:
            table.update(wanted)
    defaults = [change for change in settings if change.kind == DEFAULT]
    if defaults:
        with profiles.edit(context.paths.profiles) as file:
            for change in defaults:
                file.set(profiles.GLOBAL, change.name, change.wanted)


def satisfied(version: str, wanted: str) -> bool:
    """Whether an installed version, empty for none, is one that is wanted.

    Raises:
        UsageError: What is wanted is no version.
    """
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        allowed = SpecifierSet(_clauses(wanted))
    except InvalidSpecifier:
        raise UsageError(
            f'"{wanted}" is no version', hint='Use "*", "1.2.3" or ">=1.2,<2".'
        ) from None
    return bool(version) and allowed.contains(version, prereleases=True)


def _clauses(wanted: str) -> str:
    """The versions that are wanted as an installer reads them: ``1.2`` means exactly that."""
    text = wanted.strip()
    if text in ("", "*"):
        return ""
    return text if text[0] in "=<>!~" else f"=={text}"


def _missing(team: TeamFile) -> Iterator[Change]:
    for name, version in team.plugins.items():
        change = Change(INSTALL, name, version_of(distribution_name(name)), version)
        if not change.requirement.name:
            raise UsageError(
                f'"{name}" is a file or an address, and everybody has their own',
                hint="Name the distribution, such as clerk-cli-weather.",
            )
        if not satisfied(change.present, version):
            yield change


def _superfluous(team: TeamFile, context: Context) -> Iterator[Change]:
    named = {distribution_name(name) for name in team.plugins}
    for record in context.plugins.statuses:
        plugin_id = record.plugin_id
        if plugin_id.distribution and distribution_name(plugin_id.distribution) not in named:
            yield Change(REMOVE, plugin_id.distribution, plugin_id.version, "")


def _aliases(team: TeamFile, context: Context) -> Iterator[Change]:
    own = aliases.load(context.paths.aliases)
    for name, command in team.aliases.items():
        aliases.check_name(name)
        aliases.check_free(name, context.words)
        aliases.command_words(name, command)
        if any(key in command for key in KEYS):
            raise UsageError(f'the alias "{name}" holds a secret key', hint="Take it out.")
        if own.get(name) != command:
            yield Change(ALIAS, name, own.get(name, ""), command)


def _defaults(team: TeamFile, context: Context) -> Iterator[Change]:
    file = profiles.ProfilesFile.load(context.paths.profiles)
    known = {setting.key: setting for setting in context.plugins.settings}
    for key, value in team.defaults.items():
        _refuse_what_is_not_to_share(key, value, team, context)
        if key in known:
            check_value(known[key], value)
        present = file.get_global(key)
        if present != value:
            yield Change(DEFAULT, key, present or "", value)


def _refuse_what_is_not_to_share(key: str, value: str, team: TeamFile, context: Context) -> None:
    """A file that everybody gets with the code holds no secret, and nothing that would be run."""
    if is_secret(key, context.plugins.settings) or value.startswith(KEYS):
        raise ConfigError(
            f"{team.path}: {key} is a secret and does not belong in a file that a team shares",
            hint=f"Take it out. Everybody stores their own: clerk config set {key}",
        )
    if value.startswith("!"):
        raise ConfigError(
            f"{team.path}: {key} is a command, which a file that a team shares cannot hold",
            hint=f"Take it out. Everybody who wants it runs: clerk config set {key} --type=command",
        )
