"""Commands whose answer holds a secret that a script wants to capture."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from clerk_cli.commands.base import Command
from clerk_cli.commands.request import Json

if TYPE_CHECKING:
    from clerk_cli.context import Context


class SecretCommand(Command):
    """A command that prints the secret of its answer alone, so that ``$(…)`` captures just that.

    JSON and YAML are the whole answer. A subclass names the member with the secret.
    """

    secret_member: ClassVar[str] = "secret"
    secret_warning: ClassVar[str] = "Save it now, and keep it secret."

    def render(self, result: Json, context: Context) -> None:
        """Print the secret on stdout, and the warning on stderr."""
        context.messages.warn(self.secret_warning)
        if context.format.name == "table" and result.get(self.secret_member):
            context.print(str(result[self.secret_member]))
        else:
            super().render(result, context)
