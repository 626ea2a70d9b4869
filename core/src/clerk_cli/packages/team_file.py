"""Team files: plugins, aliases and defaults, in ``clerk.toml`` or ``[tool.clerk]``."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clerk_cli.errors import ConfigError, UsageError
from clerk_cli.packages.requirements import Requirement, parse_requirement
from clerk_cli.packages.versions import clauses

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

    from clerk_cli.context import Context

FILE, PROJECT = "clerk.toml", "pyproject.toml"
TABLES = ("plugins", "aliases", "defaults")
EXAMPLE = '[plugins]\nusers = "*"'


@dataclass(frozen=True)
class TeamFile:
    """Team files.

    Args:
        path: The file.
        plugins: Versions by name, such as ``{"users": "==0.1.0"}``; ``*`` is any.
        aliases: Commands by alias.
        defaults: Values of settings for everybody.
    """

    path: Path
    plugins: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)


def find(directory: Path) -> Path | None:
    """The nearest team file, in a folder or above it, like ``.env``.

    Raises:
        ConfigError: A ``pyproject.toml`` on the way is not valid TOML, or cannot be read.
    """
    for folder in (directory, *directory.parents):
        if _is_there(folder / FILE):
            return folder / FILE
        project = folder / PROJECT
        if _is_there(project) and _section(_parse(project).unwrap(), project) is not None:
            return project
    return None


def load(path: Path) -> TeamFile:
    """Read a team file.

    Raises:
        ConfigError: It is not valid TOML, or has another structure.
    """
    table = _section(_parse(path).unwrap(), path)
    if not isinstance(table, Mapping):
        raise ConfigError(f"{path}: [tool.clerk] must be a table", hint=f"For example:\n{EXAMPLE}")
    for name in table:
        if name not in TABLES:
            raise ConfigError(
                f"{path}: unknown table [{name}]", hint=f"Use one of {', '.join(TABLES)}."
            )
    return TeamFile(path, *(_strings(table, name, path) for name in TABLES))


def record(path: Path, versions: Mapping[str, str], removed: Collection[str] = ()) -> None:
    """Add plugins to a team file, or remove them; comments and layout stay.

    Args:
        path: The file; created if it does not exist.
        versions: The versions that the team wants, by plugin or distribution.
        removed: The distributions that the team no longer wants.

    Raises:
        ConfigError: The file cannot be read or written.
    """
    import tomlkit

    from clerk_cli.config.files import write_text

    document = _parse(path) if os.path.lexists(path) else tomlkit.document()
    parent: Any = document
    if path.name == PROJECT:
        parent = document.setdefault("tool", tomlkit.table(is_super_table=True))
        parent = parent.setdefault("clerk", tomlkit.table(is_super_table=True))
    table = parent.setdefault("plugins", tomlkit.table())
    # The spelling of a name stays as the team wrote it.
    written = {name: requirement_of(name) for name in table}
    for name, version in versions.items():
        names = [key for key in written if _team_name(key) == _team_name(name)]
        table[names[0] if names else _team_name(name)] = version
    for name, entry in written.items():
        # An extra that has other plugins as well, such as "all", stays.
        if entry and entry.contents and set(entry.contents) <= set(removed):
            del table[name]
    write_text(path, tomlkit.dumps(document), private=False)


def save(versions: Mapping[str, str], context: Context, removed: Collection[str] = ()) -> None:
    """Write plugins into the nearest team file, or a new one, and tell the user where."""
    if not versions and not removed:
        return
    directory = context.environment.directory
    path = find(directory) or directory / FILE
    record(path, versions, removed)
    context.messages.info(f"Wrote {path}.")


def wanted_version(requirement: Requirement, directory: Path) -> str | None:
    """The version that the nearest team file has for a plugin; None if it does not list it."""
    path = find(directory)
    listed = load(path).plugins if path else {}
    names = {_team_name(name): version for name, version in listed.items()}
    return names.get(requirement.team_name)


def as_team_wants(requirements: list[Requirement], directory: Path) -> list[Requirement]:
    """Requirements with the versions of the nearest team file, where they have none themselves.

    Args:
        requirements: What is to be installed or updated.
        directory: The working directory.

    Raises:
        ConfigError: The team file cannot be read.
    """
    if all(requirement.official or requirement.version for requirement in requirements):
        return requirements
    path = find(directory)
    listed = load(path).plugins if path else {}
    entries = [(requirement_of(name), version) for name, version in listed.items()]
    wanted = {entry.name: clauses(version) for entry, version in entries if entry}
    return [
        replace(entry, text=entry.text + wanted[entry.name], version=wanted[entry.name])
        if entry.name in wanted and not entry.official and not entry.version
        else entry
        for entry in requirements
    ]


def requirement_of(name: str) -> Requirement | None:
    """The requirement behind a name in a team file; None for one that is not valid."""
    try:
        return parse_requirement(name)
    except UsageError:
        return None


def _team_name(name: str) -> str:
    entry = requirement_of(name)
    return entry.team_name if entry else name


def _is_there(path: Path) -> bool:
    """Whether there is something other than a folder: what is not a file is named, not skipped."""
    return os.path.lexists(path) and not path.is_dir()


def _parse(path: Path) -> TOMLDocument:
    import tomlkit
    from tomlkit.exceptions import ParseError

    from clerk_cli.config.program_files import read_program_file

    text = read_program_file(path, of_anybody=True)
    if text is None:
        raise ConfigError(f"cannot read {path}: it does not exist")
    try:
        return tomlkit.parse(text)
    except ParseError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from None


def _section(document: Mapping[str, Any], path: Path) -> Any:
    """The part of a file that is for clerk; None if a project file has none."""
    if path.name != PROJECT:
        return document
    tool = document.get("tool")
    return tool.get("clerk") if isinstance(tool, Mapping) else None


def _strings(table: Mapping[str, Any], name: str, path: Path) -> dict[str, str]:
    members = table.get(name, {})
    if not isinstance(members, dict) or not all(isinstance(v, str) for v in members.values()):
        raise ConfigError(
            f"{path}: [{name}] must be a table of strings", hint=f"For example:\n{EXAMPLE}"
        )
    return dict(members)
