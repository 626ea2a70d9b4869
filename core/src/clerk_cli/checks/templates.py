"""Mistakes in templates with names in braces: the path, the question, the message afterwards."""

from __future__ import annotations

import string
import typing
from collections.abc import Iterator
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from clerk_cli.checks.options import without_none
from clerk_cli.commands.base import Command
from clerk_cli.commands.fields import Field, fields
from clerk_cli.commands.questions import forms_of
from clerk_cli.commands.request import Route
from clerk_cli.commands.response_fields import unknown_names

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ROUTES = ("body_route", "objects_route", "metadata_route", "instance_route")
"""The attributes with routes besides the keyword."""


def mistakes_in_templates(command: type[Command]) -> Iterator[str]:
    """The mistakes in what is filled in.

    Args:
        command: The class.
    """
    names = {field.name for field in fields(command)}
    spec = command.spec
    for label, route in _routes(command):
        yield from _in_route(label, route)
    yield from (f"done: {problem}" for problem in _malformed(spec.done or ""))
    for name in _names(spec.route.path) if spec.route else ():
        if name not in names:
            yield f'the path has {{{name}}}, but there is no field "{name}"'
    yield from _in_questions(command, names)
    for name in unknown_names(command, _names(spec.done or "")):
        yield f"done has {{{name}}}, which is neither a field nor a member of the result"
    if spec.route and command.build is Command.build:
        yield from _in_path(command, spec.route.placeholders)


def _routes(command: type[Command]) -> Iterator[tuple[str, Route]]:
    pairs: list[tuple[str, Route | None]] = [("the path", command.spec.route)]
    pairs += [(name, _route(command, name)) for name in ROUTES]
    bulk: Any = command.spec.bulk_operation
    if bulk is not None:
        pairs.append(("many", bulk.route if isinstance(bulk.route, Route) else None))
    for label, route in pairs:
        if route is not None:
            yield label, route


def _route(command: type[Command], name: str) -> Route | None:
    value = getattr(command, name, None)
    return value if isinstance(value, Route) else None


def _in_route(label: str, route: Route) -> Iterator[str]:
    if route.method not in METHODS:
        near = f"; did you mean {route.method.upper()}?" if route.method.upper() in METHODS else ""
        yield f'{label}: "{route.method}" is not one of {", ".join(METHODS)}{near}'
    if not route.path.startswith("/"):
        yield f'{label}: "{route.path}" does not begin with /, as in /v1/users'
    elif "//" in route.path or "?" in route.path or "#" in route.path:
        yield f'{label}: "{route.path}" is not a path of the API'
    yield from (f"{label}: {problem}" for problem in _malformed(route.path))


def _malformed(template: str) -> list[str]:
    """What ``str.format`` would not accept, or would not fill in by name."""
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError as error:
        return [f'"{template}" cannot be filled in: {error}']
    return [
        f'"{template}" has {{{name}}}, which is not a name'
        for _, name, *_ in parts
        if name is not None and not name.replace(".", "_").isidentifier()
    ]


def _names(template: str) -> list[str]:
    """The names in braces; none of a template that is malformed."""
    if _malformed(template):
        return []
    return [name for _, name, *_ in string.Formatter().parse(template) if name is not None]


def _in_questions(command: type[Command], names: set[str]) -> Iterator[str]:
    """Names in braces of questions that nothing fills in, and options that do not exist."""
    forms = {form for field in fields(command) for form in _forms(field)}
    for form, question in {"": command.spec.confirm or "", **command.spec.confirm_if}.items():
        keyword = "confirm_if" if form else "confirm"
        if form and form not in forms:
            yield f"confirm_if has {form}, but there is no such option"
        yield from (f"{keyword}: {problem}" for problem in _malformed(question))
        for name in _names(question):
            if name not in names and command.format_message is Command.format_message:
                yield f'{keyword} has {{{name}}}, but there is no field "{name}"'


def _forms(field: Field) -> tuple[str, ...]:
    """The forms of an option on the command line."""
    if field.role != "switch":
        return (field.label,)
    return (*forms_of(field.label, True), *forms_of(field.label, False))


def _in_path(command: type[Command], placeholders: list[str]) -> Iterator[str]:
    """Fields that can have no value, or another one than text."""
    try:
        hints = typing.get_type_hints(command)
    except (NameError, TypeError):
        return  # It is reported with the fields.
    for name in placeholders:
        field = getattr(command, name, None)
        if not isinstance(field, Field) or name not in hints:
            continue
        annotation: Any = hints[name]
        if NoneType in get_args(annotation) and field.default is None:
            yield f'the path has {{{name}}}, but "{name}" can be missing: leave out "| None"'
        plain = without_none(annotation)
        if plain not in (str, int) and get_origin(plain) is not Literal:
            yield f'the path has {{{name}}}, but "{name}" is neither text nor a number'
