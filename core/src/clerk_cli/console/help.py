"""Help for the root, a group or a command."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from inspect import cleandoc

from clerk_cli.commands.fields import Parameter, parameters
from clerk_cli.console.tree import Branch, Leaf, Node
from clerk_cli.environment import Environment
from clerk_cli.output.color import Palette
from clerk_cli.output.sanitize import clean_styled

Row = tuple[str, str]
NAME_WIDTH = 36

ABOUT = "Manage Clerk instances from a terminal, a script or a CI job"
GLOBAL_ROWS: tuple[Row, ...] = (
    ("-p, --profile <name>", "Use a specific profile"),
    ("-o, --output <format>", "Output format: table, json, yaml, ndjson or csv (default: table)"),
    ("    --dotenv", "Use CLERK_SECRET_KEY from .env file"),
    ("    --debug", "Show HTTP requests and answers on stderr"),
    ("    --no-plugins", "Load no plugin"),
    ("-h, --help", "Show this help"),
)
ROOT_ROWS: tuple[Row, ...] = (("-v, --version", "Show the version"),)


def help_page(node: Node, environment: Environment) -> str:
    """The help of a node, for the terminal that stdout is."""
    palette = Palette(environment.colors(environment.stdout))
    page = _Page(palette, min(environment.width, 100))
    if isinstance(node, Leaf):
        _command(page, node)
    else:
        _group(page, node)
    return clean_styled(page.text())


class _Page:
    """Collects lines of help, coloured and wrapped."""

    def __init__(self, palette: Palette, width: int) -> None:
        self.palette = palette
        self.width = max(width, 40)
        self._lines: list[str] = []

    def heading(self, text: str) -> None:
        self._lines.append(self.palette.heading(text))

    def paragraph(self, text: str) -> None:
        for block in text.split("\n\n"):
            kept = (
                block
                if block.startswith(" ")
                else textwrap.fill(" ".join(block.split()), self.width)
            )
            self._lines += [kept, ""]

    def line(self, text: str = "") -> None:
        self._lines.append(text)

    def rows(self, rows: Iterable[Row]) -> None:
        """A name and its text in two columns; the text wraps below itself."""
        rows = list(rows)
        column = min(max((len(name) for name, _ in rows), default=0) + 2, NAME_WIDTH)
        for name, text in rows:
            wrapped = textwrap.wrap(text, max(self.width - column - 2, 20)) or [""]
            name_cell = self.palette.cyan(name) + " " * max(column - len(name), 1)
            if len(name) >= column:
                name_cell = self.palette.cyan(name) + "\n  " + " " * column
            self._lines.append(f"  {name_cell}{wrapped[0]}".rstrip())
            self._lines += [" " * (column + 2) + rest for rest in wrapped[1:]]
        self._lines.append("")

    def text(self) -> str:
        return "\n".join(self._lines).rstrip("\n") + "\n"


def _group(page: _Page, branch: Branch) -> None:
    place = " ".join(("clerk", *branch.path))
    page.heading("Usage:")
    page.line(f"  {place} <command> [options]")
    page.line()
    page.paragraph((branch.help or ABOUT) + ".")
    page.heading("Commands:")
    nodes = sorted(branch.children, key=lambda node: node.words[0])
    page.rows((", ".join(node.words), node.help) for node in nodes)
    page.heading("Options:")
    page.rows(GLOBAL_ROWS if branch.path else (*GLOBAL_ROWS, *ROOT_ROWS))
    page.paragraph(f"Use {place} <command> --help for more about a command.")


def _command(page: _Page, leaf: Leaf) -> None:
    declared = parameters(leaf.command)
    arguments = [each for each in declared if each.role == "argument"]
    options = [each for each in declared if each.role != "argument"]
    words = ["clerk", *leaf.path, *(_argument(each) for each in arguments)]
    if any(not each.required for each in options) or not options:
        words.append("[options]")
    page.heading("Usage:")
    page.line(f"  {' '.join(words)}")
    page.line()
    page.paragraph(cleandoc(leaf.command.__doc__ or leaf.help))
    if leaf.words[1:]:
        page.line(f"Also: {', '.join(leaf.words[1:])}")
        page.line()
    if arguments:
        page.heading("Arguments:")
        page.rows((_argument(each), each.field.help) for each in arguments)
    if options:
        page.heading("Options:")
        page.rows((_option(each), _option_help(each)) for each in options)
    page.heading("Global options:")
    page.rows(GLOBAL_ROWS)


def _argument(parameter: Parameter) -> str:
    dots = "..." if parameter.variadic else ""
    label = f"{parameter.field.label}{dots}"
    return f"<{label}>" if parameter.required else f"[{label}]"


def _option(parameter: Parameter) -> str:
    short = f"-{parameter.field.short}, " if parameter.field.short else "    "
    label = parameter.field.label
    if parameter.role == "switch":
        return f"{short}{label} / --no-{label[2:]}"
    return f"{short}{label} <{parameter.metavar}>" if parameter.takes_value else f"{short}{label}"


def _option_help(parameter: Parameter) -> str:
    if parameter.required:
        return f"{parameter.field.help} (required)"
    default = parameter.field.default
    return (
        parameter.field.help if default is None else f"{parameter.field.help} (default: {default})"
    )
