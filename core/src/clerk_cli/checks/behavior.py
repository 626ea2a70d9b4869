"""Declarations that are valid, and do something else than their author expects."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterator
from typing import Any

from clerk_cli.commands.base import Command
from clerk_cli.commands.fields import Field, fields
from clerk_cli.commands.list_commands import ListCommand
from clerk_cli.commands.request import Route
from clerk_cli.commands.update import Update
from clerk_cli.console.tree import Leaf


def mistakes_in_behavior(command: type[Command]) -> Iterator[str]:
    """The mistakes in what a command would do.

    Args:
        command: The class.
    """
    yield from _in_annotations(command)
    yield from _in_parameters_of_api(command)
    yield from _in_added_options(command)
    yield from _in_base_class(command)
    bulk: Any = command.spec.bulk_operation
    if bulk is None:
        return
    if not isinstance(bulk.route, Route) or not isinstance(bulk.sends, str):
        yield "many: a BulkOperation takes a route, the name of a member, and a number"
    if type(bulk.size) is not int or bulk.size < 1:
        yield f"many: the size {bulk.size!r} is not a number from 1"


def _in_annotations(command: type[Command]) -> Iterator[str]:
    """Attributes that look like fields, and that the command line does not have."""
    try:
        annotations = inspect.get_annotations(command)
    except NameError:
        return
    for name, annotation in annotations.items():
        is_known = name[0] == "_" or any(hasattr(base, name) for base in command.__mro__[1:])
        if is_known or "ClassVar" in str(annotation) or "Final" in str(annotation):
            continue
        if not isinstance(vars(command).get(name), Field):
            yield (
                f'"{name}" is annotated and not a field; declare it with option() or argument(), '
                "or annotate it with ClassVar"
            )


def _in_parameters_of_api(command: type[Command]) -> Iterator[str]:
    """Parameters that are sent under a name that cannot be meant, or twice."""
    sent = [field for field in fields(command) if field.sends]
    for name, count in Counter(field.sends for field in sent).items():
        if count > 1:
            labels = " and ".join(field.label for field in sent if field.sends == name)
            yield f'{labels}: both are sent as "{name}"'
    if command.spec.route is None or command.build is not Command.build:
        return
    for field in sent:
        if field.sends and field.sends == field.name and field.name.endswith("_"):
            name = field.name.rstrip("_")
            yield f'{field.label} is sent as "{field.name}"; add sends="{name}", or sends=None'


def _in_added_options(command: type[Command]) -> Iterator[str]:
    """Fields in place of options that the command would have without them."""
    force = getattr(command, "force", None)
    is_own = isinstance(force, Field) and (force.role != "flag" or force.sends is not None)
    if (command.spec.confirm is not None or command.spec.confirm_if) and is_own:
        yield "--force: confirm adds it, so a field of this name is a flag with sends=None"
    option = getattr(command, "input", None)
    if isinstance(option, Field) and Leaf(command).body_route is not None:
        yield "--input: a command with a body has it, to read the body; call the field another name"


def _in_base_class(command: type[Command]) -> Iterator[str]:
    """What a base class needs."""
    spec = command.spec
    shows = command.render_text is not Command.render_text or command.run is not _run_of(command)
    if issubclass(command, ListCommand) and not (spec.view.columns or shows):
        yield "it has no view, so tables would have no columns"
    if not issubclass(command, Update):
        return
    in_path = spec.route.placeholders if spec.route else []
    changes = [field for field in fields(command) if field.sends and field.name not in in_path]
    if not changes and command.check is Update.check:
        yield "it has no options to update anything with"
    for name in ("metadata_route",):
        needs = any(name in vars(base).get("__annotations__", {}) for base in command.__mro__[1:])
        if needs and not hasattr(command, name):
            yield f"it has no {name}, which its base class needs"


def _run_of(command: type[Command]) -> object:
    """The method of the base class of this project that lists."""
    return next(
        vars(base)["run"]
        for base in command.__mro__
        if base.__module__.startswith("clerk_cli.commands.") and "run" in vars(base)
    )
