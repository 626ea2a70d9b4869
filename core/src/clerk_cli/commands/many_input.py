"""Naming many objects: several arguments, and ``--from`` a file or stdin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from clerk_cli.commands.fields import Field, Parameter, option
from clerk_cli.commands.kinds import TEXT, Kind
from clerk_cli.commands.request import fits_path
from clerk_cli.environment import Environment
from clerk_cli.errors import UsageError

OPTIONS: dict[str, Field] = {
    "from_": option(
        "Read more objects from FILE, or - for stdin (lines, CSV, or JSON)", metavar="file"
    ),
    "column": option("CSV column or JSON field to read (default: id)", metavar="name"),
    "failures": option("Write failed objects to FILE, which --from can read", metavar="file"),
}
"""The options that a command for many objects has besides its own."""

for _name, _field in OPTIONS.items():
    _field.name = _name


class Name(NamedTuple):
    """What stands for one object: the text, and where it comes from, for messages."""

    text: str
    source: str


class NamesOfFile(NamedTuple):
    """The names in a file, and whether the file has more than that, such as other columns."""

    names: list[Name]
    has_more: bool


def parameters_for_many(declared: Sequence[Parameter]) -> tuple[Parameter, ...]:
    """The parameters of a command that takes several objects as its last argument.

    Args:
        declared: The parameters that the command declares.
    """
    *_, last = (item for item in declared if item.role == "argument")
    changed = [item.replace(variadic=True) if item is last else item for item in declared]
    options = [Parameter(item, TEXT, required=False, variadic=False) for item in OPTIONS.values()]
    return (*changed, *options)


def read_names(source: str, column: str | None, environment: Environment) -> NamesOfFile:
    """The names in a file.

    Args:
        source: The file, or ``-`` for stdin.
        column: The column of CSV, or the member of JSON objects.
        environment: Where stdin and files are read from.

    Raises:
        UsageError: The file cannot be read, or holds no names.
    """
    from clerk_cli.commands.name_files import names_in
    from clerk_cli.commands.value_files import read_text

    try:
        content = read_text(source, environment)
    except ValueError as error:
        raise UsageError(f"--from: {error}") from None
    label = "stdin" if source == "-" else source
    file = names_in(content, column, label)
    names = [Name(text, f"--from: {label}, {place}") for text, place in file.places]
    return NamesOfFile(names, file.has_more)


def checked_value(name: Name, kind: Kind, environment: Environment) -> str:
    """The value of a name.

    Args:
        name: The name.
        kind: The kind of the argument.
        environment: Where values may be read from.

    Raises:
        UsageError: The text is not valid for the kind.
    """
    if not fits_path(name.text):
        raise UsageError(f'{name.source}: "{name.text}" is not a valid value')
    try:
        value: str = kind.parse(name.text, environment)
    except ValueError as error:
        raise UsageError(f"{name.source}: {error}") from None
    return value
