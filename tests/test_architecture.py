"""The directions of imports, and the sizes of modules and functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CORE = sorted((ROOT / "core/src").rglob("*.py"))
PLUGINS = sorted((ROOT / "plugins").glob("*/src/**/*.py"))

OWNERS = {
    "cleo": "console",
    "requests": "http",
    "tenacity": "http",
    "yaml": "output",
    "inquirer": "output",
    "wcwidth": "output",
    "filelock": "config",
    "tomlkit": "packages",
    "packaging": "packages",
    "pluggy": "",
}
"""The packages of the core that only one room of it may import."""

PUBLIC = {"clerk_cli.api", "clerk_cli.plugins", "clerk_cli.testing"}
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 400, 50


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports when it runs; those for type checkers do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)} imports relatively"
            yield node.module or ""


@pytest.mark.parametrize("path", CORE, ids=name)
def test_the_core_imports_no_plugin_and_each_library_in_one_place(path: Path) -> None:
    room = path.relative_to(ROOT / "core/src/clerk_cli").parts[0]
    for module in imports(path):
        top = module.split(".")[0]
        assert not top.startswith("clerk_cli_")
        if OWNERS.get(top):
            assert room == OWNERS[top], f"{module} belongs to {OWNERS[top]}/"


@pytest.mark.parametrize("path", PLUGINS, ids=name)
def test_a_plugin_imports_the_public_api_and_no_other_plugin(path: Path) -> None:
    own = path.relative_to(ROOT / "plugins").parts[2]
    for module in imports(path):
        top = module.split(".")[0]
        if top == "clerk_cli":
            assert module in PUBLIC, module
        assert not top.startswith("clerk_cli_") or top == own
        assert top != "cleo"


@pytest.mark.parametrize("path", [*CORE, *PLUGINS], ids=name)
def test_a_module_fits_in_the_head_and_a_function_on_a_screen(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MOST_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= MOST_LINES_OF_A_FUNCTION, f"{node.name} has {length} lines"
