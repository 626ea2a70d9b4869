"""Checking a plugin: its manifest, and the commands of its groups."""

from __future__ import annotations

from typing import NamedTuple

from clerk_cli.checks.manifests import groups_of, mistakes_in_manifest
from clerk_cli.checks.mistakes import Mistake
from clerk_cli.checks.modules import commands_in_groups, mistakes_in_groups
from clerk_cli.plugins.loading import EntryPoint, describe, isolated, load, plugin_id_of


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
    try:
        with isolated():
            manifest = load(point)
    except Exception as error:  # noqa: BLE001 - the manifest may raise anything
        mistake = Mistake(point.module, f"it cannot be imported: {describe(error)}")
        return Check(point.name, 0, (mistake,))
    groups = groups_of(manifest)
    mistakes = (
        *mistakes_in_manifest(manifest, plugin_id_of(point)),
        *mistakes_in_groups(groups),
    )
    return Check(point.name, len(commands_in_groups(groups)), mistakes)
