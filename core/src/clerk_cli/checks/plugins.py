"""Checking a plugin: its name, its manifest, and the commands of its groups."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import NamedTuple

from clerk_cli.checks.manifests import formats_of, groups_of, mistakes_in_manifest
from clerk_cli.checks.mistakes import Mistake
from clerk_cli.checks.modules import (
    commands_in_groups,
    mistakes_in_groups,
    mistakes_in_ungrouped_commands,
)
from clerk_cli.checks.places import shown_module, source_of_error
from clerk_cli.plugins.discovery import NAME
from clerk_cli.plugins.hooks import HookCaller
from clerk_cli.plugins.loading import (
    EntryPoint,
    describe,
    installed_entry_points,
    isolated,
    load,
    plugin_id_of,
)
from clerk_cli.plugins.status import PluginId, reason_against


class Check(NamedTuple):
    """What checking a plugin found.

    Args:
        plugin: The name of the plugin.
        commands: How many commands it has.
        mistakes: What is wrong.
    """

    plugin: str
    commands: int
    mistakes: tuple[Mistake, ...]


def check_plugin(point: EntryPoint) -> Check:
    """Check a plugin; its modules are imported, and no command is run.

    Args:
        point: The entry point of the plugin.
    """
    plugin_id = plugin_id_of(point)
    mistakes = list(_mistakes_in_name(point, plugin_id))
    try:
        with isolated():
            manifest = load(point)
    except Exception as error:  # noqa: BLE001 - the manifest may raise anything
        module = getattr(point, "module", point.name)
        message = f"it cannot be imported: {describe(error)}"
        mistakes.append(Mistake(shown_module(module), message, source_of_error(error, module)))
        return Check(point.name, 0, tuple(mistakes))
    groups = groups_of(manifest)
    mistakes += mistakes_in_manifest(manifest, plugin_id)
    if not mistakes:
        mistakes += _mistakes_in_registration(manifest, plugin_id)
    mistakes += mistakes_in_groups(groups, formats_of(manifest))
    mistakes += mistakes_in_ungrouped_commands(manifest, groups)
    return Check(point.name, len(commands_in_groups(groups)), tuple(mistakes))


def _mistakes_in_name(point: EntryPoint, plugin_id: PluginId) -> Iterator[Mistake]:
    """What keeps a plugin from being loaded because of its name."""
    name = point.name
    if not NAME.fullmatch(name):
        yield Mistake(name, f'"{name}" is not a valid plugin name')
    installed = map(plugin_id_of, installed_entry_points()) if plugin_id.is_installed else ()
    others = (other for other in installed if other.distribution != plugin_id.distribution)
    if reason := reason_against(plugin_id, ()) or reason_against(plugin_id, others):
        yield Mistake(name, reason)


def _mistakes_in_registration(manifest: ModuleType, plugin_id: PluginId) -> Iterator[Mistake]:
    """What pluggy refuses when the plugin is loaded."""
    try:
        with isolated():
            HookCaller(lambda *_: None).register(plugin_id, manifest)
    except Exception as error:  # noqa: BLE001 - pluggy reads attributes of the manifest
        yield Mistake(shown_module(manifest.__name__), f"it cannot be loaded: {describe(error)}")
