"""Single-file plugins: the files of a folder that the user names, each one a manifest.

Each folder is a package of its own, so that no file can hide a module of Python or of a library,
and none is hidden by one. Nothing is written into the folder, as Python does with bytecode.
"""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING

from clerk_cli.errors import PluginError
from clerk_cli.plugins.discovery import NAME, InstalledEntryPoint
from clerk_cli.plugins.status import FOLDER_PACKAGE, PluginId
from clerk_cli.startup.locations import PLUGIN_SUFFIX, plugin_files

if TYPE_CHECKING:
    from types import CodeType, ModuleType

    from clerk_cli.plugins.loading import EntryPoint


def problem_with(folder: str) -> str:
    """Why a folder cannot have plugins; empty if it can.

    Args:
        folder: Its path.
    """
    path = Path(folder)
    if not path.is_absolute():
        return f'must be an absolute path, not "{folder}"'
    try:
        if not path.is_dir():
            return f"{folder} {'is not a folder' if path.exists() else 'does not exist'}"
    except (OSError, ValueError):
        return f"{folder} cannot be read"
    return "" if os.access(folder, os.R_OK | os.X_OK) else f"{folder} cannot be read"


def entry_points_in(folder: str, distrust: Callable[[str], str]) -> list[EntryPoint]:
    """The plugins of a folder, whose modules can be imported from now on.

    Args:
        folder: Its path.
        distrust: Returns why somebody else could have written a file; empty where nobody could.

    Raises:
        OSError: The folder cannot be read.
    """
    return [entry_point(Path(folder) / name, distrust) for name in plugin_files(folder)]


def entry_point(path: Path, distrust: Callable[[str], str]) -> EntryPoint:
    """The plugin of a file.

    Args:
        path: The file.
        distrust: Returns why somebody else could have written it; empty where nobody could.
    """
    name = path.name.removesuffix(PLUGIN_SUFFIX)
    module = f"{_make_importable(path.parent, distrust)}.{name}"
    plugin_id = PluginId(name, path=str(path))
    return InstalledEntryPoint(name, module, plugin_id, partial(_load, module, path))


def _make_importable(folder: Path, distrust: Callable[[str], str]) -> str:
    """Let the modules of a folder be imported; returns the name of their package."""
    package = f"{FOLDER_PACKAGE}{zlib.crc32(os.fsencode(folder)):08x}"
    finders = [finder for finder in sys.meta_path if isinstance(finder, _Finder)]
    if not any(finder.package == package for finder in finders):
        sys.meta_path.append(_Finder(package, folder, distrust))
    return package


def _load(module: str, path: Path) -> ModuleType:
    name = path.name.removesuffix(PLUGIN_SUFFIX)
    if not path.is_file():
        raise PluginError("it is a broken link, or not a file")
    if not NAME.fullmatch(name) or "." in name:
        raise PluginError(f'"{name}" is not a valid plugin name; rename the file')
    return import_module(module)


class _SourceLoader(SourceFileLoader):
    """Compiles a file each time: bytecode of a file that was just edited could be out of date.

    Args:
        name: The module.
        path: The file.
        distrust: Returns why somebody else could have written it; empty where nobody could.
    """

    def __init__(self, name: str, path: str, distrust: Callable[[str], str]) -> None:
        super().__init__(name, path)
        self._distrust = distrust

    def get_code(self, fullname: str) -> CodeType:
        """Compile the file, unless somebody else could have written it."""
        path = self.get_filename(fullname)
        if reason := self._distrust(path):
            raise PluginError(f"refusing to use {path}: {reason}")
        code: CodeType = self.source_to_code(self.get_data(path), path)
        return code


class _Finder:
    """Finds the package of a folder, and its modules.

    Args:
        package: The name of the package.
        folder: The folder.
        distrust: Returns why somebody else could have written a file; empty where nobody could.
    """

    def __init__(self, package: str, folder: Path, distrust: Callable[[str], str]) -> None:
        self.package = package
        self._folder = folder
        self._distrust = distrust

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The specification of a module; None for one that is elsewhere."""
        if name == self.package:
            return ModuleSpec(name, None, is_package=True)
        package, _, module = name.rpartition(".")
        file = self._folder / f"{module}{PLUGIN_SUFFIX}"
        if package != self.package or not file.is_file():
            return None
        loader = _SourceLoader(name, str(file), self._distrust)
        return spec_from_file_location(name, file, loader=loader)
