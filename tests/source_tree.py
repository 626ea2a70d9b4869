"""What the source looks like: sizes, directions of imports, circles, duplication.

``python tests/source_tree.py`` prints the figures; ``test_architecture.py`` holds them.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
CORE = ROOT / "core/src/clerk_cli"
CIRCULAR = "# circular:"
"""How a comment begins that says why an import may close a circle."""

RUN = 6
"""Lines that have to be the same, one after the other, to count as duplicated."""

MAX_LINES, MAX_LINES_OF_A_FUNCTION = 330, 50
MAX_FLAT_MODULES = 12
MAX_DUPLICATION = 0.5
"""Percent of the lines."""


class Import(NamedTuple):
    """A module that a file imports.

    Args:
        module: Its name.
        names: What is taken from it; empty for the module itself.
        line: The line of the statement, from 1.
        for_types: Whether only type checkers read it.
    """

    module: str
    names: tuple[str, ...]
    line: int
    for_types: bool


@cache
def source_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(source_of(path))


@cache
def core_files() -> tuple[Path, ...]:
    return tuple(sorted(CORE.rglob("*.py")))


@cache
def plugin_files() -> tuple[Path, ...]:
    return tuple(sorted((ROOT / "plugins").glob("*/src/**/*.py")))


@cache
def packages() -> tuple[Path, ...]:
    """The folders of the packages: the core's, and that of each plugin."""
    plugins = (ROOT / "plugins").glob("*/src/*/__init__.py")
    return (CORE, *sorted(path.parent for path in plugins))


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def dotted_name(expression: ast.expr) -> str:
    """``os.write`` for that expression; empty for one that is not a name."""
    if isinstance(expression, ast.Name):
        return expression.id
    if isinstance(expression, ast.Attribute) and (owner := dotted_name(expression.value)):
        return f"{owner}.{expression.attr}"
    return ""


@cache
def imports_of(path: Path) -> tuple[Import, ...]:
    """Every import of a file, those inside functions included."""
    tree = tree_of(path)
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and dotted_name(node.test) == "TYPE_CHECKING"
        for statement in node.body
        for inner in ast.walk(statement)
    }
    imports = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imports += [
                Import(alias.name, (), node.lineno, id(node) in for_types) for alias in node.names
            ]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{relative(path)} imports relatively"
            names = tuple(alias.name for alias in node.names)
            imports.append(Import(node.module or "", names, node.lineno, id(node) in for_types))
    return tuple(imports)


def module_name(path: Path) -> str:
    """``clerk_cli.http.client`` for that file of the core."""
    parts = path.with_suffix("").parts[path.parts.index("src") + 1 :]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    """The part of its package that a module belongs to: a folder, or a flat module."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else parts[0]


def edges_of(package: Path, *, without_excused: bool = False) -> dict[str, set[str]]:
    """The modules of a package that each of its modules imports when it runs.

    Args:
        package: Its folder.
        without_excused: Whether imports are left out whose comment says why they are circular.
    """
    paths = sorted(package.rglob("*.py"))
    modules = {module_name(path) for path in paths}
    edges: dict[str, set[str]] = {module: set() for module in modules}
    for path in paths:
        lines = source_of(path).splitlines()
        for entry in imports_of(path):
            if entry.for_types or entry.module.split(".")[0] != package.name:
                continue
            if without_excused and CIRCULAR in lines[entry.line - 1]:
                continue
            members = {f"{entry.module}.{name}" for name in entry.names} & modules
            targets = members or {entry.module}
            edges[module_name(path)] |= (targets & modules) - {module_name(path)}
    return edges


def room_edges(edges: dict[str, set[str]]) -> dict[str, set[str]]:
    """The rooms that the modules of each room import."""
    rooms: dict[str, set[str]] = defaultdict(set)
    for module, targets in edges.items():
        rooms[room_of(module)] |= {room_of(target) for target in targets} - {room_of(module)}
    return dict(rooms)


def circles(edges: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules each of which imports itself by way of the others (Tarjan)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    components: list[list[str]] = []

    def visit(node: str) -> None:
        order[node] = lowest[node] = len(order)
        stack.append(node)
        for target in sorted(edges.get(node, ())):
            if target not in order:
                visit(target)
                lowest[node] = min(lowest[node], lowest[target])
            elif target in stack:
                lowest[node] = min(lowest[node], order[target])
        if lowest[node] == order[node]:
            component = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(component) > 1:
                components.append(sorted(component))

    for node in sorted(edges):
        if node not in order:
            visit(node)
    return components


def functions_of(path: Path) -> Iterator[tuple[str, int]]:
    """Name and length in lines of each function of a file."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, (node.end_lineno or 0) - node.lineno + 1


def duplicated_share(paths: Iterable[Path]) -> float:
    """How much of the code stands twice, in percent of its lines.

    Blank lines, comments, docstrings, imports and lone brackets do not count.
    """
    places: dict[tuple[str, ...], list[tuple[Path, int]]] = defaultdict(list)
    total = 0
    for path in paths:
        lines = [line.strip() for line in _code_lines(path)]
        total += len(lines)
        for start in range(len(lines) - RUN + 1):
            places[tuple(lines[start : start + RUN])].append((path, start))
    repeated = {
        (path, start + step)
        for occurrences in places.values()
        if len(occurrences) > 1
        for path, start in occurrences
        for step in range(RUN)
    }
    return 100 * len(repeated) / total


def _code_lines(path: Path) -> Iterator[str]:
    skipped: set[int] = set()
    for node in ast.walk(tree_of(path)):
        statement = isinstance(node, (ast.Import, ast.ImportFrom))
        text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if isinstance(node, ast.stmt) and (statement or text):
            skipped |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    for number, line in enumerate(source_of(path).splitlines(), 1):
        code = line.strip()
        if number not in skipped and code.strip("()[]{},:") and not code.startswith("#"):
            yield code


def figures() -> dict[str, str]:
    """The figures that are printed, by their label."""
    paths = [*core_files(), *plugin_files()]
    sizes = {relative(path): source_of(path).count("\n") for path in paths}
    largest = max(sizes, key=sizes.__getitem__)
    long_functions = [
        f"{relative(path)}:{name}"
        for path in paths
        for name, size in functions_of(path)
        if size > MAX_LINES_OF_A_FUNCTION
    ]
    graphs = [edges_of(package, without_excused=True) for package in packages()]
    import_circles = [circle for edges in graphs for circle in circles(edges)]
    flat = list(CORE.glob("*.py"))
    return {
        "files": str(len(sizes)),
        "lines of a file, median": f"{median(sizes.values()):g}",
        "lines of a file, most": f"{sizes[largest]} ({largest})",
        "functions over 50 lines": ", ".join(long_functions) or "none",
        "import circles": "; ".join(map(" ".join, import_circles)) or "none",
        "flat modules at the top of the core": str(len(flat)),
        "duplicated lines": f"{duplicated_share(paths):.2f} %",
    }


if __name__ == "__main__":
    for label, figure in figures().items():
        sys.stdout.write(f"{label}: {figure}\n")
