"""Commands that update an object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from clerk_cli.commands.base import Command
from clerk_cli.commands.fields import fields
from clerk_cli.errors import UsageError
from clerk_cli.output.view import View, columns_of

if TYPE_CHECKING:
    from clerk_cli.context import Context


class Update(Command):
    """A command that updates an object; a command line without any change is an error."""

    changing: ClassVar[tuple[str, ...]] = ()
    """Flags that are not sent as they are, and change the object anyway."""

    def check(self) -> None:
        """Require at least one change.

        Raises:
            UsageError: The command line has no option that changes the object.
        """
        in_path = self.spec.route.placeholders if self.spec.route else []
        changes = [f for f in fields(type(self)) if f.sends and f.name not in in_path]
        names = (*(item.name for item in changes), *self.changing)
        if not self.input_body and not any(getattr(self, name) is not None for name in names):
            flags = [f for f in fields(type(self)) if f.role == "flag" and f.name in self.changing]
            labels = ", ".join(field.label for field in (*changes, *flags))
            # As with other commands, a body comes in a file if the name says what happens.
            takes_input = self.spec.name.endswith(" update")
            file = ", or a field in the --input file" if takes_input else ""
            raise UsageError("no changes specified", hint=f"Pass at least one of {labels}{file}.")

    def view_of(self, result: Any) -> View:
        """How the object looks; a command whose objects differ overrides it.

        Args:
            result: The object.
        """
        return self.spec.view

    def render_text(self, result: Any, context: Context) -> None:
        """Show the object in detail, with what was sent marked."""
        sent = [
            field.sends
            for field in fields(type(self))
            if field.sends and field.role != "flag" and getattr(self, field.name) is not None
        ]
        in_path = self.spec.route.placeholders if self.spec.route else []
        changed = [name for name in sent if name not in in_path]
        changed += self.input_body
        view = self.view_of(result)
        if not (view.columns or view.details):
            view = View(columns_of(result))
        context.show(result, view.marked(changed))
