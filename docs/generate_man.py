"""Writes the man page of the installed command tree to a file: ``generate_man.py clerk.1``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from generate_commands import walk

from clerk_cli import __version__
from clerk_cli.commands.fields import parameters
from clerk_cli.console.completion import MEANINGS
from clerk_cli.console.help import ABOUT
from clerk_cli.console.options import GLOBAL, ROOT_ONLY, OptionForm, option_forms
from clerk_cli.console.tree import Leaf, root
from clerk_cli.plugins.manager import Plugins

FILES = (
    ("~/.config/clerk/cli/profiles", "Profiles and settings; CLERK_CONFIG_DIR moves the folder"),
    ("~/.config/clerk/cli/aliases.json", "Aliases"),
    ("~/.config/clerk/cli/plugins", "Which plugins are disabled, or were announced"),
    ("clerk.toml", "Plugins, aliases and defaults of a team, in this folder or above it"),
    (".env", "CLERK_SECRET_KEY of a project, in this folder or above it"),
)
VARIABLES = (
    ("CLERK_PROFILE", "The active profile"),
    ("CLERK_PLUGINS", "The only plugins to load, with commas between their names"),
    ("CLERK_CONFIG_DIR", "The configuration folder"),
    ("CLERK_API_VERSION", "The version of the API to ask for"),
    ("NO_COLOR, FORCE_COLOR", "Whether there is colour, in place of what the terminal says"),
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


def options(known: Iterable[OptionForm], helps: Mapping[str, str]) -> list[str]:
    """The options, each once with all its option_forms."""
    together: dict[str, list[OptionForm]] = {}
    for each in known:
        together.setdefault(each.name, []).append(each)
    lines = []
    for name, found in together.items():
        value = f" <{name.rsplit('_', 1)[-1]}>" if found[0].takes_value else ""
        lines += term(", ".join(each.text for each in found) + value, helps[name])
    return lines


def command(leaf: Leaf) -> list[str]:
    """The section of a command."""
    declared = parameters(leaf.command)
    words = ["clerk", *leaf.path]
    words += [f"<{each.field.label}>" for each in declared if each.role == "argument"]
    lines = [f'.SS "{escaped(" ".join(words))}"', escaped(leaf.help + ".")]
    return lines + options(
        option_forms(declared), {each.name: each.field.help for each in declared}
    )


def page() -> str:
    """The whole page."""
    plugins = Plugins()
    tree = root(plugins.groups, lambda warning: sys.exit(warning))
    lines = [f'.TH CLERK 1 "" "clerk {__version__}" "User Commands"', ".SH NAME"]
    lines += [f"clerk \\- {escaped(ABOUT)}", ".SH SYNOPSIS", ".B clerk"]
    lines += ["[options] <command> [arguments]", ".SH COMMANDS"]
    for node in walk(tree):
        if isinstance(node, Leaf):
            lines += command(node)
        elif node.path:
            lines += [f'.SS "{escaped(" ".join(("clerk", *node.path)))}"', escaped(node.help + ".")]
    lines += [".SH GLOBAL OPTIONS", *options((*GLOBAL, *ROOT_ONLY), MEANINGS)]
    own = [(each.variable, each.help) for each in plugins.settings if each.variable]
    variables = sorted({*VARIABLES, *own})
    for heading, rows in (("ENVIRONMENT", variables), ("FILES", FILES), ("EXIT STATUS", STATUSES)):
        lines.append(f".SH {heading}")
        for name, text in rows:
            lines += term(name, text)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), encoding="utf-8")
