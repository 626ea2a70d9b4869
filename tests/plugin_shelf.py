"""A folder of plugins that can be imported in this process, as if they were installed."""

from __future__ import annotations

from pathlib import Path

from clerk_cli.plugins.cached import CachedEntryPoint
from clerk_cli.plugins.manager import Plugins
from clerk_cli.plugins.status import PluginId

GOOD = """
from clerk_cli.plugins import Group, Setting, hookimpl

@hookimpl
def clerk_groups():
    return [Group({name!r}, "A group", "{module}_commands", aliases={aliases!r})]

@hookimpl
def clerk_settings():
    return [Setting({name!r} + ".color", "Its color", default="green")]
"""
COMMANDS = """
from clerk_cli.api import Command

class Hello(Command, name="{name} hello"):
    '''Say hello.'''

    def run(self, context):
        return {{"hello": {name!r}}}
"""


class Shelf:
    """Plugins, each a manifest with a module of commands.

    Args:
        folder: A folder that Python imports modules from.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self.points: list[CachedEntryPoint] = []

    def add(
        self,
        name: str,
        manifest: str = GOOD,
        *,
        commands: str = COMMANDS,
        aliases: tuple[str, ...] = (),
        distribution: str = "",
        version: str = "",
    ) -> None:
        """Add a plugin; without a distribution it is like one that a test adds."""
        module = f"shelf_{name}_{self._count}"
        self._count += 1
        values = {"name": name, "module": module, "aliases": aliases}
        if manifest == GOOD:
            manifest = manifest.format(**values)
        if commands == COMMANDS:
            commands = commands.format(**values)
        (self._folder / f"{module}.py").write_text(manifest)
        (self._folder / f"{module}_commands.py").write_text(commands)
        plugin_id = PluginId(name, distribution, version)
        self.points.append(CachedEntryPoint(name, module, plugin_id))

    def plugins(self) -> Plugins:
        """The plugins, loaded."""
        return Plugins(self.points)
