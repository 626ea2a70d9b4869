"""Mistakes in the declaration of a command."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from clerk_cli.checks.attributes import are_readable, mistakes_in_attributes
from clerk_cli.checks.mistakes import Mistake
from clerk_cli.checks.options import mistakes_in_parameters
from clerk_cli.commands.base import Command
from clerk_cli.commands.fields import Field, fields
from clerk_cli.commands.questions import forms_of
from clerk_cli.commands.request import names_in_braces
from clerk_cli.commands.response_fields import ResponseFields
from clerk_cli.console.options import global_forms, option_forms
from clerk_cli.console.tree import Leaf
from clerk_cli.errors import ClerkError, UsageError
from clerk_cli.output.field_paths import read_path
from clerk_cli.plugins.loading import describe

SHELL_WORDS = re.compile(r"[|<>;&(){}]|\$\(")
"""What a shell reads: what follows is not a part of the command line of clerk."""


def mistakes_in_command(command: type[Command]) -> Iterator[Mistake]:
    """The mistakes in the class of a command.

    Args:
        command: The class; it is neither instantiated nor run.
    """
    name = str(command.spec.name)
    messages = list(mistakes_in_attributes(command))
    if are_readable(command):
        messages += [*_in_text(command), *_in_names(command), *_in_templates(command)]
        messages += _in_fields(command)
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


def _in_templates(command: type[Command]) -> Iterator[str]:
    """Names in braces that nothing fills in."""
    names = {field.name for field in fields(command)}
    route = command.spec.route
    for name in route.placeholders if route else ():
        if name not in names:
            yield f'the path has {{{name}}}, but there is no field "{name}"'
    yield from _in_questions(command, names)
    members = ResponseFields(command)
    for name in names_in_braces(command.spec.done or ""):
        if name in names or not members:
            continue
        try:
            members.check(read_path(name, "done"))
        except UsageError:
            yield f"done has {{{name}}}, which is neither a field nor a member of the result"


def _in_questions(command: type[Command], names: set[str]) -> Iterator[str]:
    """Names in braces of questions that nothing fills in, and options that do not exist."""
    forms = {form for field in fields(command) for form in _forms(field)}
    for form, question in {"": command.spec.confirm or "", **command.spec.confirm_if}.items():
        if form and form not in forms:
            yield f"confirm_if has {form}, but there is no such option"
        for name in names_in_braces(question):
            if name not in names:
                keyword = "confirm_if" if form else "confirm"
                yield f'{keyword} has {{{name}}}, but there is no field "{name}"'


def _forms(field: Field) -> tuple[str, ...]:
    """The forms of an option on the command line."""
    if field.role != "switch":
        return (field.label,)
    return (*forms_of(field.label, True), *forms_of(field.label, False))


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
    forms = {form.text for form in (*global_forms(at_root=False), *option_forms(parameters))}
    for example in command.spec.examples:
        for word in _options_of(example.command, command.spec.name):
            if word not in forms:
                yield f'the example "{example.command}" has {word}, which is not an option'


def _options_of(line: str, name: str) -> Iterator[str]:
    """The long options of the command in an example."""
    after = line.partition(f"clerk {name}")[2]
    try:
        words = shlex.split(after)
    except ValueError:
        return
    for word in words:
        if word == "--" or SHELL_WORDS.match(word):
            return
        if word.startswith("--"):
            yield word.partition("=")[0]
