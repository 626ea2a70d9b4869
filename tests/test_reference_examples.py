"""The examples of the reference for plugin authors do what the page shows."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from console_sessions import ConsoleSession, differences, steps_of
from forked_runs import run_forked
from reference_examples import settable, uses
from source_tree import ROOT

from clerk_cli import api
from clerk_cli.checks.attributes import ATTRIBUTES, KEYWORDS
from clerk_cli.testing import CommandLine

PAGE = (ROOT / "docs/plugins/reference.md").read_text(encoding="utf-8")
CHAPTER = PAGE.partition("\n## Examples\n")[2]
SECTIONS = {
    match[1]: match[0]
    for match in re.finditer(r"^### (\w+\.py)\n.*?(?=^### |\Z)", CHAPTER, re.DOTALL | re.MULTILINE)
}
CODE = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
OF_A_COMMAND = [name.partition(".")[2] for name in settable() if name.startswith("Command.")]


@pytest.fixture
def folder(clerk: CommandLine, tmp_path: Path) -> Path:
    """The plugins of the page, saved as it says."""
    folder = tmp_path / "examples"
    folder.mkdir()
    for name, section in SECTIONS.items():
        (code,) = CODE.findall(section)
        (folder / name).write_text(code, encoding="utf-8")
    clerk.variables["CLERK_PLUGINS_DIR"] = str(folder)
    return folder


used = cache(uses)


@pytest.mark.parametrize("name", settable())
def test_a_hook_or_attribute_has_an_example_on_the_page(name: str) -> None:
    use = used().get(name)
    assert use is not None, f"set {name} in a plugin of docs/plugins/examples"
    assert use.markdown() in PAGE
    assert use.file in SECTIONS


@pytest.mark.slow
@pytest.mark.parametrize("name", SECTIONS)
def test_an_example_prints_what_the_page_shows(clerk: CommandLine, folder: Path, name: str) -> None:
    assert (folder / name).exists()
    steps = steps_of(SECTIONS[name])
    assert steps
    session = ConsoleSession(clerk)
    for step in steps:
        printed = session.run(step.command)
        assert differences(step.output, printed) == [], f"$ {step.command}\n{printed}"


@pytest.mark.parametrize("name", SECTIONS)
def test_an_example_has_no_mistakes(clerk: CommandLine, folder: Path, name: str) -> None:
    clerk.check_plugin(folder / name)


def test_an_answer_of_an_example_comes_before_the_program(clerk: CommandLine, folder: Path) -> None:
    assert (folder / "tea.py").exists()
    assert run_forked(clerk, "tea", "--help").code == 0  # writes the index
    assert run_forked(clerk, "tea", "time").out == "It is tea time.\n"


def test_the_check_of_plugins_knows_the_same_attributes() -> None:
    assert set(OF_A_COMMAND) == set(ATTRIBUTES)
    assert set(KEYWORDS) == set(api.CommandSpec.__annotations__)
