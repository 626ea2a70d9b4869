"""CONTRIBUTING tells the truth: what it names exists, and a forgotten step is named by a test."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from textwrap import dedent
from types import ModuleType

import pytest
from source_tree import (
    CORE,
    MAX_LINES,
    MAX_LINES_OF_A_FUNCTION,
    ROOT,
    core_files,
    relative,
    tree_of,
)

from clerk_cli import api, connection
from clerk_cli.builtin import clerk_groups
from clerk_cli.commands.fields import parameters
from clerk_cli.operations.table import API_VERSION
from clerk_cli_users.views import USER_STATUS

pytestmark = pytest.mark.steps

PLACES = (ROOT, CORE, ROOT / "plugins/sandbox/src/clerk_cli_sandbox")
NOT_IN_THE_SOURCE = {("docs/glossary.md", "clerk.toml")}
"""The files of users that pages name."""

PATH = r"(?:\.?[\w-]+/)+[\w.-]*|[\w-]+\.(?:md|txt|toml|ini|py)"
PAGES = {
    path: (ROOT / path).read_text(encoding="utf-8")
    for path in ("CONTRIBUTING.md", ".github/AGENTS.md", "SECURITY.md", "docs/glossary.md")
}
PATHS = sorted(
    {
        (page, path)
        for page, text in PAGES.items()
        for path in re.findall(f"`({PATH})`", text)
        if "NAME" not in path and (page, path) not in NOT_IN_THE_SOURCE
    }
)
PAGE = PAGES["CONTRIBUTING.md"]
SECTIONS = dict(re.findall(r"^### (.*?)\n(.*?)(?=^##)", PAGE, re.MULTILINE | re.DOTALL))

PUBLIC = tuple(
    CORE / name
    for name in (
        "commands/base.py", "commands/fields.py", "commands/object_kinds.py", "plugins/__init__.py",
    )
)  # fmt: skip
"""The classes and functions that contributors use, which the page names without their files."""

GENERATED = {
    "docs/commands.md": ("docs/generate_commands.py", "--check"),
    "docs/plugins/reference.md": ("docs/plugins/generate_reference.py", "--check"),
    "core/src/clerk_cli/plugins/official.py": (".github/release/list_plugins.py", "--check"),
}
"""Generated files, and the program that says whether they are current."""

VERSIONED_PAGES = ("docs/configuration.md", "plugins/sandbox/README.md")
"""The pages that say the version of the Backend API."""


def items_of(section: str) -> list[str]:
    """The steps and paragraphs of a section."""
    return re.split(r"\n(?=\d\. |\n\S)", SECTIONS[section])


def names_in(item: str) -> list[str]:
    """The identifiers that a step names: ``ROWS``, ``core_formats()``, ``confirm=``."""
    prose = re.sub("```.*?```", "", item, flags=re.DOTALL)
    return re.findall(r"`([A-Za-z_]\w*)(?:\(\)|=[^`]*| = \w+)?`", prose)


def python_files_in(text: str) -> tuple[Path, ...]:
    """The Python files that a text names."""
    paths = [path for path in re.findall(f"`({PATH})`", text) if path.endswith(".py")]
    files = [place / path for path in paths for place in PLACES]
    return tuple(file for file in files if file.exists())


def named_with_files() -> Iterator[tuple[str, str, tuple[Path, ...]]]:
    """Each identifier of a path, with the files that its step names, or else the whole path."""
    for section, text in SECTIONS.items():
        for item in items_of(section):
            files = python_files_in(item) or python_files_in(text)
            for name in names_in(item):
                if not any((place / name).exists() for place in PLACES):
                    yield section, name, files


@cache
def defined_in(path: Path) -> frozenset[str]:
    """The names that a file defines: classes, functions, their arguments, variables."""
    names: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return frozenset(names)


@pytest.mark.parametrize(("page", "path"), PATHS)
def test_a_path_of_a_page_for_contributors_exists(page: str, path: str) -> None:
    assert any((place / path).exists() for place in PLACES), f"{page}: there is no {path}"


def test_the_page_for_agents_says_how_long_modules_and_functions_may_be() -> None:
    rule = f"Modules have at most {MAX_LINES} lines, functions at most {MAX_LINES_OF_A_FUNCTION}."
    assert rule in PAGES[".github/AGENTS.md"]


def test_an_identifier_of_the_glossary_exists() -> None:
    named = set(re.findall(r"`([A-Z][a-z]+[A-Za-z]+|clerk_\w+)`", PAGES["docs/glossary.md"]))
    known = frozenset().union(*map(defined_in, core_files()))
    assert named
    assert not named - known


def test_the_page_has_a_path_for_each_kind_of_contribution() -> None:
    assert list(SECTIONS) == [
        "Add an option to a command", "Add a command to a group", "Add an example to a command",
        "Add a group",
        "Add an official plugin", "Add a global option", "Add an operation to the sandbox",
        "Add an output format", "Add a hook, or an attribute that authors set",
        "Add a built-in command",
        "Move to a new version of the Backend API",
    ]  # fmt: skip


@pytest.mark.parametrize("section", SECTIONS)
def test_the_steps_of_a_path_are_numbered_one_by_one(section: str) -> None:
    numbers = re.findall(r"^(\d+)\. ", SECTIONS[section], re.MULTILINE)
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]


def test_the_sample_of_a_command_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    sample = ModuleType("sample_of_the_page")
    monkeypatch.setitem(sys.modules, sample.__name__, sample)
    vars(sample).update({name: vars(api)[name] for name in api.__all__}, USER_STATUS=USER_STATUS)
    exec(f"from __future__ import annotations\n{dedent(code)}", vars(sample))
    (field,) = parameters(vars(sample)["UsersBan"])
    assert (field.name, field.role, field.required) == ("user_id", "argument", True)


@pytest.mark.parametrize(("section", "name", "files"), [*named_with_files()])
def test_an_identifier_of_a_path_is_defined_in_the_file_named_with_it(
    section: str, name: str, files: tuple[Path, ...]
) -> None:
    assert any(name in defined_in(path) for path in (*files, *PUBLIC)), (
        f'"{section}" names `{name}`, which is not in {", ".join(map(relative, files))}'
    )


@pytest.mark.parametrize("path", GENERATED)
def test_a_generated_file_is_current(path: str) -> None:
    program, *options = GENERATED[path]
    done = subprocess.run(
        [sys.executable, str(ROOT / program), *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    shown = f"run python {program}\n{done.stdout}{done.stderr}"
    assert (done.returncode, done.stderr) == (0, ""), shown


@pytest.mark.parametrize("path", [".pre-commit-config.yaml", "tox.ini"])
@pytest.mark.parametrize("generated", GENERATED)
def test_a_generated_file_is_checked_before_commits_and_in_ci(path: str, generated: str) -> None:
    line = f"python {' '.join(GENERATED[generated])}"
    assert line in (ROOT / path).read_text(encoding="utf-8"), f"{path}: add {line}"


def test_types_are_checked_before_commits_as_in_ci() -> None:
    tox = (ROOT / "tox.ini").read_text(encoding="utf-8")
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    lines = re.findall(r"^ +(mypy .*)$", tox, re.MULTILINE)
    assert lines
    missing = [line for line in lines if f"entry: {line}\n" not in hooks]
    assert not missing, f".pre-commit-config.yaml: add {missing}"


def test_the_table_of_tox_environments_is_complete() -> None:
    tox = (ROOT / "tox.ini").read_text(encoding="utf-8")
    names = re.search(r"^env_list = (.*)$", tox, re.MULTILINE)
    assert names
    listed = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    assert listed == names[1].split(", ")


@pytest.mark.parametrize("path", ["README.md", "docs/plugins/README.md"])
def test_the_pages_that_list_the_built_in_commands_have_each_of_them(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    paragraph = next(part for part in re.split(r"\n\n|\n(?=\|)", text) if "`whoami`" in part)
    missing = [group.name for group in clerk_groups() if f"`{group.name}`" not in paragraph]
    assert not missing, f"{path}: add {missing} to the built-in commands"


@pytest.mark.parametrize("path", VERSIONED_PAGES)
def test_a_page_says_the_version_of_the_api_that_is_sent(path: str) -> None:
    assert connection.CLERK_API_VERSION == API_VERSION
    assert API_VERSION in (ROOT / path).read_text(encoding="utf-8"), f"edit {path}"
