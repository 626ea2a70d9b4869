"""The commands as data, for programs and agents."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from inspect import cleandoc
from typing import TYPE_CHECKING, Any

from clerk_cli.commands import kinds, many_input
from clerk_cli.commands.base import Command
from clerk_cli.commands.fields import fields
from clerk_cli.commands.secrets import SecretCommand
from clerk_cli.connection import writes
from clerk_cli.console.failure_codes import codes_of, error_codes, exit_codes
from clerk_cli.console.options import global_options
from clerk_cli.console.tree import Branch, Leaf, Node
from clerk_cli.console.usage import argument_help, usage
from clerk_cli.errors import PluginError
from clerk_cli.operations.effects import DESTROYS, READS, WRITES, destroys, strongest
from clerk_cli.plugins.status import is_built_in

if TYPE_CHECKING:
    from clerk_cli.commands.fields import Parameter
    from clerk_cli.results import APIObject

    Warn = Callable[[str], None]

TYPES: dict[Any, str] = {
    kinds.parse_integer: "integer",
    kinds.parse_json_object: "json",
    kinds.parse_past: "time",
    kinds.parse_future: "time",
    kinds.parse_duration: "duration",
    kinds.parse_secret: "secret",
    kinds.parse_secret_file: "secret",
}
"""What programs call the values of a kind, by the function that reads them; others are strings."""

ASKING = ("force", "yes")
"""Flags that answer a question in advance."""

LOCAL_LOSSES = frozenset({"uninstall", "unset"})
"""Last words of commands that remove something from this computer, though it can be restored."""

FILES = tuple(many_input.OPTIONS.values())
LOCAL = "local"
"""The effect of a command that is about this computer alone."""


def describe_tree(node: Node, owner_of: Callable[[str], str | None], warn: Warn) -> APIObject:
    """A node with every command below it, and what holds for all of them.

    Args:
        node: The root, a group or a command.
        owner_of: Returns the name of the plugin that added a root word.
        warn: Receives a warning for each group that cannot be loaded.
    """
    commands = [describe(leaf, owner_of(leaf.path[0])) for leaf in leaves(node, warn)]
    return {
        "data": commands,
        "total_count": len(commands),
        "global_options": [
            {
                "name": option.label,
                "short": [f"-{letter}" for letter in option.letters],
                "value": option.metavar or None,
                "help": option.help,
            }
            for option in global_options(at_root=True)
        ],
        "exit_codes": exit_codes(),
        "error_codes": error_codes(),
    }


def leaves(node: Node, warn: Warn) -> Iterator[Leaf]:
    """Every command of a node, by name.

    Args:
        node: The root, a group or a command.
        warn: Receives a warning for each group that cannot be loaded.
    """
    resolved = node.resolve() if isinstance(node, Branch) else node
    if isinstance(resolved, Leaf):
        yield resolved
        return
    try:
        children = resolved.children
    except PluginError as error:
        warn(error.message)
        return
    for child in sorted(children, key=lambda child: child.words[0]):
        try:
            yield from leaves(child, warn)
        except PluginError as error:
            warn(error.message)


def describe(leaf: Leaf, plugin: str | None) -> APIObject:
    """One command.

    Args:
        leaf: The command.
        plugin: The name of the plugin that adds it; None for one of the core.
    """
    command = leaf.command
    is_local = is_local_command(command)
    parameters = leaf.parameters
    return {
        "command": leaf.name,
        "summary": leaf.help,
        "description": cleandoc(command.__doc__ or leaf.help),
        "usage": usage(leaf),
        "aliases": list(leaf.words[1:]),
        "plugin": plugin,
        **_effects(command, parameters),
        "local": is_local,
        "asks": bool(command.spec.confirm or command.spec.confirm_if)
        or any(item.name in ASKING for item in parameters),
        **({"asks_with": list(command.spec.confirm_if)} if command.spec.confirm_if else {}),
        "prints_secret": issubclass(command, SecretCommand),
        "arguments": [_argument(item, command) for item in parameters if item.role == "argument"],
        "options": [_option(item, command) for item in parameters if item.role != "argument"],
        "examples": [
            {"command": example.command, "help": example.help} for example in command.spec.examples
        ],
        **codes_of(
            calls_api=not is_local, reads_lists=any(item.name == "all_" for item in parameters)
        ),
    }


def effect_of(command: type[Command]) -> str:
    """What a command does to an instance without the options that have an effect of their own.

    Returns:
        ``reads``, ``writes``, or ``destroys``, which removes or revokes something; ``local`` if it
        works on this computer alone. One that does not say may write.
    """
    spec = command.spec
    routes = [spec.route, spec.bulk_operation.route if spec.bulk_operation else None]
    if spec.is_destructive or any(route and destroys(route.method, route.path) for route in routes):
        return DESTROYS
    if is_local_command(command):
        if spec.name.rpartition(" ")[2] in LOCAL_LOSSES:
            return DESTROYS
        return WRITES if command.writes_locally else LOCAL
    is_undeclared = spec.route is None and command.writes is None
    return WRITES if is_undeclared or writes(command) else READS


def _effects(command: type[Command], parameters: tuple[Parameter, ...]) -> APIObject:
    """What a command does at most, and without the options that have an effect, if that is less."""
    least = effect_of(command)
    effects = [item.field.effect for item in parameters if item.field.effect]
    if command.spec.confirm_if:
        effects.append(DESTROYS)
    if not effects:
        return {"effect": least}
    at_most = strongest(*effects, *([least] if least != LOCAL else []))
    return {"effect": at_most, **({"least_effect": least} if at_most != least else {})}


def is_local_command(command: type[Command]) -> bool:
    """Whether a command works on this computer: one of the core, or one that says so."""
    return command.runs_locally or is_built_in(command)


def _argument(parameter: Parameter, command: type[Command]) -> APIObject:
    return {"name": parameter.field.label, **_value(parameter, command)}


def _option(parameter: Parameter, command: type[Command]) -> APIObject:
    field = parameter.field
    forms = {
        "name": field.label,
        "short": f"-{field.short}" if field.short else None,
        "negation": f"--no-{field.label[2:]}" if parameter.role == "switch" else None,
        "value": parameter.metavar if parameter.takes_value else None,
    }
    return _without_empty(forms) | _value(parameter, command)


def _value(parameter: Parameter, command: type[Command]) -> APIObject:
    """What can be given for a parameter; what is false, empty or unlimited is left out."""
    field, kind = parameter.field, parameter.kind
    files = parameter.files
    label_of = {item.name: item.label for item in fields(command)} if field.unless else {}
    described = {
        "help": argument_help(parameter),
        "type": TYPES.get(kind.parse, "string") if kind else "boolean",
        "required": parameter.required,
        "required_without_terminal": field.asked and not parameter.required,
        "required_unless": [label_of[name] for name in field.unless],
        "effect": field.effect or None,
        "repeats": parameter.variadic or bool(kind and kind.repeats),
        "choices": list(kind.choices) if kind else None,
        "suggestions": list(field.completes) if isinstance(field.completes, tuple) else None,
        "default": field.default,
        "minimum": field.minimum,
        "maximum": field.maximum,
        "reads_file": {"@": "@FILE", "path": "always"}.get(files),
        "local": files == "path" or field in FILES or field.name in command.local_options,
    }
    return _without_empty(described)


def _without_empty(members: APIObject) -> APIObject:
    return {
        name: value
        for name, value in members.items()
        if value is not None and value is not False and value != []
    }
