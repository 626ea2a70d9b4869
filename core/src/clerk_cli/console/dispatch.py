"""From a command line to what it asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from clerk_cli.console.parser import LineParser, ParsedLine
from clerk_cli.console.tree import Branch, Leaf, Node
from clerk_cli.frozen import Frozen


class ShowVersion(Frozen):
    """Print the version."""


class ShowHelp(Frozen):
    """Print the help of a node, for people or as JSON."""

    node: Node
    as_json: bool = False


class RunCommand(Frozen):
    """Run a command with the values of a parsed line."""

    leaf: Leaf
    line: ParsedLine


Action: TypeAlias = "ShowVersion | ShowHelp | RunCommand"


def dispatch(argv: list[str], root: Branch, aliases: Callable[[], Mapping[str, str]]) -> Action:
    """Decide what a command line asks for.

    Args:
        argv: The words after ``clerk``.
        root: The tree of commands.
        aliases: Reads the user's aliases; called only for a word that is not a command.

    Raises:
        UsageError: The command does not exist, or its arguments and options are not valid.
    """
    words = [*argv[1:], "--help"] if argv[:1] == ["help"] else argv
    line = LineParser(root, aliases).parse(words)
    if line.wants("version"):
        return ShowVersion()
    if isinstance(line.node, Branch) or line.wants("help"):
        as_json = line.global_values.get("output", [""])[-1].lower() == "json"
        return ShowHelp(line.node, as_json)
    return RunCommand(line.node, line)
