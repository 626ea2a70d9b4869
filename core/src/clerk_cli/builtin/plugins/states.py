"""``clerk plugins``: what is installed, and what of it is loaded (an extension)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.builtin.plugins.base import PLUGIN_FIELDS, PluginCommand
from clerk_cli.commands.base import Example
from clerk_cli.commands.fields import argument
from clerk_cli.config import plugin_state
from clerk_cli.plugins.status import BROKEN, DISABLED, LOADED
from clerk_cli.results import Listing

if TYPE_CHECKING:
    from clerk_cli.context import Context
    from clerk_cli.results import APIObject


class PluginsList(
    PluginCommand,
    name="plugins list",
    aliases=("ls",),
    examples=(
        Example("clerk plugins list", "List installed plugins"),
        Example(
            "clerk plugins list -o json", "List plugins as JSON, including why a plugin is broken"
        ),
    ),
):
    """List installed plugins: what they add, where they come from, and whether they work."""

    result_fields = PLUGIN_FIELDS

    def run(self, context: Context) -> Listing:
        """Load all plugins and return their statuses."""
        statuses = sorted(context.plugins.statuses, key=lambda status: status.plugin_id.name)
        rows = [self.row(context, status) for status in statuses]
        return Listing(rows, len(rows))


class PluginsShow(
    PluginCommand,
    name="plugins show",
    examples=(
        Example("clerk plugins show users", "Show a plugin"),
        Example("clerk plugins show users --debug", "Show the traceback of a broken plugin"),
    ),
):
    """Show details of a plugin."""

    result_fields = PLUGIN_FIELDS

    name: str = argument("The plugin", completes="plugins")

    def run(self, context: Context) -> APIObject:
        """Load all plugins, import the commands of one, and return its status."""
        from clerk_cli.checks.modules import import_commands

        status = self.find(context, self.name)
        declared = context.plugins.declared_groups
        groups = [group for owner, group in declared if owner == status.plugin_id]
        if status.state == LOADED and (failure := import_commands(groups)):
            status.state, (status.reason, error) = BROKEN, failure
            context.plugins.failures.append(error)  # --debug shows the traceback
        return self.row(context, status)


class PluginsEnable(
    PluginCommand,
    name="plugins enable",
    done="Enabled {name}.",
    examples=(Example("clerk plugins enable waitlist", "Re-enable a disabled plugin"),),
):
    """Enable a plugin that was disabled."""

    result_fields = ("name", "state")

    name: str = argument("The plugin", completes="plugins")

    def run(self, context: Context) -> APIObject:
        """Remove the plugin from the disabled ones."""
        name = self.find(context, self.name).plugin_id.name
        with plugin_state.edit(context.paths.plugins) as state:
            state.disabled.discard(name)
        return {"name": name, "state": "enabled"}

    def render_text(self, result: APIObject, context: Context) -> None:
        """Show nothing: the message is enough."""


class PluginsDisable(
    PluginsEnable,
    name="plugins disable",
    done="Disabled {name}.",
    examples=(Example("clerk plugins disable waitlist", "Stop loading a plugin"),),
):
    """Disable a plugin without uninstalling it."""

    result_fields = ("name", "state")

    def run(self, context: Context) -> APIObject:
        """Add the plugin to the disabled ones."""
        name = self.find(context, self.name).plugin_id.name
        with plugin_state.edit(context.paths.plugins) as state:
            state.disabled.add(name)
        return {"name": name, "state": DISABLED}
