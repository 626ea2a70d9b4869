"""The project file of a plugin that may not be installed."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

from clerk_cli.errors import ConfigError, UsageError
from clerk_cli.plugins import ENTRY_POINT_GROUP


def entry_points_of(folder: Path) -> list[EntryPoint]:
    """The plugins that a project declares.

    Args:
        folder: The folder with its ``pyproject.toml``.

    Raises:
        ConfigError: The file cannot be read, or is not TOML.
        UsageError: The project has no plugin.
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
    declared = [EntryPoint(name, str(module), ENTRY_POINT_GROUP) for name, module in points]
    if not declared:
        raise UsageError(
            f"{path} declares no plugin",
            hint=f'Add a table [project.entry-points."{ENTRY_POINT_GROUP}"], NAME = "package".',
        )
    return declared


def source_folder(folder: Path) -> Path:
    """Where the packages of a project are.

    Args:
        folder: The folder of the project.
    """
    source = folder / "src"
    return source if source.is_dir() else folder
