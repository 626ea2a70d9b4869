"""Names in a team file that mean nothing here: settings that nobody reads, missing commands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from clerk_cli.config import alias_expansion, aliases
from clerk_cli.config.unknown_setting import why_unknown
from clerk_cli.errors import UsageError
from clerk_cli.packages.inventory import version_of
from clerk_cli.packages.requirements import Requirement
from clerk_cli.packages.team_file import TeamFile, requirement_of
from clerk_cli.plugins.missing import missing_plugin
from clerk_cli.plugins.official import PREFIX

if TYPE_CHECKING:
    from clerk_cli.context import Context


def unknown_names(team: TeamFile, context: Context) -> Iterator[str]:
    """What is wrong with each default and alias, beginning with its key.

    What a plugin may bring that the file lists and that is not installed yet is not known.

    Args:
        team: The team file, whose entries may be shared.
        context: The environment.
    """
    listed = [entry for name in team.plugins if (entry := requirement_of(name))]
    if any(entry.name and not entry.official and not version_of(entry.name) for entry in listed):
        return
    yield from _defaults(team, context)
    yield from _aliases(team, listed, context)


def _defaults(team: TeamFile, context: Context) -> Iterator[str]:
    keys = {setting.key for setting in context.plugins.settings}
    for key in team.defaults:
        if key not in keys:
            yield f'[defaults] "{key}" {why_unknown(key, keys)}'


def _aliases(team: TeamFile, listed: list[Requirement], context: Context) -> Iterator[str]:
    coming = {name for entry in listed for name in entry.plugins if not version_of(name)}
    table = {**aliases.load(context.paths.aliases), **team.aliases}
    for name, command in team.aliases.items():
        words = alias_expansion.command_words(name, command)
        first = aliases.first_command_word(words).lower()
        if first in table:
            continue
        missing = missing_plugin(first, context.program.words, context.plugins.statuses)
        if missing is None:
            problem = _problem(words, context)
        else:
            is_coming = f"{PREFIX}{missing.name}" in coming
            problem = "" if is_coming else missing.message
        if problem:
            yield f'[aliases] "{name}": {problem}'


def _problem(words: list[str], context: Context) -> str:
    """Why a command cannot work, whatever its arguments are; empty if it can."""
    try:
        context.program.check_line(words)
    except UsageError as error:
        hint = f"; {error.hint.splitlines()[0]}" if error.hint else ""
        return f"{error.message}{hint}"
    return ""
