"""Manifests of plugins: finding their entry points, and importing one that fits this program."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from clerk_cli import __version__
from clerk_cli.errors import PluginError
from clerk_cli.plugins import ENTRY_POINT_GROUP, PLUGIN_API_VERSION
from clerk_cli.plugins.status import PluginId

if TYPE_CHECKING:
    from types import ModuleType


class EntryPoint(Protocol):
    """An entry point: something that is called by its name and loads a manifest."""

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
    known: PluginId | None = getattr(point, "plugin_id", None)
    if known is not None:
        return known
    distribution = getattr(point, "dist", None)
    if distribution is None:
        return PluginId(point.name)
    return PluginId(point.name, distribution.name, distribution.version)


def load(point: EntryPoint) -> ModuleType:
    """Import a manifest.

    Raises:
        PluginError: It was made for another version of the plugin interface.
        AttributeError: It implements a hook that there is not.
        Exception: Whatever the manifest itself raises.
    """
    try:
        module = point.load()
    except Exception:
        # It may have asked for names that only its own version of the interface has.
        _refuse_other_version(_version_in_source(point.module))
        raise
    _refuse_other_version(getattr(module, "CLERK_PLUGIN_API", None))
    _check_hooks(module)
    return module


def _check_hooks(module: object) -> None:
    """Refuse a misspelt hook, which pluggy would silently never call."""
    from clerk_cli.plugins.hooks import Hooks

    for name in dir(module):
        if name.startswith("clerk_") and not hasattr(Hooks, name):
            marked = getattr(getattr(module, name), "clerk_cli_impl", None)
            if marked is not None:
                raise AttributeError(f"there is no hook {name}")


def _refuse_other_version(wanted: object) -> None:
    if wanted is not None and wanted != PLUGIN_API_VERSION[0]:
        raise PluginError(
            f"it is made for version {wanted} of the plugin interface, "
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
    found = re.search(r"^CLERK_PLUGIN_API\s*(?::[^=\n]+)?=\s*(\d+)", source or "", re.MULTILINE)
    return int(found[1]) if found else None
