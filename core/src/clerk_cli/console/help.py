"""Help for the root, a group or a command."""

from __future__ import annotations

from inspect import cleandoc

from clerk_cli.commands.base import Example
from clerk_cli.console.layout import Layout, Row, longest
from clerk_cli.console.options import global_options
from clerk_cli.console.tree import Branch, Leaf, Node
from clerk_cli.console.usage import (
    argument_help,
    argument_label,
    global_option_label,
    option_help,
    option_label,
    usage,
)
from clerk_cli.environment import Environment
from clerk_cli.output.color import Palette
from clerk_cli.output.sanitize import clean_styled
from clerk_cli.plugins.official import OFFICIAL
from clerk_cli.startup.fast_path import MAX_HELP_WIDTH

ABOUT = "Manage Clerk instances from the command line"
SECTIONS = {
    "resources": "Resources",
    "setup": "Setup",
    "tools": "Developer tools",
    "": "Additional commands",
}
"""The sections of root help, in order, with their headings; the last one has the rest."""

ROOT_EXAMPLES = (
    (("init",), Example("clerk init", "Set up a profile with your secret key")),
    (("sandbox", "users"), Example("clerk -p sandbox users list", "Try it without an account")),
    (("users",), Example("clerk users list --query ada -o json", "Find users, as JSON")),
    (("whoami",), Example("clerk whoami", "Show the active profile and key")),
    (("plugins",), Example("clerk plugins install users", "Add the commands for users")),
)
"""Examples of root help, the best first, each with the groups that it needs."""

ROOT_EXAMPLE_COUNT = 3


def help_page(node: Node, environment: Environment) -> str:
    """The help of a node, for the terminal that stdout is."""
    palette = Palette(environment.colors(environment.stdout))
    layout = Layout(palette, min(environment.width, MAX_HELP_WIDTH))
    if isinstance(node, Leaf):
        _add_command(layout, node)
    elif node.path:
        _add_group(layout, node)
    else:
        _add_root(layout, node)
    return clean_styled(layout.text())


def root_examples(root: Branch) -> list[Example]:
    """Three command lines to begin with, of commands that are installed."""
    groups = {node.words[0] for node in root.children}
    examples = [example for needed, example in ROOT_EXAMPLES if groups.issuperset(needed)]
    return examples[:ROOT_EXAMPLE_COUNT]


def global_rows(*, at_root: bool) -> list[Row]:
    """The rows for the global options.

    Args:
        at_root: Whether the help is that of the root.
    """
    return [
        (global_option_label(option), option.help) for option in global_options(at_root=at_root)
    ]


def _add_root(layout: Layout, root: Branch) -> None:
    _add_usage(layout, "clerk <command> [options]")
    layout.prose(f"{ABOUT}.")
    sections: dict[str, list[Row]] = {name: [] for name in SECTIONS}
    for node, row in _rows_of(root):
        sections[_section_of(node)].append(row)
    name_width = longest(row for rows in sections.values() for row in rows)
    for name, rows in sections.items():
        if rows:
            layout.heading(f"{SECTIONS[name]}:")
            layout.rows(rows, name_width=name_width)
    layout.heading("Options:")
    layout.rows(global_rows(at_root=True))
    layout.heading("Examples:")
    layout.examples(root_examples(root))
    layout.prose("Use clerk <command> --help for more information about a command.")


def _add_group(layout: Layout, branch: Branch) -> None:
    _add_usage(layout, f"clerk {branch.name} <command> [options]")
    layout.prose(f"{branch.help}.")
    layout.heading("Commands:")
    layout.rows(row for _, row in _rows_of(branch))
    layout.heading("Options:")
    layout.rows(global_rows(at_root=False))
    layout.prose(f"Use clerk {branch.name} <command> --help for more information about a command.")


def _add_command(layout: Layout, leaf: Leaf) -> None:
    arguments = [item for item in leaf.parameters if item.role == "argument"]
    options = [item for item in leaf.parameters if item.role != "argument"]
    _add_usage(layout, usage(leaf))
    layout.prose(cleandoc(leaf.command.__doc__ or leaf.help))
    if aliases := leaf.words[1:]:
        layout.line(f"Aliases: {', '.join(aliases)}")
        layout.line()
    if arguments:
        layout.heading("Arguments:")
        layout.rows((argument_label(item), argument_help(item)) for item in arguments)
    if options:
        layout.heading("Options:")
        layout.rows((option_label(item), option_help(item)) for item in options)
    if examples := leaf.command.spec.examples:
        layout.heading("Examples:")
        layout.examples(examples)
    layout.heading("Global options:")
    layout.rows(global_rows(at_root=False))


def _add_usage(layout: Layout, text: str) -> None:
    layout.heading("Usage:")
    layout.line(f"  {text}")
    layout.line()


def _rows_of(branch: Branch) -> list[tuple[Node, Row]]:
    nodes = sorted(branch.children, key=lambda node: node.words[0])
    return [(node, (", ".join(node.words), node.help)) for node in nodes]


def _section_of(node: Node) -> str:
    section = node.section if isinstance(node, Branch) else ""
    if not section and node.path[0] in OFFICIAL:
        return "resources"
    return section if section in SECTIONS else ""
