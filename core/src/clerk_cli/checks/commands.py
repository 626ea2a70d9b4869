"""Mistakes in the declaration of a command."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from clerk_cli.checks.attributes import are_readable, mistakes_in_attributes
from clerk_cli.checks.behavior import mistakes_in_behavior
from clerk_cli.checks.examples import mistakes_in_examples
from clerk_cli.checks.mistakes import Mistake
from clerk_cli.checks.options import mistakes_in_parameters
from clerk_cli.checks.templates import mistakes_in_templates
from clerk_cli.commands.base import Command
from clerk_cli.commands.fields import Field, fields
from clerk_cli.console.tree import Leaf
from clerk_cli.errors import ClerkError
from clerk_cli.plugins.loading import describe


def mistakes_in_command(command: type[Command], formats: Collection[str]) -> Iterator[Mistake]:
    """The mistakes in the class of a command.

    Args:
        command: The class; it is neither instantiated nor run.
        formats: The output formats that there are.
    """
    name = str(command.spec.name)
    messages = list(mistakes_in_attributes(command))
    if are_readable(command):
        messages += [*_in_text(command), *_in_names(command), *mistakes_in_templates(command)]
        messages += [*mistakes_in_behavior(command), *_in_fields(command)]
        if command.default_format not in formats:
            messages.append(f'default_format "{command.default_format}" is not a format')
    yield from (Mistake(name, message) for message in messages)


def _in_text(command: type[Command]) -> Iterator[str]:
    """Help: a docstring of its own, and an example."""
    if not (vars(command).get("__doc__") or "").strip():
        yield "it has no docstring, which is its help"
    if not command.spec.examples:
        yield 'it has no example; add examples=(Example("clerk …", "…"),)'
    for example in command.spec.examples:
        if not re.search(rf"\bclerk {re.escape(command.spec.name)}(?![\w-])", example.command):
            yield f'the example "{example.command}" does not run clerk {command.spec.name}'
        if not example.help.strip():
            yield f'the example "{example.command}" does not say what it does'


def _in_names(command: type[Command]) -> Iterator[str]:
    """What the command does, and fields that hide what every command has."""
    overrides = command.run is not Command.run or command.build is not Command.build
    if command.spec.route is None and not overrides:
        yield "it has neither a route nor run()"
    for field in fields(command):
        if hasattr(Command, field.name) and not isinstance(getattr(Command, field.name), Field):
            yield f'the field "{field.name}" hides Command.{field.name}; call it "{field.name}_"'


def _in_fields(command: type[Command]) -> Iterator[str]:
    """Arguments and options, and those that examples use."""
    if command.spec.many and not any(field.role == "argument" for field in fields(command)):
        yield "many needs an argument, which takes the objects"
        return
    try:
        leaf = Leaf(command)
        parameters = leaf.parameters
    except (ClerkError, LookupError, NameError, TypeError, AttributeError, ValueError) as error:
        yield f"its fields cannot be read: {describe(error)}"
        return
    yield from mistakes_in_parameters(command, parameters)
    if command.spec.passthrough:
        return
    yield from mistakes_in_examples(leaf)
