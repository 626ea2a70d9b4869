"""Mistakes in the declaration of a command."""

from __future__ import annotations

import re
import string
import typing
from collections.abc import Iterator, Sequence
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin

from clerk_cli.checks.mistakes import Mistake
from clerk_cli.commands.base import Command
from clerk_cli.commands.fields import Field, Parameter, fields
from clerk_cli.commands.questions import forms_of
from clerk_cli.commands.request import names_in_braces
from clerk_cli.commands.response_fields import ResponseFields
from clerk_cli.console.options import GLOBAL_OPTIONS
from clerk_cli.console.tree import Leaf
from clerk_cli.errors import ClerkError, UsageError
from clerk_cli.output.field_paths import read_path
from clerk_cli.plugins.loading import describe

LETTERS = frozenset(string.ascii_letters)


def mistakes_in_command(command: type[Command]) -> Iterator[Mistake]:
    """The mistakes in the class of a command.

    Args:
        command: The class; it is neither instantiated nor run.
    """
    name = command.spec.name
    messages = [*_in_text(command), *_in_names(command), *_in_templates(command)]
    try:
        parameters = Leaf(command).parameters
    except (ClerkError, NameError, TypeError) as error:
        messages.append(f"its fields cannot be read: {describe(error)}")
    else:
        messages += [*_in_order(parameters), *_in_options(parameters)]
        messages += _in_defaults(command, parameters)
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
        if name in names or not members or command.run is not Command.run:
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


def _in_order(parameters: Sequence[Parameter]) -> Iterator[str]:
    """Arguments that can never be told apart."""
    arguments = [parameter for parameter in parameters if parameter.role == "argument"]
    for before, after in zip(arguments, arguments[1:], strict=False):
        if before.variadic:
            yield f'the list "{before.name}" takes all words, so "{after.name}" gets none'
        elif after.required and not before.required:
            yield f'the optional "{before.name}" comes before the required "{after.name}"'


def _in_options(parameters: Sequence[Parameter]) -> Iterator[str]:
    """Options with the names or letters of others."""
    taken = {
        form.text: f"the global option {option.label}"
        for option in GLOBAL_OPTIONS
        if not option.root_only
        for form in option.forms
    }
    for parameter in parameters:
        if parameter.role == "argument":
            continue
        label, short = parameter.field.label, parameter.field.short
        if short and (len(short) != 1 or short not in LETTERS):
            yield f'{label}: the short form "{short}" is not a single letter'
            short = ""
        for form in (label, f"-{short}" if short else ""):
            if form in taken:
                yield f"{label}: {form} is already {taken[form]}"
            if form:
                taken.setdefault(form, label)


def _in_defaults(command: type[Command], parameters: Sequence[Parameter]) -> Iterator[str]:
    """Defaults that the command line could never have."""
    hints = typing.get_type_hints(command)
    for parameter in parameters:
        default = parameter.field.default
        if default is None or parameter.name not in hints:
            continue
        expected = _type_of(hints[parameter.name])
        if get_origin(expected) is Literal:
            fits, label = default in get_args(expected), f"one of {', '.join(get_args(expected))}"
        else:
            plain = get_origin(expected) or expected
            fits = type(default) is plain or (plain is list and isinstance(default, tuple))
            label = plain.__name__
        if not fits:
            yield f"{parameter.field.label}: the default {default!r} is not {label}"


def _type_of(annotation: Any) -> Any:
    """The type of an annotation without ``| None``."""
    inner = [part for part in get_args(annotation) if part is not NoneType]
    is_union = get_origin(annotation) in (typing.Union, UnionType)
    return inner[0] if is_union and len(inner) == 1 else annotation
