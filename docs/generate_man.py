"""Writes the man page of the installed command tree to a file: ``generate_man.py clerk.1``."""

from __future__ import annotations

import sys
from pathlib import Path

from generate_commands import walk

from clerk_cli import __version__
from clerk_cli.console.help import ABOUT
from clerk_cli.console.options import GLOBAL, spellings
from clerk_cli.console.tree import Leaf, root
from clerk_cli.discovery import Plugins
from clerk_cli.fields import parameters

FILES = (
    ("~/.config/clerk/cli/profiles", "Profiles and settings; CLERK_CONFIG_DIR moves the folder"),
    ("~/.config/clerk/cli/aliases.json", "Aliases"),
    (".env", "CLERK_SECRET_KEY of a project, in this folder or above it"),
)
STATUSES = (
    ("0", "done"), ("1", "failed"), ("2", "wrong usage"), ("3", "authentication"),
    ("130", "interrupted"),
)  # fmt: skip


def escaped(text: str) -> str:
    """A text in which nothing is a request to the formatter."""
    safe = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join(f"\\&{line}" if line[:1] in ".'" else line for line in safe.splitlines())


def term(name: str, text: str) -> list[str]:
    """A name in bold, and what it means."""
    return [".TP", f".B {escaped(name)}", escaped(text)]


def command(leaf: Leaf) -> list[str]:
    """The section of a command."""
    declared = parameters(leaf.command)
    words = ["clerk", *leaf.path]
    words += [f"<{each.field.label}>" for each in declared if each.role == "argument"]
    lines = [f'.SS "{escaped(" ".join(words))}"', escaped(leaf.help + ".")]
    helps = {each.name: each.field.help for each in declared}
    for each in spellings(declared):
        lines += term(each.text, helps[each.name])
    return lines


def page() -> str:
    """The whole page."""
    tree = root(Plugins().groups, lambda warning: sys.exit(warning))
    lines = [f'.TH CLERK 1 "" "clerk {__version__}" "User Commands"', ".SH NAME"]
    lines += [f"clerk \\- {escaped(ABOUT)}", ".SH SYNOPSIS", ".B clerk"]
    lines += ["[options] <command> [arguments]", ".SH COMMANDS"]
    for node in walk(tree):
        if isinstance(node, Leaf):
            lines += command(node)
        elif node.path:
            lines += [f'.SS "{escaped(" ".join(("clerk", *node.path)))}"', escaped(node.help + ".")]
    lines.append(".SH GLOBAL OPTIONS")
    for each in GLOBAL:
        lines += term(each.text, each.name.replace("_", " "))
    for heading, rows in (("FILES", FILES), ("EXIT STATUS", STATUSES)):
        lines.append(f".SH {heading}")
        for name, text in rows:
            lines += term(name, text)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
