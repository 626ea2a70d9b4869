"""Mistakes in the arguments and options of a command."""

from __future__ import annotations

import string
import typing
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin

from clerk_cli.commands.base import Command
from clerk_cli.commands.fields import Parameter
from clerk_cli.console.options import GLOBAL_OPTIONS, option_forms
from clerk_cli.plugins.loading import describe, isolated

LETTERS = frozenset(string.ascii_letters)
SOURCES = frozenset(
    ("plugins", "official", "profiles", "aliases", "settings", "values", "command", "files")
)
"""What ``completes`` can name."""


def mistakes_in_parameters(
    command: type[Command], parameters: Sequence[Parameter]
) -> Iterator[str]:
    """The mistakes in the parameters of a command.

    Args:
        command: The class.
        parameters: Its parameters, with those that follow from its keywords.
    """
    yield from _in_order(parameters)
    yield from _in_options(parameters)
    hints = typing.get_type_hints(command)
    for parameter in parameters:
        yield from _in_text(parameter)
        if parameter.name in hints:
            yield from _in_type(parameter, hints[parameter.name])
            yield from _in_default(parameter, hints[parameter.name])


def _in_order(parameters: Sequence[Parameter]) -> Iterator[str]:
    """Arguments that can never be told apart."""
    arguments = [parameter for parameter in parameters if parameter.role == "argument"]
    for before, after in zip(arguments, arguments[1:], strict=False):
        if before.variadic:
            yield (
                f'the list "{before.name}" takes all remaining arguments, so '
                f'"{after.name}" never gets a value'
            )
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
        label, short = parameter.field.label, parameter.field.short
        is_letter = not short or short in LETTERS
        if parameter.role != "argument" and not is_letter:
            yield f'{label}: the short form "{short}" is not a single letter'
        for form in option_forms([parameter]):
            if form.text == f"-{short}" and not is_letter:
                continue
            if taken.get(form.text) == label:
                yield f"{label}: two fields have this name"
            elif form.text in taken:
                yield f"{label}: {form.text} is already {taken[form.text]}"
            taken.setdefault(form.text, label)


def _in_text(parameter: Parameter) -> Iterator[str]:
    label, completes = parameter.field.label, parameter.field.completes
    if not isinstance(parameter.field.help, str) or not parameter.field.help.strip():
        yield f"{label}: it has no help"
    for name in ("minimum", "maximum"):
        limit = getattr(parameter.field, name)
        if limit is not None and type(limit) is not int:
            yield f"{label}: {name} is not a whole number"
    low, high = parameter.field.minimum, parameter.field.maximum
    if type(low) is int and type(high) is int and low > high:
        yield f"{label}: the minimum {low} is above the maximum {high}"
    if callable(completes):
        yield from _in_completer(label, completes)
    is_known = completes is None or callable(completes) or isinstance(completes, tuple)
    if not is_known and completes not in SOURCES:
        yield f'{label}: completes cannot be "{completes}"; it is one of {_listed(SOURCES)}'


def _in_completer(label: str, completes: Callable[..., object]) -> Iterator[str]:
    """A function for completion, which is called for a line without a value."""
    try:
        with isolated():
            values: object = completes([""])
            pairs = list(values) if isinstance(values, Iterable) else None
    except Exception as error:  # noqa: BLE001 - the function is a plugin's
        yield f"{label}: completes fails: {describe(error)}"
        return
    if pairs is None:
        yield f"{label}: completes returns a {type(values).__name__}; expected pairs of text"
    elif not all(isinstance(pair, tuple) and list(map(type, pair)) == [str, str] for pair in pairs):
        yield f"{label}: completes must return pairs of strings: value and help"


def _in_type(parameter: Parameter, annotation: Any) -> Iterator[str]:
    """A flag is true or missing, whatever its annotation says."""
    plain = without_none(annotation)
    is_optional = plain is not annotation
    if parameter.role == "option" and (get_origin(plain) is Literal or plain is str):
        for name in ("minimum", "maximum"):
            if getattr(parameter.field, name) is not None:
                yield f"{parameter.field.label}: {name} only applies to numbers and lists"
    is_wrong = plain is not bool or (parameter.role == "switch" and not is_optional)
    if parameter.role in ("flag", "switch") and is_wrong:
        expected = "bool" if parameter.role == "flag" else "bool | None"
        yield f"{parameter.field.label}: a {parameter.role} is annotated with {expected}"


def _in_default(parameter: Parameter, annotation: Any) -> Iterator[str]:
    """Defaults that the command line could never have."""
    field = parameter.field
    default, expected = field.default, without_none(annotation)
    if default is None:
        return
    if get_origin(expected) is Literal:
        fits, label = default in get_args(expected), f"one of {', '.join(get_args(expected))}"
    else:
        plain = get_origin(expected) or expected
        fits = type(default) is plain or (plain is list and isinstance(default, tuple))
        label = plain.__name__
    if not fits:
        yield f"{field.label}: the default {default!r} is not {label}"
    elif type(default) is int:
        if isinstance(field.minimum, int) and default < field.minimum:
            yield f"{field.label}: the default {default} is below the minimum {field.minimum}"
        if isinstance(field.maximum, int) and default > field.maximum:
            yield f"{field.label}: the default {default} is above the maximum {field.maximum}"


def without_none(annotation: Any) -> Any:
    """The type of an annotation without ``| None``."""
    inner = [part for part in get_args(annotation) if part is not NoneType]
    is_union = get_origin(annotation) in (typing.Union, UnionType)
    return inner[0] if is_union and len(inner) == 1 else annotation


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names))
