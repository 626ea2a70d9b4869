"""The directions of imports, and the sizes of modules and functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from clerk_cli import api, plugins, testing

ROOT = Path(__file__).parents[1]
CORE = sorted((ROOT / "core/src").rglob("*.py"))
PLUGINS = sorted((ROOT / "plugins").glob("*/src/**/*.py"))
EXAMPLES = sorted((ROOT / "examples").glob("*/src/**/*.py"))
TESTS_OF_PLUGINS = sorted(
    path for folder in ("plugins", "examples") for path in (ROOT / folder).glob("*/tests/**/*.py")
)

OWNERS = {
    "cleo": ("console", "startup"),
    "requests": ("http", "startup"),
    "tenacity": ("http",),
    "yaml": ("output",),
    "inquirer": ("output",),
    "wcwidth": ("output",),
    "filelock": ("config",),
    "tomlkit": ("packages",),
    "packaging": ("packages",),
    "pluggy": ("plugins",),
}
"""The packages of the core that only these rooms of it may import."""

PUBLIC: dict[str, ModuleType] = {
    "clerk_cli.api": api,
    "clerk_cli.plugins": plugins,
    "clerk_cli.testing": testing,
}
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 400, 50


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(path: Path, *, for_types: bool = False) -> Iterator[tuple[str, list[str]]]:
    """The modules that a file imports, with the names that it takes from each.

    Args:
        path: The file.
        for_types: Whether imports for type checkers count, which nobody runs.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in skipped and not for_types:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, []) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)} imports relatively"
            yield node.module or "", [alias.name for alias in node.names]


@pytest.mark.parametrize("path", CORE, ids=name)
def test_the_core_imports_no_plugin_and_each_library_in_one_place(path: Path) -> None:
    room = path.relative_to(ROOT / "core/src/clerk_cli").parts[0]
    for module, _ in imports(path):
        top = module.split(".")[0]
        assert not top.startswith("clerk_cli_")
        if OWNERS.get(top):
            assert room in OWNERS[top], f"{module} belongs to {OWNERS[top]}"


@pytest.mark.parametrize("path", [*PLUGINS, *EXAMPLES, *TESTS_OF_PLUGINS], ids=name)
def test_a_plugin_and_its_tests_import_the_public_interface_alone(path: Path) -> None:
    for module, names in imports(path, for_types=True):
        if module.split(".")[0] == "clerk_cli":
            assert module in PUBLIC, module
            assert set(names) <= set(PUBLIC[module].__all__)
        assert module.split(".")[0] != "cleo"


@pytest.mark.parametrize("path", [*PLUGINS, *EXAMPLES], ids=name)
def test_a_plugin_imports_no_other_plugin(path: Path) -> None:
    own = path.parts[path.parts.index("src") + 1]
    for module, _ in imports(path, for_types=True):
        top = module.split(".")[0]
        assert not top.startswith("clerk_cli_") or top == own


@pytest.mark.parametrize("path", [*CORE, *PLUGINS], ids=name)
def test_a_module_fits_in_the_head_and_a_function_on_a_screen(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MOST_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= MOST_LINES_OF_A_FUNCTION, f"{node.name} has {length} lines"
