"""``clerk config alias …``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.builtin.local import LocalChange, PathCommand
from clerk_cli.commands.base import Command, Example
from clerk_cli.commands.fields import argument
from clerk_cli.config import alias_expansion, aliases
from clerk_cli.errors import ConfigError, UsageError
from clerk_cli.output.view import Column, View
from clerk_cli.plugins.missing import missing_plugin
from clerk_cli.results import Listing

if TYPE_CHECKING:
    from collections.abc import Mapping

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
            "clerk config alias add oldest -- users list --order-by created_at --limit 50",
            "Create an alias for a command with options",
        ),
        Example(
            "clerk config alias add find 'users list --query \"$1\" --limit 5'",
            "Create an alias that takes an argument",
        ),
    ),
):
    """Create a command alias; arguments after the alias are appended to the command.

    Everything after the name belongs to the command, including options; -- before it is optional.
    A quoted command is split into words like in a shell.

    $1 to $9 stand for one argument of the alias, and $@ for all of them; any other arguments are
    appended. Quote them so your shell does not expand them: '$1'.
    """

    result_fields = ("name", "command")

    name: str = argument("Name of the alias")
    command: list[str] = argument("Command to run", completes="command")

    def check(self) -> None:
        """Refuse names that could never be used, and empty commands.

        Raises:
            UsageError: The name or the command is not valid.
        """
        aliases.check_name(self.name)
        words = self._words()
        if not words:
            raise UsageError("missing required argument: command")
        alias_expansion.check_words(self.name, words)

    def run(self, context: Context) -> APIObject:
        """Store the alias, unless it would hide a command or be circular."""
        aliases.check_free(self.name, context.program.words)
        words = self._words()
        command = alias_expansion.quote(words)
        with aliases.edit(context.paths.aliases) as table:
            table[self.name] = command
            aliases.check_loop(self.name, table, context.program.words)
            if not _is_plugin_missing(aliases.first_command_word(words), table, context):
                context.program.check_line(words)
        context.messages.success(f'Created alias "{self.name}" for: {command}')
        return {"name": self.name, "command": command}

    def _words(self) -> list[str]:
        words = self.command[1:] if self.command[:1] == ["--"] else self.command
        if len(words) == 1:
            return alias_expansion.command_words(self.name, words[0])
        return words[1:] if words[:1] == ["clerk"] else words


def _is_plugin_missing(word: str, table: Mapping[str, str], context: Context) -> bool:
    """Whether a command is that of an official plugin that is not loaded; says how to get it."""
    word = word.lower()
    words = context.program.words
    missing = None if word in table else missing_plugin(word, words, context.plugins.statuses)
    if missing:
        context.messages.warn(missing.message)
    return missing is not None


class AliasRemove(
    LocalChange,
    name="config alias remove",
    aliases=("rm",),
    confirm='Remove the alias "{name}"?',
    examples=(Example("clerk config alias remove ul", "Remove an alias"),),
):
    """Remove a command alias."""

    result_fields = ("name", "deleted")

    runs_unattended = True

    name: str = argument("The alias to remove", completes="aliases")

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

    result_fields = ("name", "command")

    def run(self, context: Context) -> Listing:
        """Read the aliases, sorted by name."""
        table = aliases.load(context.paths.aliases)
        rows = [{"name": name, "command": table[name]} for name in sorted(table)]
        return Listing(rows, len(rows))


class AliasPath(
    PathCommand,
    name="config alias path",
    examples=(Example("clerk config alias path", "Print the path of the aliases file"),),
):
    """Print the path of the aliases file."""

    def run(self, context: Context) -> APIObject:
        """Return the path of the aliases file, whether it exists or not."""
        return {"path": str(context.paths.aliases)}
