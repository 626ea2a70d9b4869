"""Help and completion out of the index: what needs no plugin, no parser and no settings.

Whatever is not there is left to the program proper, which keeps it for the next time.
"""

from __future__ import annotations

import os
import sys

from clerk_cli.terminal import wants_color, width_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from clerk_cli.startup.cache import Index

WIDEST = 100
"""Columns that help uses at most."""

COMPLETE = "__complete"
HELP = ("--help", "-h")


def try_fast_path(words: list[str], index: Index, variables: Mapping[str, str]) -> int | None:
    """Answer a command line, if all that it takes is in the index.

    Returns:
        The exit status; None where the program proper has to do it.
    """
    if not index.plugins:
        return None
    if words[:1] == [COMPLETE]:
        text = _completed(words[1:], index)
    else:
        name = page_name(words, variables)
        text = index.page(name) if name else None
    if text is None:
        return None
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def page_name(words: list[str], variables: Mapping[str, str]) -> str | None:
    """Under which name the help for a command line is kept; None where it is no plain one."""
    kind = "help"
    if words[:1] == ["help"]:
        words = words[1:]
    elif words and words[-1] in HELP:
        words = words[:-1]
    else:
        # Words without an option mean help only where they name a group.
        kind = "group"
    if any(word.startswith("-") for word in words):
        return None
    width = min(width_of(sys.stdout, variables), WIDEST)
    color = wants_color(sys.stdout, variables)
    return f"{kind} {width} {color} {' '.join(words)}"


def node_name(path: tuple[str, ...]) -> str:
    """Under which name the spec for completion below some words are kept."""
    return " ".join(("node", *path))


def _completed(words: list[str], index: Index) -> str | None:
    from clerk_cli.console.candidates import CacheMissError, candidates, lines

    def node(path: tuple[str, ...]) -> dict[str, object]:
        found = index.page(node_name(path))
        if found is None:
            raise CacheMissError
        return dict(found)

    try:
        return lines(candidates(node, words))
    except CacheMissError:
        return None
