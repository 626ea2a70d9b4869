"""Manifests of plugins: finding their entry points, and importing one that fits this program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from clerk_cli import __version__
from clerk_cli.errors import PluginError
from clerk_cli.plugins import ENTRY_POINT_GROUP, PLUGIN_API_VERSION
from clerk_cli.plugins.status import PluginId

if TYPE_CHECKING:
    from types import ModuleType


class EntryPoint(Protocol):
    """An entry point: the name of a plugin, and a manifest to import."""

    @property
    def name(self) -> str:
        """The name of the plugin."""

    @property
    def module(self) -> str:
        """The manifest."""

    def load(self) -> ModuleType:
        """Import the manifest."""


def installed_entry_points() -> Iterable[EntryPoint]:
    """The entry points of the installed distributions."""
    from importlib.metadata import entry_points

    return entry_points(group=ENTRY_POINT_GROUP)


def plugin_id_of(point: EntryPoint) -> PluginId:
    """The distribution behind an entry point."""
    plugin_id: PluginId | None = getattr(point, "plugin_id", None)
    if plugin_id is not None:
        return plugin_id
    distribution = getattr(point, "dist", None)
    if distribution is None:
        return PluginId(point.name)
    metadata = distribution.metadata  # parsed again each time that it is asked for
    return PluginId(point.name, metadata["Name"], metadata["Version"])


def load(point: EntryPoint) -> ModuleType:
    """Import a manifest.

    Raises:
        PluginError: It was made for another version of the plugin interface.
        Exception: Whatever the manifest itself raises.
    """
    try:
        module = point.load()
    except Exception:
        # It may have asked for names that only its own version of the interface has.
        _refuse_other_version(_version_in_source(point.module))
        raise
    _refuse_other_version(getattr(module, "CLERK_PLUGIN_API", None))
    return module


@contextmanager
def isolated() -> Iterator[None]:
    """Run code of a plugin.

    Raises:
        PluginError: It wants to end the program.
    """
    try:
        yield
    except SystemExit as error:
        raise PluginError(describe(error)) from error


def describe(error: BaseException) -> str:
    """An exception in one line."""
    if isinstance(error, PluginError):
        return error.message
    text = str(error).split("\n", 1)[0]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _refuse_other_version(version: object) -> None:
    if version is not None and version != PLUGIN_API_VERSION[0]:
        raise PluginError(
            f"it requires version {version} of the plugin interface, "
            f"and clerk {__version__} has {PLUGIN_API_VERSION[0]}.{PLUGIN_API_VERSION[1]}"
        )


def _version_in_source(module: str) -> int | None:
    """The version of the interface that a manifest names, where it cannot be imported."""
    import re
    from importlib.util import find_spec

    try:
        spec = find_spec(module)
        source = getattr(spec and spec.loader, "get_source", lambda _: None)(module)
    except (ImportError, ValueError, SyntaxError):
        return None
    pattern = r"^CLERK_PLUGIN_API\s*(?::[^=\n]+)?=\s*(\d+)"
    match = re.search(pattern, source or "", re.MULTILINE)
    return int(match[1]) if match else None
