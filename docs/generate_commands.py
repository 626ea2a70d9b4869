"""Writes ``docs/commands.md`` from the command tree; ``--check`` only compares."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from clerk_cli.console.help import help_page
from clerk_cli.console.tree import Branch, Node, root
from clerk_cli.environment import Environment
from clerk_cli.plugins.manager import Plugins

PAGE = Path(__file__).with_name("commands.md")
INTRODUCTION = """\
# Commands

Every command with its help, made by `python docs/generate_commands.py`. The global options are
shown once, with the first one.
"""


def walk(node: Node) -> Iterator[Node]:
    """A node and everything below it."""
    settled = node.resolve() if isinstance(node, Branch) else node
    yield settled
    if isinstance(settled, Branch):
        for child in sorted(settled.children, key=lambda child: child.words[0]):
            yield from walk(child)


def help_text(node: Node) -> str:
    """The help of a node as it is printed, 100 columns wide."""
    text = help_page(node, Environment(stdout=io.StringIO(), variables={"COLUMNS": "100"}))
    return text if not node.path else text.split("\nGlobal options:\n")[0].rstrip() + "\n"


def page() -> str:
    """The whole page."""
    plugins = Plugins()
    tree = root(plugins.groups, lambda warning: sys.exit(warning))
    sections = [
        f"## {' '.join(('clerk', *node.path))}\n\n```text\n{help_text(node)}```\n"
        for node in walk(tree)
    ]
    return "\n".join([INTRODUCTION, *sections])


def main() -> int:
    """Write the page, or compare it."""
    text = page()
    if "--check" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write("docs/commands.md is not current; run: python docs/generate_commands.py\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
