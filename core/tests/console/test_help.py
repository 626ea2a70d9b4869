"""What help teaches, and how it is laid out."""

from __future__ import annotations

import re
import shlex

import pytest

from clerk_cli.builtin import clerk_groups
from clerk_cli.commands.base import Command, Example
from clerk_cli.commands.fields import argument, option
from clerk_cli.console.help import ROOT_EXAMPLES
from clerk_cli.console.layout import Layout, wrapped_command
from clerk_cli.output.color import Palette
from clerk_cli.plugins import Group
from clerk_cli.plugins.manager import Plugins
from clerk_cli.testing import CommandLine


class GardenWater(
    Command,
    name="garden water",
    examples=(
        Example("clerk garden water roses --liters 3", "Water the roses"),
        Example("clerk garden water --liters 5 --schedule '0 6 * * *' lawn", "Every morning"),
    ),
):
    """Water the garden.

    The days:

    - monday: the roses, which
      need the most
    - friday: the lawn
    """

    plant: str = argument("The plant")
    liters: str = option("How much")
    schedule: str | None = option("When")


class GardenPlan(Command, name="garden plan"):
    """Plan the garden."""


@pytest.fixture
def garden(clerk: CommandLine) -> CommandLine:
    """The command line with groups of third-party plugins."""
    clerk.plugins = Plugins([])
    clerk.plugins.groups.extend(
        [
            Group("garden", "Tend the garden", __name__),
            Group("shed", "Sort the shed", __name__, section="tools"),
            Group("users", "Manage users", __name__),
            Group("fence", "Paint the fence", __name__, section="no such section"),
        ]
    )
    return clerk


def section(page: str, heading: str) -> str:
    """The lines below a heading, up to the next blank line."""
    return page.split(f"\n{heading}:\n", 1)[1].split("\n\n", 1)[0]


def built_in(section: str) -> list[str]:
    """The groups of the core in a section of root help."""
    return [group.name for group in clerk_groups() if group.section == section]


def test_the_root_shows_each_group_in_its_section(garden: CommandLine) -> None:
    page = garden("--help").out
    assert re.findall(r"^(.+):$", page, re.MULTILINE) == [
        "Usage", "Resources", "Setup", "Developer tools", "Additional commands", "Options",
        "Examples",
    ]  # fmt: skip
    names = {
        heading: re.findall(r"^  (\w+)", section(page, heading), re.MULTILINE)
        for heading in ("Resources", "Setup", "Developer tools", "Additional commands")
    }
    assert names == {
        "Resources": ["users"],
        "Setup": sorted(built_in("setup")),
        "Developer tools": sorted([*built_in("tools"), "shed"]),
        "Additional commands": ["fence", "garden"],
    }


@pytest.mark.parametrize("argv", [["--help"], ["--no-plugins", "--help"]])
def test_the_root_shows_three_examples_of_what_is_installed(
    clerk: CommandLine, argv: list[str]
) -> None:
    page = clerk(*argv).out
    lines = [line.strip() for line in section(page, "Examples").splitlines()[1::2]]
    needed = {example.command: groups for groups, example in ROOT_EXAMPLES}
    assert len(lines) == 3
    assert all(re.search(rf"^  {group}\b", page, re.M) for line in lines for group in needed[line])


def test_a_section_without_groups_is_left_out(clerk: CommandLine) -> None:
    assert "Additional commands" not in clerk("--no-plugins", "--help").out


@pytest.mark.parametrize("columns", ["60", "80", "100"])
def test_a_command_shows_its_examples_within_the_terminal(
    garden: CommandLine, columns: str
) -> None:
    page = garden("garden", "water", "--help", env={"COLUMNS": columns}).out
    lines = section(page, "Examples").splitlines()
    assert [line for line in lines if line.startswith("  # ")] == [
        "  # Water the roses",
        "  # Every morning",
    ]
    assert max(map(len, lines)) <= int(columns)
    shell_lines = "\n".join(line for line in lines if "#" not in line).replace("\\\n", " ")
    assert [shlex.split(line) for line in shell_lines.splitlines()] == [
        shlex.split(item.command) for item in GardenWater.spec.examples
    ]


def test_a_command_without_examples_has_no_heading_for_them(garden: CommandLine) -> None:
    assert "Examples:" not in garden("garden", "plan", "--help").out


def test_a_usage_line_names_arguments_and_required_options(garden: CommandLine) -> None:
    page = garden("garden", "water", "--help").out
    assert section(f"\n{page}", "Usage") == (
        "  clerk garden water <plant> --liters <liters> [options]"
    )


def test_a_list_in_a_description_keeps_its_lines(garden: CommandLine) -> None:
    page = garden("garden", "water", "--help").out
    assert "\n- monday: the roses, which need the most\n- friday: the lawn\n" in page


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one\ntwo", ["one two"]),
        ("- one\n- two", ["- one", "- two"]),
        ("1. one\n2. two", ["1. one", "2. two"]),
        ("a: one\nbc: two", ["a: one", "bc: two"]),
        ("Note: one\ntwo", ["Note: one two"]),
        ("- one\n  more\n- two", ["- one more", "- two"]),
        ("    as it\n  is", ["    as it", "  is"]),
        (
            "key: a value that is too long for the width",
            ["key: a value that is too long for the", "width"],
        ),
        (
            "key: a value that is too long for the width\nb: short",
            ["key: a value that is too long for the", "     width", "b: short"],
        ),
    ],
)
def test_a_paragraph_is_wrapped_unless_it_is_a_list(text: str, lines: list[str]) -> None:
    layout = Layout(Palette(False), 40)
    layout.prose(text)
    assert layout.text().splitlines() == lines


@pytest.mark.parametrize(
    ("command", "width", "lines"),
    [
        ("clerk users list", 40, ["clerk users list"]),
        ("clerk users list --limit 5", 22, ["clerk users list \\", "    --limit 5"]),
        ("clerk x 'a b c d e f g h i'", 12, ["clerk x \\", "    'a b c d e f g h i'"]),
        ("clerk it's", 40, ["clerk it's"]),
    ],
)
def test_a_long_command_line_is_continued_at_a_word(
    command: str, width: int, lines: list[str]
) -> None:
    assert wrapped_command(command, width) == lines
