"""``docs/reliability.md``: each promise names tests, and all that it names exist."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from source_tree import ROOT
from walks import each

PAGE = (ROOT / "docs/reliability.md").read_text(encoding="utf-8")
FILES = sorted(
    path
    for pattern in ("tests", "core/tests", "plugins/*/tests")
    for path in ROOT.glob(f"{pattern}/**/*.py")
)
SEPARATORS = re.compile(r"\| *(?:-|promise)")
ROWS = [line for line in PAGE.splitlines() if line.startswith("|") and not SEPARATORS.match(line)]
SAME = "the same"
"""What stands in place of tests that are those of the row above."""


def names_in(row: str) -> list[str]:
    """What the last cell of a row names: ``file.py``, ``file.py::test``, or a test alone."""
    return re.findall(r"`([^`]+)`", row.strip("| ").rpartition(" | ")[2])


@cache
def defined_in(path: Path) -> frozenset[str]:
    """The functions of a file of tests, and its constants."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    functions = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    return frozenset(functions | {node.id for node in nodes if isinstance(node, ast.Name)})


def files_named(path: str) -> list[Path]:
    """The files of tests that a path means: from the root, or a name in any folder."""
    return [file for file in FILES if path in (file.name, str(file.relative_to(ROOT)))]


def missing_names(row: str) -> list[str]:
    """What a row names that does not exist.

    A name without a file is looked for in the file named before it, or else in all of them.
    """
    missing = []
    files = FILES
    for name in names_in(row):
        path, _, member = name.partition("::") if ".py" in name else ("", "", name)
        files = files_named(path) if path else files
        if not files or (member and not any(member in defined_in(file) for file in files)):
            missing.append(name)
    return missing


def test_the_page_has_promises() -> None:
    assert len(ROWS) > 20


@each("row", ROWS)
def test_a_promise_names_tests_that_exist(row: str) -> None:
    assert names_in(row) or row.endswith(f"| {SAME} |"), f"no test is named: {row}"
    assert not missing_names(row), row


@pytest.mark.parametrize(
    "name", ["test_x.py", "test_x.py::test_y", "test_takeovers.py` `NOTHING", "test_of_nothing"]
)
def test_a_name_that_does_not_exist_is_found(name: str) -> None:
    assert missing_names(f"| a promise | | `{name}` |")
