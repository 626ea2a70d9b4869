"""``clerk commands``: what there is to run, for people, programs and agents (an extension)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.commands.base import Command, Example
from clerk_cli.commands.fields import argument
from clerk_cli.errors import UsageError
from clerk_cli.output.view import Column, View
from clerk_cli.results import Listing

if TYPE_CHECKING:
    from clerk_cli.context import Context

COMMANDS = View(
    (
        Column("COMMAND", "command"),
        Column("EFFECT", "effect"),
        Column("SUMMARY", "summary"),
    ),
    empty="No commands.",
)


class Commands(
    Command,
    name="commands",
    view=COMMANDS,
    extension=True,
    examples=(
        Example("clerk commands", "List every command, and what it does to the instance"),
        Example("clerk commands users emails", "List the commands in a group"),
        Example("clerk commands -o json", "Describe every command for a program"),
    ),
):
    """List every command, and whether it reads, writes, or destroys.

    With -o json, each command has its arguments, types, defaults, examples, and exit codes. One
    command alone: clerk users list --help -o json
    """

    result_fields = (
        "command", "summary", "description", "usage", "aliases[]", "plugin", "effect",
        "least_effect", "local", "asks", "asks_with[]", "prints_secret", "arguments[]{}",
        "options[]{}", "examples[]{}", "exit_codes[]", "error_codes[]",
    )  # fmt: skip

    words: list[str] | None = argument("Show only the commands that begin with these words")

    def run(self, context: Context) -> Listing:
        """Return the commands; a document has what programs need to know besides.

        Raises:
            UsageError: No command begins with the words.
        """
        described = dict(context.program.describe())
        rows = described.pop("data")
        del described["total_count"]
        if self.words:
            begin = [word.lower() for word in self.words]
            rows = [row for row in rows if row["command"].split()[: len(begin)] == begin]
            if not rows:
                raise UsageError(
                    f'no command begins with "{" ".join(begin)}"',
                    hint="List all of them with: clerk commands",
                )
        return Listing(rows, len(rows), described)
