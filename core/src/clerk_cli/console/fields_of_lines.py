"""The fields of what a line returns, for ``--columns``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clerk_cli.commands.field_list import FieldList
from clerk_cli.console.binding import bind
from clerk_cli.errors import UsageError

if TYPE_CHECKING:
    from clerk_cli.console.parser import RawValues
    from clerk_cli.console.tree import Leaf
    from clerk_cli.environment import Environment


def fields_of(leaf: Leaf, values: RawValues, environment: Environment) -> FieldList:
    """The fields that a line can take with ``--fields``.

    They may depend on the arguments: on the path of ``clerk api``, and on the number of objects.
    Where arguments are missing they are those of the command.

    Args:
        leaf: The command.
        values: The arguments and options of the line.
        environment: What values may be read from.

    Raises:
        UsageError: A value is not valid, and the fields may depend on it.
    """
    fields = FieldList(leaf.command)
    required = [item.name for item in leaf.parameters if item.required]
    is_complete = any(values.values()) and all(values.get(name) for name in required)
    if not is_complete or (fields.rows() and not leaf.command.spec.many):
        return fields
    try:
        bound = bind(leaf, values, environment)
    except UsageError:
        if fields.rows():
            return fields
        raise
    return FieldList(bound.command, is_batch=bound.batch is not None)
