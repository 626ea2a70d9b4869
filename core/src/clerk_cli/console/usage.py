"""How arguments and options are written in help and messages."""

from __future__ import annotations

from clerk_cli.commands.fields import Parameter
from clerk_cli.console.options import GlobalOption
from clerk_cli.console.tree import Leaf


def usage(leaf: Leaf) -> str:
    """How to type a command, such as ``clerk users get <userId> [options]``."""
    arguments = [item for item in leaf.parameters if item.role == "argument"]
    options = [item for item in leaf.parameters if item.role != "argument"]
    words = ["clerk", *leaf.path, *map(argument_label, arguments)]
    words += [f"{item.field.label} <{item.metavar}>" for item in options if item.required]
    if not options or any(not item.required for item in options):
        words.append("[options]")
    return " ".join(words)


def argument_label(parameter: Parameter) -> str:
    """``<name>`` for a required argument, ``[name]`` for an optional one; dots after several."""
    label = parameter.field.label
    dots = "..." if parameter.variadic else ""
    return f"<{label}>{dots}" if parameter.required else f"[{label}]{dots}"


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
