"""Help and completion from the index: command lines that need no plugin, parser or settings.

What is not in the index is left to the full program, which stores it for the next time.
"""

from __future__ import annotations

import sys

from clerk_cli.startup.locations import COMPLETE
from clerk_cli.terminal import wants_color, width_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from clerk_cli.startup.cache import Index

MAX_HELP_WIDTH = 100
"""Columns that help uses at most."""

HELP = ("--help", "-h")
COMMANDS = "commands"
"""The command that lists all others, and the name under which its JSON is stored."""

AS_JSON = ("-ojson", "-o=json", "--output=json")


def try_fast_path(argv: list[str], index: Index, variables: Mapping[str, str]) -> int | None:
    """Run a command line if the index has everything that it needs.

    Returns:
        The exit status; None if it takes the full program.
    """
    if not index.plugins:
        return None
    if argv[:1] == [COMPLETE]:
        text = _completions(argv[1:], index)
    elif argv[:1] != ["help"] and without_json(argv) == ([COMMANDS], True):
        text = index.document(COMMANDS)
    else:
        name = page_name(argv, variables)
        text = (index.get(name) if name else None) or _offline_answer(argv, index)
    if text is None:
        return None
    sys.stdout.write(text)
    return 0


def page_name(argv: list[str], variables: Mapping[str, str]) -> str | None:
    """The name under which the help for a command line is stored; None if it asks for no help."""
    words, as_json = without_json(argv)
    kind = "help"
    if words[:1] == ["help"]:
        words = words[1:]
    elif words and words[-1] in HELP:
        words = words[:-1]
    else:
        # Words without an option ask for help only if they name a group.
        kind = "group"
    if any(word.startswith("-") for word in words):
        return None
    if as_json:
        return f"{kind} json {' '.join(words)}"
    width = min(width_of(sys.stdout, variables), MAX_HELP_WIDTH)
    color = wants_color(sys.stdout, variables)
    return f"{kind} {width} {color} {' '.join(words)}"


def without_json(argv: list[str]) -> tuple[list[str], bool]:
    """A command line without ``-o json``, and whether it has that."""
    words: list[str] = []
    as_json = False
    for word in argv:
        if word in AS_JSON:
            as_json = True
        elif word == "json" and words and words[-1] in ("-o", "--output"):
            as_json = True
            del words[-1]
        else:
            words.append(word)
    return words, as_json


def node_name(path: tuple[str, ...]) -> str:
    """The name under which the specification of a node is stored for completion."""
    return " ".join(("node", *path))


def _offline_answer(argv: list[str], index: Index) -> str | None:
    """What a plugin answers without settings and network; None where it takes the full program."""
    module = index.plugins.get("offline", {}).get(argv[0]) if argv else None
    if module is None or any(word.startswith("-") for word in argv):
        return None
    from importlib import import_module

    text: str | None = import_module(module).answer(argv[1:])
    return text


def _completions(words: list[str], index: Index) -> str | None:
    from clerk_cli.startup.candidates import CacheMissError, candidates, to_lines

    def find_node(path: tuple[str, ...]) -> dict[str, object]:
        spec = index.get(node_name(path))
        if spec is None:
            raise CacheMissError
        return dict(spec)

    try:
        return to_lines(candidates(find_node, words))
    except CacheMissError:
        return None
