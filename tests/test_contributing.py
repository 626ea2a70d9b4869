"""CONTRIBUTING tells the truth: what it names exists, and a forgotten step is named by a test."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from source_tree import ROOT

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PLACES = (ROOT, ROOT / "core/src/clerk_cli")
PATHS = sorted(
    path
    for path in set(re.findall(r"`((?:\.?[\w-]+/)+[\w.-]*|[\w-]+\.(?:md|txt|toml|ini|py))`", PAGE))
    if "NAME" not in path
)
SECTIONS = dict(re.findall(r"^### … (.*?)\n(.*?)(?=^##)", PAGE, re.MULTILINE | re.DOTALL))

FORGOTTEN = {
    "an option to a command": ("docs/commands.md", "docs/generate_commands.py", "--check"),
    "an official plugin": ("README.md", ".github/release/list_plugins.py", "--check"),
}
"""A page that a path ends with, and the program that says if it is forgotten."""

DEFINITIONS = {
    "a command to a group": [("tests/test_command_outputs.py", r"^ROWS = ")],
    "a global option": [("core/src/clerk_cli/console/options.py", r"^GLOBAL_OPTIONS\b")],
    "an output format": [("core/src/clerk_cli/output/formats.py", r"^def core_formats\(")],
    "a built-in command": [("core/src/clerk_cli/builtin/__init__.py", r"^def clerk_groups\(")],
    "an official plugin": [("core/src/clerk_cli/plugins/official.py", r"^OFFICIAL\b")],
}
"""What a path says to edit, and how the line there begins."""


@pytest.mark.parametrize("path", PATHS)
def test_a_path_of_the_page_exists(path: str) -> None:
    assert any((place / path).exists() for place in PLACES), path


def test_the_page_has_a_path_for_each_kind_of_contribution() -> None:
    assert list(SECTIONS) == [
        "an option to a command", "a command to a group", "a group", "an official plugin",
        "a global option", "a new version of the Backend API", "an output format",
        "a built-in command",
    ]  # fmt: skip


@pytest.mark.parametrize("section", DEFINITIONS)
def test_what_a_path_says_to_edit_is_there(section: str) -> None:
    for path, pattern in DEFINITIONS[section]:
        source = (ROOT / path).read_text(encoding="utf-8")
        assert Path(path).name in SECTIONS[section]
        assert re.search(pattern, source, re.MULTILINE), f"{path} has no {pattern}"


@pytest.mark.parametrize("section", FORGOTTEN)
def test_a_forgotten_step_would_be_named(section: str) -> None:
    page, program, option = FORGOTTEN[section]
    assert page in SECTIONS[section] or program in SECTIONS[section]
    done = subprocess.run(
        [sys.executable, str(ROOT / program), option],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr


def test_the_table_of_tox_environments_is_complete() -> None:
    tox = (ROOT / "tox.ini").read_text(encoding="utf-8")
    names = re.search(r"^env_list = (.*)$", tox, re.MULTILINE)
    assert names
    listed = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    assert listed == names[1].split(", ")
