"""From the raw values of a command line to a command with values in its fields."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from clerk_cli.commands.base import Command
from clerk_cli.commands.fields import Parameter
from clerk_cli.commands.kinds import Kind, read_value
from clerk_cli.commands.request import NOT_IN_PATHS
from clerk_cli.console.options import TRUE
from clerk_cli.console.parser import RawValues
from clerk_cli.console.tree import Leaf
from clerk_cli.environment import Environment
from clerk_cli.errors import UsageError
from clerk_cli.frozen import Frozen

if TYPE_CHECKING:
    from clerk_cli.commands.batch import Batch

ID_ENDINGS = ("_id", "_ids")
"""How the names of options end whose value is an ID."""

CLEARABLE = "external_id"
"""The ID that is the user's own, so that an empty one removes it."""


class BoundCommand(Frozen):
    """A command that is ready to run.

    Args:
        leaf: Its place in the tree.
        command: The command, with values in its fields.
        values: The words that the values were read from, by field name.
        batch: The objects, if there are many; the command has the first one.
    """

    leaf: Leaf
    command: Command
    values: RawValues
    batch: Batch | None = None


def bind(leaf: Leaf, values: RawValues, environment: Environment) -> BoundCommand:
    """Set the fields of a command.

    Args:
        leaf: The command in the tree.
        values: Words by field name, in the order of the command line; the last one wins.
        environment: Where ``-`` and ``@FILE`` are read from.

    Raises:
        UsageError: A text is not valid for its field.
    """
    if leaf.command.spec.many:
        return _bind_many(leaf, values, environment)
    return BoundCommand(leaf, _command(leaf, values, environment), values)


def _bind_many(leaf: Leaf, values: RawValues, environment: Environment) -> BoundCommand:
    from clerk_cli.commands.many_input import OPTIONS
    from clerk_cli.console.many_objects import read_batch

    declared = {name: texts for name, texts in values.items() if name not in OPTIONS}
    batch = read_batch(leaf, values, environment)
    if batch is None:
        return BoundCommand(leaf, _command(leaf, declared, environment), values)
    first, *others = batch.values
    without_objects = {name: texts for name, texts in declared.items() if name != batch.field}
    command = _command(leaf, without_objects, environment, **{batch.field: first})
    for value in others:
        command.copy_with(**{batch.field: value}).check()
    return BoundCommand(leaf, command, values, batch)


def _command(leaf: Leaf, values: RawValues, environment: Environment, **more: Any) -> Command:
    source = values["input"][-1] if leaf.takes_input and "input" in values else None
    fields = {
        parameter.name: _value(
            parameter, values[parameter.name], environment, many=bool(leaf.command.spec.many)
        )
        for parameter in leaf.parameters
        if values.get(parameter.name) and (source is None or parameter.name != "input")
    }
    command = leaf.command(**fields, **more)
    if len(values.get("input", ())) > 1:
        raise UsageError("--input can be used only once")
    if source is not None:
        from clerk_cli.commands.body_input import fill_from_input
        from clerk_cli.console.line_errors import missing_parameters

        assert leaf.body_route is not None
        missing = fill_from_input(command, leaf.parameters, leaf.body_route, source, environment)
        for role in ("argument", "option"):
            if labels := [item.field.label for item in missing if item.role == role]:
                raise missing_parameters(role, labels, leaf)
    command.check()
    for parameter in leaf.parameters:
        if parameter.required and getattr(command, parameter.name) == []:
            raise UsageError(f"{parameter.field.label}: there are no values")
    return command


def _value(parameter: Parameter, texts: list[str], environment: Environment, *, many: bool) -> Any:
    field = parameter.field
    if parameter.kind is None:
        return texts[-1] == TRUE
    if parameter.role != "argument":
        _check_option(parameter, texts)
    elif not parameter.files:
        _check_argument(field.label, texts)
    items = [_read(parameter, parameter.kind, text, environment) for text in texts]
    if parameter.variadic and not many:
        return items
    value = _joined(items) if parameter.kind.repeats else items[-1]
    _check_range(parameter, value)
    return value


def _read(parameter: Parameter, kind: Kind, text: str, environment: Environment) -> Any:
    """Read a value; the example of an error is that of the option's help, where it has one.

    Raises:
        UsageError: The text is not valid for the kind.
    """
    try:
        return read_value(kind, parameter.field.label, text, environment)
    except UsageError as error:
        import re

        pattern = r"such as (\{.*\})"
        if example := re.search(pattern, parameter.field.help):
            error.message = re.sub(pattern, lambda _: example[0], error.message)
        raise


def _joined(items: list[list[Any]]) -> list[Any]:
    """The values of all uses of an option; text that is repeated counts once."""
    values = list(chain.from_iterable(items))
    are_strings = all(isinstance(value, str) for value in values)
    return list(dict.fromkeys(values)) if are_strings else values


def _check_argument(label: str, texts: list[str]) -> None:
    """Refuse values that would change the path of a request."""
    for text in texts:
        if text.strip() in NOT_IN_PATHS:
            raise UsageError(f'{label}: "{text}" is not a valid value')


def _check_option(parameter: Parameter, texts: list[str]) -> None:
    """Refuse empty values where none can be meant, as from a variable that is not set."""
    names_object = parameter.name.endswith(ID_ENDINGS) and parameter.name != CLEARABLE
    needs_value = parameter.required or names_object or parameter.files == "path"
    if needs_value and not all(text.strip() for text in texts):
        raise UsageError(f"{parameter.field.label}: the value is empty")


def _check_range(parameter: Parameter, value: Any) -> None:
    field = parameter.field
    if isinstance(value, list):
        if not value and field.role == "option" and field.minimum != 0:
            raise UsageError(f"{field.label}: the value is empty")
        if field.maximum is not None and len(value) > field.maximum:
            raise UsageError(f"{field.label} takes at most {field.maximum} values")
        return
    if field.minimum is not None and value < field.minimum:
        raise _out_of_range(parameter, "at least", field.minimum, value)
    if field.maximum is not None and value > field.maximum:
        raise _out_of_range(parameter, "at most", field.maximum, value)


def _out_of_range(parameter: Parameter, which: str, bound: int, value: int) -> UsageError:
    """The error for a number that is too small or too large, with both as one enters them."""
    from clerk_cli.commands.kinds import parse_duration
    from clerk_cli.commands.points_in_time import duration_text

    is_duration = parameter.kind is not None and parameter.kind.parse is parse_duration
    shown = [duration_text(number) if is_duration else number for number in (bound, value)]
    return UsageError(f"{parameter.field.label} must be {which} {shown[0]}, not {shown[1]}")
