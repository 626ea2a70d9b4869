"""Commands that change or show local files and call no API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.commands.base import Command
from clerk_cli.commands.request import Json

if TYPE_CHECKING:
    from clerk_cli.context import Context

NOT_SET = "(not set)"


class LocalChange(Command):
    """A change to a local file: a sentence on stderr, data only in machine formats."""

    def render(self, result: Json, context: Context) -> None:
        """Show the change as data, unless a table was asked for."""
        if context.format.name != "table":
            super().render(result, context)


class PathCommand(Command):
    """A command that prints where a file is; the result is ``{"path": …}``."""

    def render(self, result: Json, context: Context) -> None:
        """Print the bare path, which is what ``$(…)`` wants."""
        if context.format.name == "table":
            context.print(result["path"])
        else:
            super().render(result, context)
