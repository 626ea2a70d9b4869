"""Each command and each option of a plugin is on a command line in a test of that plugin."""

from __future__ import annotations

import re
from functools import cache

import pytest
from every_leaf import installed_leaves
from source_tree import ROOT
from walks import each

from clerk_cli.console.options import option_forms
from clerk_cli.console.tree import Leaf

pytestmark = pytest.mark.steps

LEAVES = [
    leaf for leaf in installed_leaves() if not leaf.command.__module__.startswith("clerk_cli.")
]


def plugin_of(leaf: Leaf) -> str:
    """The folder of the plugin that a command belongs to."""
    return leaf.command.__module__.partition(".")[0].removeprefix("clerk_cli_")


@cache
def words_in(folder: str) -> frozenset[str]:
    """The words of the tests in a folder, those with dashes in one piece."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(ROOT.glob(f"{folder}/**/*.py")))
    return frozenset(word for text in texts for word in re.findall(r"-{0,2}\w[\w-]*", text))


@each("leaf", LEAVES, lambda leaf: leaf.name)
def test_a_command_is_in_a_test_of_its_plugin(leaf: Leaf) -> None:
    folder = f"plugins/{plugin_of(leaf)}/tests"
    missing = set(leaf.path) - words_in(folder)
    assert not missing, f"{folder}/test_commands.py: add a row for clerk {leaf.name}"


@each("leaf", LEAVES, lambda leaf: leaf.name)
def test_an_option_is_in_a_test(leaf: Leaf) -> None:
    folder = f"plugins/{plugin_of(leaf)}/tests"
    tested = words_in(folder) | words_in("tests")
    missing = [
        parameter.field.label
        for parameter in leaf.parameters
        if (forms := {form.text for form in option_forms([parameter])}) and not forms & tested
    ]
    assert not missing, f"{folder}/test_commands.py: add rows with {missing}"
