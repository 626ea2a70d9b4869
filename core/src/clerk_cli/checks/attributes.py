"""Mistakes in what a command says about itself: class keywords, class attributes, methods."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import NamedTuple

from clerk_cli.commands.base import BulkOperation, Command, Example
from clerk_cli.commands.fields import Field, fields
from clerk_cli.commands.request import Route
from clerk_cli.commands.subject import Subject
from clerk_cli.errors import series
from clerk_cli.operations.fields import read_members
from clerk_cli.output.view import Column, View
from clerk_cli.plugins.declarations import WORD

SIMILAR = 0.8
"""How similar a name has to be to that of a class attribute to be a misspelling of it."""

MEMBER_NAME = re.compile(r"[\w#:$-]+")
"""What a member of an object may be called in ``result_fields``: also ``x5t#S256``."""


class Expected(NamedTuple):
    """What the value of a keyword or attribute has to be.

    Args:
        label: What messages call it.
        fits: Whether a value is that.
    """

    label: str
    fits: Callable[[object], bool]


def _instance(class_: type, label: str, *, optional: bool = True) -> Expected:
    return Expected(label, lambda value: isinstance(value, class_) or (optional and value is None))


def _tuple_of(class_: type, label: str) -> Expected:
    def fits(value: object) -> bool:
        return isinstance(value, tuple) and all(isinstance(item, class_) for item in value)

    return Expected(f"a tuple of {label}", fits)


ROUTE = _instance(Route, 'a route, such as get("/v1/users")')
BOOLEAN = _instance(bool, "True or False", optional=False)
STRING = _instance(str, "a string")
STRINGS = _tuple_of(str, "strings")
QUESTIONS = Expected(
    "a dict of questions by option",
    lambda value: (
        isinstance(value, Mapping)
        and all(isinstance(text, str) for text in (*value, *value.values()))
    ),
)
MANY = Expected(
    "True, False, or a BulkOperation", lambda value: isinstance(value, (bool, BulkOperation))
)

KEYWORDS = {
    "name": _instance(str, "a string", optional=False),
    "aliases": STRINGS,
    "route": ROUTE,
    "view": _instance(View, "a View", optional=False),
    "confirm": STRING,
    "confirm_if": QUESTIONS,
    "subject": _instance(Subject, "a Subject"),
    "done": STRING,
    "extension": BOOLEAN,
    "many": MANY,
    "passthrough": BOOLEAN,
    "examples": _tuple_of(Example, "Examples"),
}
"""The keywords of a class."""

ATTRIBUTES = {
    "writes": _instance(bool, "True, False, or None"),
    "default_format": _instance(str, "the name of a format", optional=False),
    "has_independent_reads": BOOLEAN,
    "reports_dry_run": BOOLEAN,
    "runs_unattended": BOOLEAN,
    "prints_bare_value": BOOLEAN,
    "runs_locally": BOOLEAN,
    "writes_locally": BOOLEAN,
    "local_options": STRINGS,
    "promises": STRINGS,
    "body_route": ROUTE,
    "objects_route": ROUTE,
    "result_fields": STRINGS,
}
"""The class attributes that authors may set."""

METHODS = tuple(
    name for name, value in vars(Command).items() if inspect.isfunction(value) and name[0] != "_"
)


def are_readable(command: type[Command]) -> bool:
    """Whether keywords and attributes have the types that everything else relies on.

    Args:
        command: The class.
    """
    return all(_is_method(getattr(command, name)) for name in METHODS) and all(
        expected.fits(inspect.getattr_static(owner, name))
        for owner, table in ((command.spec, KEYWORDS), (command, ATTRIBUTES))
        for name, expected in table.items()
    )


def mistakes_in_attributes(command: type[Command]) -> Iterator[str]:
    """The mistakes in the keywords, attributes and methods of a command.

    Args:
        command: The class.
    """
    full_name: object = command.spec.name
    for word in full_name.split(" ") if isinstance(full_name, str) else ():
        if not WORD.fullmatch(word):
            yield f'"{word}" is not a valid word of a command'
    for name, expected in KEYWORDS.items():
        if not expected.fits(getattr(command.spec, name)):
            yield f"{name} is not {expected.label}"
    for name, expected in ATTRIBUTES.items():
        if not expected.fits(inspect.getattr_static(command, name)):
            yield f"{name} is not {expected.label}"
    yield from _in_view(command.spec.view)
    yield from _in_fields_of_results(command)
    yield from _in_methods(command)
    yield from _misspellings(command)


def _in_view(view: object) -> Iterator[str]:
    for name in ("columns", "details", "wide"):
        columns = getattr(view, name, ())
        if not isinstance(columns, tuple) or not all(isinstance(item, Column) for item in columns):
            yield f"the {name} of its view are not a tuple of Columns"
            continue
        for column in columns:
            yield from _in_column(column)


def _in_column(column: Column) -> Iterator[str]:
    label = f'the column "{column.title}"'
    if not isinstance(column.title, str):
        yield f"{label}: its title is not a string"
    if not (isinstance(column.value, str) or _takes_one(column.value)):
        yield f"{label}: its value is neither a path nor a function of the object"
    if not _takes_one(column.show):
        yield f"{label}: show is not a function of the value"
    if column.data is not None and not _takes_one(column.data):
        yield f"{label}: data is not a function of the value"


def _takes_one(function: object) -> bool:
    """Whether a function can be called with one argument."""
    if not callable(function):
        return False
    try:
        inspect.signature(function).bind("value")
    except TypeError:
        return False
    except ValueError:
        return True  # It is one of Python's own, without a signature.
    return True


def _in_fields_of_results(command: type[Command]) -> Iterator[str]:
    if not STRINGS.fits(command.result_fields):
        return
    for text in command.result_fields:
        if not all(MEMBER_NAME.fullmatch(name) for name in read_members((text,)) or ("",)):
            yield f'result_fields has "{text}", which is not name, name[], name@ or name{{}}'
    names = {field.name for field in fields(command)}
    if STRINGS.fits(command.local_options):
        for name in command.local_options:
            if name not in names:
                yield f'local_options has "{name}", but there is no such field'


def _in_methods(command: type[Command]) -> Iterator[str]:
    """Methods that cannot be called as the one that they override."""
    for name in METHODS:
        method, original = getattr(command, name), getattr(Command, name)
        if not _is_method(method):
            yield f"{name} is a {type(method).__name__}, not a method"
        if method is original or not inspect.isfunction(method):
            continue
        parameters = list(inspect.signature(original).parameters.values())
        names = [item.name for item in parameters if item.kind is item.POSITIONAL_OR_KEYWORD]
        try:
            inspect.signature(method).bind(*names)
        except TypeError:
            yield f"{name}() has to take {series(names)}"
        if inspect.iscoroutinefunction(method):
            yield f"{name}() must not be async: nothing awaits it"


def _is_method(value: object) -> bool:
    """Whether something can be called, or is a field, which is reported as one that hides it."""
    return callable(value) or isinstance(value, Field)


def _misspellings(command: type[Command]) -> Iterator[str]:
    """Attributes that say nothing, and have nearly the name of one that does."""
    for name, value in vars(command).items():
        if name[0] == "_" or hasattr(Command, name) or isinstance(value, Field) or callable(value):
            continue
        if near := get_close_matches(name, ATTRIBUTES, 1, SIMILAR):
            yield f'nothing reads the attribute "{name}"; did you mean {near[0]}?'
