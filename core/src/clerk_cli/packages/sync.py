"""From what a team wants to what has to change here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clerk_cli.config import aliases, profiles
from clerk_cli.config.masking import is_secret
from clerk_cli.errors import ConfigError
from clerk_cli.packages.inventory import distribution_name, installed, requirement
from clerk_cli.packages.team_file import TeamFile

if TYPE_CHECKING:
    from clerk_cli.context import Context

INSTALL, REMOVE, ALIAS, DEFAULT = "install", "remove", "alias", "default"
_CLAUSE = re.compile(r"(==|!=|<=|>=|<|>|~=)\s*([0-9][^,\s]*)")


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


def changes(team: TeamFile, context: Context, *, exact: bool) -> list[Change]:
    """Everything that is not as a team wants it.

    Args:
        team: The wishes.
        context: What is there.
        exact: Whether plugins that the team does not name are to go.

    Raises:
        ConfigError: The file holds a secret, or a version that is none.
    """
    found = [
        Change(INSTALL, requirement(_asked(name, version)), _version(name), version)
        for name, version in team.plugins.items()
        if not satisfied(_version(name), version)
    ]
    if exact:
        named = {distribution_name(name) for name in team.plugins}
        found += [
            Change(REMOVE, record.origin.distribution, record.origin.version, "")
            for record in context.plugins.records
            if record.origin.distribution and record.origin.distribution not in named
        ]
    return found + _aliases(team, context) + _defaults(team, context)


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
                file.set("", change.name, change.wanted)


def satisfied(version: str, wanted: str) -> bool:
    """Whether an installed version, empty for none, is one that is wanted.

    Raises:
        ConfigError: What is wanted is no version.
    """
    if not version:
        return False
    if wanted.strip() in ("", "*"):
        return True
    text = wanted if wanted.lstrip()[:1] in "=<>!~" else f"=={wanted}"
    clauses = _CLAUSE.findall(text)
    if not clauses or _CLAUSE.sub("", text).strip(", "):
        raise ConfigError(f'"{wanted}" is no version', hint='Use "*", "1.2.3" or ">=1.2,<2".')
    return all(_holds(_parts(version), sign, _parts(limit)) for sign, limit in clauses)


def _holds(version: tuple[int, ...], sign: str, limit: tuple[int, ...]) -> bool:
    if sign == "~=":
        return version >= limit and version[: len(limit) - 1] == limit[:-1]
    width = max(len(version), len(limit))
    one, other = (each + (0,) * (width - len(each)) for each in (version, limit))
    return {
        "==": one == other, "!=": one != other, "<": one < other,
        ">": one > other, "<=": one <= other, ">=": one >= other,
    }[sign]  # fmt: skip


def _parts(version: str) -> tuple[int, ...]:
    """The numbers of a version; what follows them, such as ``rc1``, does not count."""
    found = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(int(part) for part in found[0].split(".")) if found else ()


def _asked(name: str, version: str) -> str:
    wanted = version.strip()
    if wanted in ("", "*"):
        return name
    return name + (wanted if wanted[0] in "=<>!~" else f"=={wanted}")


def _version(name: str) -> str:
    found = installed(distribution_name(name))
    return found.version if found else ""


def _aliases(team: TeamFile, context: Context) -> list[Change]:
    own = aliases.load(context.paths.aliases)
    return [
        Change(ALIAS, name, own.get(name, ""), command)
        for name, command in team.aliases.items()
        if own.get(name) != command
    ]


def _defaults(team: TeamFile, context: Context) -> list[Change]:
    found = []
    file = profiles.ProfilesFile.load(context.paths.profiles)
    for key, value in team.defaults.items():
        if is_secret(key, context.plugins.settings):
            raise ConfigError(
                f"{team.path}: {key} is a secret and does not belong in a file that a team shares",
                hint=f"Everybody stores their own: clerk config set {key}",
            )
        present = file.get_global(key)
        if present != value:
            found.append(Change(DEFAULT, key, present or "", value))
    return found
