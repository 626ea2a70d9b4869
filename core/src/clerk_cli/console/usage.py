"""How arguments and options are written in help and messages."""

from __future__ import annotations

from clerk_cli.commands.fields import Parameter
from clerk_cli.console.options import GlobalOption
from clerk_cli.console.tree import Leaf
from clerk_cli.errors import UsageError


def usage(leaf: Leaf) -> str:
    """How to type a command, such as ``clerk users get <userId> [options]``."""
    arguments = [item for item in leaf.parameters if item.role == "argument"]
    options = [item for item in leaf.parameters if item.role != "argument"]
    words = ["clerk", *leaf.path, *map(argument_label, arguments)]
    words += [f"{item.field.label} <{item.metavar}>" for item in options if item.required]
    if not options or any(not item.required for item in options):
        words.append("[options]")
    return " ".join(words)


def add_usage(error: UsageError, leaf: Leaf) -> None:
    """Add how to type a command to an error that has no hint of its own."""
    error.hint = error.hint or f"Usage: {usage(leaf)}"


def argument_label(parameter: Parameter) -> str:
    """``<name>`` for a required argument, ``[name]`` for an optional one; dots after several."""
    label = parameter.field.label
    dots = "..." if parameter.variadic else ""
    return f"<{label}>{dots}" if parameter.required else f"[{label}]{dots}"


def option_label(parameter: Parameter) -> str:
    """All ways to write an option, such as ``-f, --force`` or ``--name / --no-name``."""
    label = parameter.field.label
    if parameter.role == "switch":
        label = f"{label} / --no-{label[2:]}"
    return _label(parameter.field.short, label, parameter.metavar if parameter.takes_value else "")


def global_option_label(option: GlobalOption) -> str:
    """All ways to write a global option, with the first letter only."""
    label = f"{option.label}[={'|'.join(option.values)}]" if option.values else option.label
    return _label(option.letters[:1], label, option.metavar)


def argument_help(parameter: Parameter) -> str:
    """The help of an argument, with what the values of its kind can be."""
    help: str = parameter.field.help
    note = parameter.kind.note if parameter.kind else ""
    return f"{help} ({note})" if note else help


def option_help(parameter: Parameter) -> str:
    """The help of an option, with what its values can be, and its default."""
    help = argument_help(parameter)
    default = parameter.field.default
    if parameter.required:
        return f"{help} (required)"
    return help if default is None else f"{help} (default: {default})"


def _label(letter: str, long: str, metavar: str) -> str:
    short = f"-{letter}, " if letter else "    "
    return f"{short}{long} <{metavar}>" if metavar else f"{short}{long}"
