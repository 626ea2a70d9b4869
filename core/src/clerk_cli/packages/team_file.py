"""What a team shares: plugins, aliases and defaults, in ``clerk.toml`` or ``[tool.clerk]``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clerk_cli.errors import ConfigError

FILE, PROJECT = "clerk.toml", "pyproject.toml"
TABLES = ("plugins", "aliases", "defaults")
EXAMPLE = '[plugins]\nusers = "*"'


@dataclass(frozen=True)
class TeamFile:
    """The wishes of a team.

    Args:
        path: Where they stand.
        plugins: Versions by name, such as ``{"users": "==0.1.0"}``; ``*`` is any.
        aliases: Commands by alias.
        defaults: Values of settings.
    """

    path: Path
    plugins: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)


def find(directory: Path) -> Path | None:
    """The nearest team file, in a folder or above it, like ``.env``."""
    for folder in (directory, *directory.parents):
        if (folder / FILE).is_file():
            return folder / FILE
        project = folder / PROJECT
        if project.is_file() and "clerk" in (_parse(project).get("tool") or {}):
            return project
    return None


def load(path: Path) -> TeamFile:
    """What a team file says.

    Raises:
        ConfigError: It is no TOML, or has another shape.
    """
    table = _section(_parse(path), path)
    for name in table:
        if name not in TABLES:
            raise ConfigError(
                f"{path}: there is no table [{name}]", hint=f"There are {', '.join(TABLES)}."
            )
    return TeamFile(path, *(_texts(table, name, path) for name in TABLES))


def record(path: Path, name: str, version: str | None) -> None:
    """Write a plugin into a team file, or take it out; comments and layout stay.

    Args:
        path: The file; made if it is not there.
        name: The plugin.
        version: The version that the team wants; None to take it out.

    Raises:
        ConfigError: The file cannot be read or written.
    """
    import tomlkit

    from clerk_cli.config.files import locked, write_text

    with locked(path):
        document = tomlkit.parse(path.read_text(encoding="utf-8") if path.exists() else "")
        above = document
        if path.name == PROJECT:
            above = document.setdefault("tool", tomlkit.table(is_super_table=True))
            above = above.setdefault("clerk", tomlkit.table(is_super_table=True))
        table = above.setdefault("plugins", tomlkit.table())
        if version is None:
            table.pop(name, None)
        else:
            table[name] = version
        write_text(path, tomlkit.dumps(document))


def _parse(path: Path) -> Mapping[str, Any]:
    import tomlkit
    from tomlkit.exceptions import ParseError

    try:
        return tomlkit.parse(path.read_text(encoding="utf-8")).unwrap()
    except ParseError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read {path}: {error}") from error


def _section(document: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    if path.name != PROJECT:
        return document
    section: Mapping[str, Any] = (document.get("tool") or {}).get("clerk") or {}
    return section


def _texts(table: Mapping[str, Any], name: str, path: Path) -> dict[str, str]:
    given = table.get(name, {})
    if not isinstance(given, dict) or not all(isinstance(each, str) for each in given.values()):
        raise ConfigError(f"{path}: [{name}] must hold texts", hint=f"For example:\n{EXAMPLE}")
    return dict(given)
