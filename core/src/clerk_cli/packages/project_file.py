"""The project file of a plugin that may not be installed."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

from clerk_cli.errors import ConfigError, UsageError
from clerk_cli.plugins import ENTRY_POINT_GROUP
from clerk_cli.plugins.discovery import InstalledEntryPoint
from clerk_cli.plugins.status import PluginId


def entry_points_of(folder: Path) -> list[InstalledEntryPoint]:
    """The plugins that a project declares.

    Args:
        folder: The folder with its ``pyproject.toml``.

    Raises:
        ConfigError: The file cannot be read, or is not TOML.
        UsageError: The project has no plugin, or one without a module.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    path = folder / "pyproject.toml"
    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8")).unwrap()
    except (FileNotFoundError, NotADirectoryError):
        problem = "has no pyproject.toml" if folder.is_dir() else "is not a folder"
        raise UsageError(f"{folder} {problem}") from None
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}") from error
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from error
    table = document.get("project", {})
    for name in ("entry-points", ENTRY_POINT_GROUP):
        table = table.get(name, {}) if isinstance(table, dict) else {}
    points = table.items() if isinstance(table, dict) else ()
    project = document.get("project", {})
    headers = project if isinstance(project, dict) else {}
    distribution, version = str(headers.get("name", "")), str(headers.get("version", ""))
    declared = [
        _entry_point(EntryPoint(name, str(module), ENTRY_POINT_GROUP), distribution, version)
        for name, module in points
    ]
    if not declared:
        raise UsageError(
            f"{path} declares no plugin",
            hint=f'Add a table [project.entry-points."{ENTRY_POINT_GROUP}"], NAME = "package".',
        )
    return declared


def _entry_point(point: EntryPoint, distribution: str, version: str) -> InstalledEntryPoint:
    """An entry point as if the project were installed.

    Raises:
        UsageError: It does not name a module.
    """
    if not point.pattern.match(point.value):
        raise UsageError(f'the plugin "{point.name}": "{point.value}" is not a valid module')
    plugin_id = PluginId(point.name, distribution, version)
    return InstalledEntryPoint(point.name, point.module, plugin_id, point.load)


def source_folder(folder: Path) -> Path:
    """Where the packages of a project are.

    Args:
        folder: The folder of the project.
    """
    source = folder / "src"
    return source if source.is_dir() else folder
