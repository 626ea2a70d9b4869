"""Writes the man page of the installed command tree to a file: ``generate_man.py clerk.1``."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from generate_commands import walk

from clerk_cli import __version__
from clerk_cli.commands.base import Example
from clerk_cli.console.help import ABOUT, global_rows, root_examples
from clerk_cli.console.tree import Branch, Leaf, root
from clerk_cli.console.usage import option_help, option_label, usage
from clerk_cli.plugins.manager import Plugins

FILES = (
    ("~/.config/clerk/cli/profiles", "Profiles and settings; CLERK_CONFIG_DIR moves the folder"),
    ("~/.config/clerk/cli/aliases.json", "Aliases"),
    ("~/.config/clerk/cli/plugins", "Plugins that are disabled or have been announced"),
    ("clerk.toml", "Plugins, aliases, and defaults of a team, in this folder or above it"),
    (".env", "CLERK_SECRET_KEY of a project, in this folder or above it"),
)
VARIABLES = (
    ("CLERK_PROFILE", "The active profile"),
    ("CLERK_PLUGINS", "The only plugins to load, separated by commas"),
    ("CLERK_CONFIG_DIR", "The configuration folder"),
    ("CLERK_API_VERSION", "The version of the API to use"),
    ("NO_COLOR, FORCE_COLOR", "Turn color off or on, whatever the terminal supports"),
)
STATUSES = (
    ("0", "success"), ("1", "failure"), ("2", "usage error"), ("3", "authentication failure"),
    ("130", "interrupted"),
)  # fmt: skip


def escape(text: str) -> str:
    """Text without requests to the formatter."""
    safe = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join(f"\\&{line}" if line[:1] in ".'" else line for line in safe.splitlines())


def terms(rows: Iterable[tuple[str, str]]) -> list[str]:
    """Names in bold, each with its meaning."""
    return [line for name, text in rows for line in (".TP", f".B {escape(name)}", escape(text))]


def examples(items: Iterable[Example]) -> list[str]:
    """Command lines, each below its explanation."""
    return [
        line
        for item in items
        for line in (
            ".PP",
            f"{escape(item.help)}:",
            ".RS",
            f".EX\n{escape(item.command)}\n.EE",
            ".RE",
        )
    ]


def command(leaf: Leaf) -> list[str]:
    """The section of a command."""
    options = [item for item in leaf.parameters if item.role != "argument"]
    return [
        f'.SS "{escape(usage(leaf).removesuffix(" [options]"))}"',
        escape(f"{leaf.help}."),
        *terms((option_label(item).strip(), option_help(item)) for item in options),
        *examples(leaf.command.spec.examples),
    ]


def group(branch: Branch) -> list[str]:
    """The section of a group."""
    return [f'.SS "{escape(f"clerk {branch.name}")}"', escape(f"{branch.help}.")]


def page() -> str:
    """The complete page."""
    plugins = Plugins()
    tree = root(plugins.groups, lambda warning: sys.exit(warning))
    lines = [f'.TH CLERK 1 "" "clerk {__version__}" "User Commands"', ".SH NAME"]
    lines += [f"clerk \\- {escape(ABOUT)}", ".SH SYNOPSIS", ".B clerk"]
    lines += ["[options] <command> [arguments]", ".SH EXAMPLES", *examples(root_examples(tree))]
    lines.append(".SH COMMANDS")
    for node in walk(tree):
        if isinstance(node, Leaf):
            lines += command(node)
        elif node.path:
            lines += group(node)
    lines.append(".SH GLOBAL OPTIONS")
    lines += terms((label.strip(), help) for label, help in global_rows(at_root=True))
    declared = [(item.variable, item.help) for item in plugins.settings if item.variable]
    variables = sorted({*VARIABLES, *declared})
    for heading, rows in (("ENVIRONMENT", variables), ("FILES", FILES), ("EXIT STATUS", STATUSES)):
        lines += [f".SH {heading}", *terms(rows)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
