"""The installed plugins, and whether their commands can be loaded."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from clerk_cli.builtin.doctor.finding import ERROR, INFO, OK, WARNING, Finding
from clerk_cli.config import plugin_state
from clerk_cli.errors import ConfigError
from clerk_cli.plugins.loading import describe, isolated
from clerk_cli.plugins.status import BROKEN, EXCLUDED, LOADED
from clerk_cli.startup.cache import SELECTING_VARIABLE

if TYPE_CHECKING:
    from clerk_cli.context import Context
    from clerk_cli.plugins import Group
    from clerk_cli.plugins.status import PluginStatus


def check_plugins(context: Context) -> Iterator[Finding]:
    """Look at each plugin that is installed."""
    plugins = context.plugins
    # This loads them all, and their warnings are findings here.
    statuses = plugins.statuses
    reported: set[str] = set()
    for status in statuses:
        finding = _finding(status)
        if finding is not None:
            reported.add(f"plugin {status.plugin_id}")
            yield finding
    for plugin_id, group in plugins.declared_groups:
        if reason := _failure(group):
            reported.add(f"plugin {plugin_id}")
            message = f"the commands of {plugin_id} cannot be loaded: {reason}"
            yield Finding(group.name, ERROR, message, _command(plugin_id.remedy))
    for warning in plugins.warnings:
        if not warning.startswith(tuple(reported)):
            yield Finding("plugins", WARNING, warning)
    plugins.warnings.clear()
    if excluded := sum(status.state == EXCLUDED for status in statuses):
        yield _left_out(excluded, context)
    loaded = [status for status in statuses if status.state == LOADED]
    yield Finding("plugins", OK, f"{len(loaded)} of {len(statuses)} loaded")


def _left_out(number: int, context: Context) -> Finding:
    """Plugins that are installed, but not even looked at."""
    if context.environment.variable(SELECTING_VARIABLE):
        fix = f"unset {SELECTING_VARIABLE}"
        return Finding("plugins", INFO, f"{number} left out by {SELECTING_VARIABLE}", fix)
    try:
        plugin_state.load(context.paths.plugins)
    except ConfigError:
        return Finding("plugins", INFO, f"{number} left out: their states cannot be read")
    return Finding("plugins", INFO, f"{number} left out by --no-plugins")


def _finding(status: PluginStatus) -> Finding | None:
    """What there is to say about a plugin; None if it simply works."""
    plugin_id = status.plugin_id
    if status.state == BROKEN:
        fix = _command(plugin_id.remedy)
        return Finding(plugin_id.name, ERROR, f"{plugin_id} is broken: {status.reason}", fix)
    if status.state == EXCLUDED:
        return None  # All of them are one finding.
    if status.state != LOADED:
        fix = status.how_to_enable.removeprefix("Enable it with: ")
        return Finding(plugin_id.name, INFO, f"{plugin_id} is {status.state}", fix)
    if plugin_id.is_outdated:
        message = f"the version of {plugin_id} differs from clerk's"
        return Finding(plugin_id.name, WARNING, message, _command(plugin_id.remedy))
    if status.reason:
        fix = _command(plugin_id.remedy)
        return Finding(plugin_id.name, WARNING, f"{plugin_id}: {status.reason}", fix)
    return None


def _failure(group: Group) -> str:
    """Why the modules with the commands of a group cannot be imported; empty if they can."""
    try:
        with isolated():
            for module in {group.module, *(below.module for below in group.groups)} - {""}:
                import_module(module)
    except Exception as error:  # noqa: BLE001 - a plugin may raise anything
        return describe(error)
    return ""


def _command(remedy: str) -> str:
    return remedy.rpartition(": ")[2]
