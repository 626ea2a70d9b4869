"""``clerk config alias …``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.builtin.local import LocalChange, PathCommand
from clerk_cli.commands.base import Command, Example
from clerk_cli.commands.fields import argument
from clerk_cli.config import aliases
from clerk_cli.errors import ConfigError, UsageError
from clerk_cli.output.view import Column, View
from clerk_cli.plugins.official import find_official_plugin
from clerk_cli.results import Listing

if TYPE_CHECKING:
    from clerk_cli.context import Context
    from clerk_cli.results import APIObject

ALIASES = View(
    columns=(Column("NAME", "name"), Column("COMMAND", "command", truncatable=True)),
    empty="No aliases configured",
)


class AliasAdd(
    LocalChange,
    name="config alias add",
    passthrough=True,
    examples=(
        Example(
            "clerk config alias add banned -- users list --banned --limit 50",
            "Create an alias for a command with options",
        ),
    ),
):
    """Create a command alias; arguments after the alias are appended to the command.

    Everything after the name belongs to the command, including options; -- before it is optional.
    """

    name: str = argument("Name of the alias")
    command: list[str] = argument("Command to run")

    def check(self) -> None:
        """Refuse names that could never be used, and empty commands.

        Raises:
            UsageError: The name or the command is not valid.
        """
        aliases.check_name(self.name)
        if not self._words():
            raise UsageError("missing required argument: command")

    def run(self, context: Context) -> APIObject:
        """Store the alias, unless it would hide a command or run in circles."""
        aliases.check_free(self.name, context.words)
        command = aliases.quote(self._words())
        with aliases.edit(context.paths.aliases) as table:
            table[self.name] = command
            aliases.check_loop(self.name, table, context.words)
        word = aliases.first_command_word(self._words()).lower()
        if word not in table:
            _warn_of_missing_plugin(word, context)
        context.messages.success(f'Created alias "{self.name}" for: {command}')
        return {"name": self.name, "command": command}

    def _words(self) -> list[str]:
        words = self.command[1:] if self.command[:1] == ["--"] else self.command
        return words[1:] if words[:1] == ["clerk"] else words


def _warn_of_missing_plugin(word: str, context: Context) -> None:
    """Say how to get the official plugin that a command needs, unless its words are there."""
    plugin = find_official_plugin(word)
    if plugin is None or any(name.startswith(word) for name in context.words):
        return
    for status in context.plugins.statuses:
        if status.plugin_id.name == plugin:
            context.messages.warn(f'the plugin "{plugin}" is not loaded. {status.how_to_enable}')
            return
    install = f"pip install 'clerk-cli[{plugin}]'"
    context.messages.warn(f'the command "{plugin}" is not installed. Install it with: {install}')


class AliasRemove(
    LocalChange,
    name="config alias remove",
    aliases=("rm",),
    confirm='Remove the alias "{name}"?',
    examples=(Example("clerk config alias remove ul", "Remove an alias"),),
):
    """Remove a command alias."""

    runs_unattended = True

    name: str = argument("The alias to remove")

    def run(self, context: Context) -> APIObject:
        """Remove the alias from the file."""
        with aliases.edit(context.paths.aliases) as table:
            if self.name not in table:
                names = ", ".join(sorted(table)) or "none yet"
                raise ConfigError(f'alias "{self.name}" does not exist', hint=f"Aliases: {names}")
            del table[self.name]
        context.messages.success(f'Removed alias "{self.name}".')
        return {"name": self.name, "deleted": True}


class AliasList(
    Command,
    name="config alias list",
    aliases=("ls",),
    view=ALIASES,
    examples=(Example("clerk config alias list", "List your aliases"),),
):
    """List all configured aliases."""

    def run(self, context: Context) -> Listing:
        """Read the aliases, sorted by name."""
        table = aliases.load(context.paths.aliases)
        rows = [{"name": name, "command": table[name]} for name in sorted(table)]
        return Listing(rows, len(rows))


class AliasPath(
    PathCommand,
    name="config alias path",
    examples=(Example("clerk config alias path", "Show where the aliases file is"),),
):
    """Show the path of the aliases file."""

    def run(self, context: Context) -> APIObject:
        """Return the path of the aliases file, whether it exists or not."""
        return {"path": str(context.paths.aliases)}
