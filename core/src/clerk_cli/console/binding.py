"""From the texts of a command line to a command with values in its fields."""

from __future__ import annotations

from itertools import chain
from typing import Any

from clerk_cli.commands.base import Command
from clerk_cli.commands.fields import Parameter, parameters
from clerk_cli.commands.kinds import read_value
from clerk_cli.console.options import TRUE
from clerk_cli.console.parser import Texts
from clerk_cli.environment import Environment
from clerk_cli.errors import UsageError


def bind(command: type[Command], texts: Texts, environment: Environment) -> Command:
    """The command with its fields set from texts.

    Args:
        command: The class.
        texts: Texts by field name, in the order given; the last one counts.
        environment: Where ``-`` and ``@FILE`` are read from.

    Raises:
        UsageError: A text is no value of its field's kind, or out of range.
    """
    values = {
        parameter.name: _value(parameter, texts[parameter.name], environment)
        for parameter in parameters(command)
        if parameter.name in texts
    }
    bound = command(**values)
    bound.check()
    return bound


def _value(parameter: Parameter, texts: list[str], environment: Environment) -> Any:
    field = parameter.field
    if parameter.kind is None:
        return texts[-1] == TRUE
    if parameter.role == "argument":
        _check_argument(field.label, texts)
    read = [read_value(parameter.kind, field.label, text, environment) for text in texts]
    if parameter.variadic:
        return read
    value = list(dict.fromkeys(chain.from_iterable(read))) if parameter.kind.repeats else read[-1]
    _check_range(parameter, value)
    return value


def _check_argument(label: str, texts: list[str]) -> None:
    """Refuse what would turn the path of a request into another one."""
    for text in texts:
        if text.strip() in ("", ".", ".."):
            raise UsageError(f'{label}: "{text}" cannot be a value here')


def _check_range(parameter: Parameter, value: Any) -> None:
    field = parameter.field
    if isinstance(value, list):
        if field.maximum is not None and len(value) > field.maximum:
            raise UsageError(f"{field.label} takes at most {field.maximum} values")
        return
    if field.minimum is not None and value < field.minimum:
        raise UsageError(f"{field.label} must be at least {field.minimum}, not {value}")
    if field.maximum is not None and value > field.maximum:
        raise UsageError(f"{field.label} must be at most {field.maximum}, not {value}")
