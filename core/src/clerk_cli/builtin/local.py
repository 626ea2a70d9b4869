"""Commands that change or show local files and call no API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.commands.base import Command
from clerk_cli.results import APIObject

if TYPE_CHECKING:
    from clerk_cli.context import Context

NOT_SET = "(not set)"


class LocalChange(Command):
    """A change to a local file: people get a message on stderr, programs get the data."""

    def render_text(self, result: APIObject, context: Context) -> None:
        """Show nothing: the message on stderr is enough."""


class PathCommand(Command):
    """A command that prints the path of a file; the result is ``{"path": …}``."""

    prints_bare_value = True
    result_fields = ("path",)

    def render_text(self, result: APIObject, context: Context) -> None:
        """Print the bare path, for use in ``$(…)``."""
        context.print(result["path"])
