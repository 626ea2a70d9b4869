"""What a team shares: plugins, aliases and defaults, in ``clerk.toml`` or ``[tool.clerk]``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clerk_cli.errors import ConfigError
from clerk_cli.packages.requirements import distribution_name, short_name

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

    from clerk_cli.context import Context

FILE, PROJECT = "clerk.toml", "pyproject.toml"
TABLES = ("plugins", "aliases", "defaults")
EXAMPLE = '[plugins]\nusers = "*"'


@dataclass(frozen=True)
class TeamFile:
    """What a team shares.

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


def record(path: Path, versions: Mapping[str, str | None]) -> None:
    """Add plugins to a team file, or remove them; comments and layout stay.

    Args:
        path: The file; created if it does not exist.
        versions: The versions that the team wants, by distribution; None to remove one.

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
    for distribution, version in versions.items():
        # The spelling of the name stays as the team wrote it.
        names = [name for name in table if distribution_name(name) == distribution]
        if version is None:
            for name in names:
                del table[name]
        else:
            table[names[0] if names else short_name(distribution)] = version
    write_text(path, tomlkit.dumps(document), private=False)


def save(versions: Mapping[str, str | None], context: Context) -> None:
    """Write plugins into the nearest team file, or a new one, and tell the user where."""
    directory = context.environment.directory
    path = find(directory) or directory / FILE
    record(path, versions)
    context.messages.info(f"Wrote {path}.")


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
