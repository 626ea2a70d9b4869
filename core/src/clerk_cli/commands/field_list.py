"""The fields that the shaping options can take, for ``--columns``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.commands.response_fields import ResponseFields
from clerk_cli.errors import UsageError
from clerk_cli.output.view import Column, View
from clerk_cli.results import APIObject, Listing

if TYPE_CHECKING:
    from clerk_cli.commands.base import Command
    from clerk_cli.context import Context

VIEW = View((Column("FIELD", "field"), Column("KIND", "kind"), Column("COLUMN", "column")))


class FieldList:
    """The fields of what a command returns.

    Args:
        command: The command, or its class.
        is_batch: Whether it runs for several objects.
    """

    def __init__(self, command: Command | type[Command], *, is_batch: bool = False) -> None:
        self._command = command
        self._declared = dict(ResponseFields(command, is_batch=is_batch).paths())

    def show(self, context: Context) -> None:
        """Write a row for each field, with the title of its column in the table.

        Args:
            context: Where to write it.

        Raises:
            UsageError: They are known only from the objects, or the line shapes a result.
        """
        if options := ", ".join(f"--{name}" for name in context.settings.flags.shape):
            raise UsageError(
                f"--columns does not run the command, so it cannot be combined with {options}"
            )
        rows = self.rows()
        if not rows:
            raise UsageError(
                f"the fields of {self._command.spec.name} are only known from its output",
                hint="Show them with: -o json",
            )
        context.show(Listing(rows, len(rows)), VIEW)
        if not self._declared:
            context.messages.info(
                "These are the columns. The objects may have more fields; see -o json"
            )

    def rows(self) -> list[APIObject]:
        """A row for each field, in the order of the spec; none if they are not known."""
        view = self._command.spec.view
        titles = {
            column.value: column.title
            for column in (*view.columns, *view.wide, *view.details)
            if isinstance(column.value, str) and column.value
        }
        kinds = self._declared or dict.fromkeys(titles, "value")
        return [
            {"field": field, "kind": kind, "column": titles.get(field)}
            for field, kind in kinds.items()
        ]
