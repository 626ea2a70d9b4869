"""The directions of imports, and the sizes of modules and functions."""

from __future__ import annotations

import ast
from pathlib import Path
from types import ModuleType

import pytest
from source_tree import (
    CORE,
    MAX_DUPLICATION,
    MAX_FLAT_MODULES,
    MAX_LINES,
    MAX_LINES_OF_A_FUNCTION,
    ROOT,
    circles,
    core_files,
    dotted_name,
    duplicated_share,
    edges_of,
    functions_of,
    imports_of,
    module_name,
    packages,
    plugin_files,
    relative,
    room_edges,
    room_of,
    source_of,
    tree_of,
)
from walks import each

from clerk_cli import api, operations, plugins, testing

pytestmark = pytest.mark.early

EXAMPLES = sorted((ROOT / "examples").glob("*/src/**/*.py"))
TESTS_OF_PLUGINS = sorted(
    path for folder in ("plugins", "examples") for path in (ROOT / folder).glob("*/tests/**/*.py")
)

ROOMS: dict[str, set[str]] = {
    "errors": set(),
    "frozen": set(),
    "operations": set(),
    "terminal": set(),
    "platform": set(),
    "environment": {"errors", "platform", "startup", "terminal"},
    "results": {"errors", "frozen"},
    "write_log": set(),
    "startup": {"errors", "platform", "terminal"},
    "output": {"environment", "errors", "frozen", "results", "terminal"},
    "commands": {"environment", "errors", "frozen", "operations", "output", "results"},
    "plugins": {"errors", "frozen", "output", "startup"},
    "config": {"errors", "frozen", "output", "platform", "plugins", "startup"},
    "http": {"commands", "errors", "operations", "output", "results", "startup", "write_log"},
    "connection": {"commands", "config", "errors", "http", "plugins", "startup"},
    "context": {
        "config", "connection", "environment", "errors", "output", "plugins", "results", "startup",
        "write_log",
    },
    "packages": {"config", "environment", "errors", "platform", "plugins", "startup"},
    "checks": {
        "commands", "config", "console", "environment", "errors", "operations", "output", "plugins",
        "results",
    },
    "builtin": {
        "checks", "commands", "config", "connection", "environment", "errors", "output", "packages",
        "plugins", "results", "startup",
    },
    "console": {
        "commands", "config", "connection", "context", "environment", "errors", "frozen", "http",
        "operations", "output", "plugins", "results", "startup", "write_log",
    },
    "testing": {"checks", "config", "console", "environment", "http", "plugins"},
    "api": {
        "commands", "config", "context", "environment", "errors", "output", "plugins", "results",
    },
    "__main__": {"console", "environment", "startup", "terminal"},
}  # fmt: skip
"""Each package or flat module of the core, and those that it imports at run time.

The table is exact, so that it shows how things are. Imports below ``TYPE_CHECKING`` may lead
anywhere, since nothing runs them. Everybody may ask ``clerk_cli`` itself for the version.
"""

OWNERS = {
    "cleo": {"console", "startup"},
    "requests": {"http", "startup"},
    "tenacity": {"http"},
    "yaml": {"output"},
    "inquirer": {"output"},
    "wcwidth": {"output"},
    "filelock": {"config"},
    "keyring": {"config"},
    "tomlkit": {"packages"},
    "packaging": {"packages"},
    "pluggy": {"plugins"},
}
"""The libraries that only these rooms may import."""

WRITERS = {
    "__main__": "sets the streams up, and prints the version of the program",
    "environment": "holds the streams",
    "context": "writes data: by a format, or cleaned",
    "output.messages": "the single writer of messages",
    "output.prompts.questions": "draws questions, which Messages has cleaned",
    "builtin.completion": "prints a script of ours",
    "console.application": "prints help, which is cleaned, and words for a shell",
    "console.reporting": "ends a closed pipe",
    "console.runner": "hands the streams to cleo",
    "startup.standard_streams": "opens and checks the streams of the program",
    "startup.fast_path": "prints stored help, which was cleaned",
    "plugins.loading": "keeps what plugins print away from the data",
}
"""The modules that may touch stdout and stderr, and why; others use ``Messages`` or ``Context``."""

PROGRAMS = {"plugins/protect/src/clerk_cli_protect/ai/process_supervisor.py"}
"""Modules that run as a program of their own, whose output the writers clean."""

ASKS_ABOUT_A_STREAM = {"colors", "is_terminal", "wants_color", "width_of"}
"""Functions that write nothing to the stream they are given."""

PUBLIC: dict[str, ModuleType] = {
    "clerk_cli.api": api,
    "clerk_cli.operations": operations,
    "clerk_cli.plugins": plugins,
    "clerk_cli.testing": testing,
}


@pytest.mark.steps
def test_a_room_imports_only_the_rooms_that_the_table_allows() -> None:
    edges = edges_of(CORE, without_excused=True)
    wrong = [
        f"{module} imports {target}: {room_of(module)}/ may not import {room_of(target)}/"
        for module, targets in edges.items()
        for target in targets
        if room_of(target) not in {room_of(module), "clerk_cli", *ROOMS.get(room_of(module), ())}
        and room_of(module) != "clerk_cli"
    ]
    assert wrong == []


def test_the_table_allows_nothing_that_is_not_imported() -> None:
    edges = room_edges(edges_of(CORE, without_excused=True))
    unused = [
        f"{room} does not import {target}: remove it from ROOMS"
        for room, targets in ROOMS.items()
        for target in sorted(targets - edges.get(room, set()))
    ]
    assert not unused, "\n".join(unused)


@pytest.mark.steps
def test_the_table_names_each_room_and_closes_no_circle() -> None:
    assert set(ROOMS) == {room_of(module_name(path)) for path in core_files()} - {"clerk_cli"}
    assert circles(ROOMS) == []


@each("package", packages(), lambda package: package.name)
def test_no_modules_and_no_rooms_of_a_package_import_each_other_in_a_circle(package: Path) -> None:
    edges = edges_of(package, without_excused=True)
    assert circles(edges) == []
    assert circles(room_edges(edges)) == []


def test_few_modules_lie_flat_at_the_top_of_the_core() -> None:
    assert len(list(CORE.glob("*.py"))) <= MAX_FLAT_MODULES


@each("path", core_files(), relative)
def test_the_core_imports_no_plugin_and_each_library_in_one_place(path: Path) -> None:
    room = room_of(module_name(path))
    for entry in imports_of(path):
        library = entry.module.split(".")[0]
        assert not library.startswith("clerk_cli_")
        if library in OWNERS and not entry.for_types:
            assert room in OWNERS[library], f"{entry.module} belongs to {OWNERS[library]}"


@each("path", [*plugin_files(), *EXAMPLES, *TESTS_OF_PLUGINS], relative)
def test_a_plugin_and_its_tests_import_the_public_interface_alone(path: Path) -> None:
    for entry in imports_of(path):
        library = entry.module.split(".")[0]
        if library == "clerk_cli":
            assert entry.module in PUBLIC, entry.module
            assert set(entry.names) <= set(PUBLIC[entry.module].__all__)
        assert library != "cleo"


def stream_uses(path: Path) -> list[str]:
    """Where a module could write past the writers: the streams, descriptors, ``print``."""
    tree = tree_of(path)
    allowed = {
        argument
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and name_of(node.func) in ASKS_ABOUT_A_STREAM
        for argument in node.args
    }
    return [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node not in allowed and is_stream(node))
        or (isinstance(node, ast.Call) and dotted_name(node.func) in ("print", "os.write"))
    ]


def name_of(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else dotted_name(function)


def is_stream(node: ast.Attribute) -> bool:
    """Whether this is a stream of the program; those of the programs that it starts are not."""
    if node.attr.strip("_") not in ("stdout", "stderr"):
        return False
    return dotted_name(node.value) not in ("process", "subprocess")


@each("path", [*core_files(), *plugin_files(), *EXAMPLES], relative)
def test_only_the_writers_touch_stdout_and_stderr(path: Path) -> None:
    name = module_name(path).removeprefix("clerk_cli.") if path in core_files() else relative(path)
    if name.startswith("testing"):
        return
    may = name in WRITERS or relative(path) in PROGRAMS
    assert bool(stream_uses(path)) == may, stream_uses(path)


@pytest.mark.parametrize(
    "line",
    [
        "sys.stderr.write(text)", "environment.stdout.write(text)",
        "stream = self.environment.stderr",
        "context.environment.stderr.flush()", "print(text)", "os.write(2, text)",
        "sys.__stdout__.write(text)", "print(text, file=stream)", "is_terminal(x).y(sys.stderr)",
    ],
)  # fmt: skip
def test_a_write_past_the_writers_is_noticed(tmp_path: Path, line: str) -> None:
    (tmp_path / "module.py").write_text(line)
    assert stream_uses(tmp_path / "module.py")


@each("path", [*plugin_files(), *EXAMPLES], relative)
def test_a_plugin_imports_no_other_plugin(path: Path) -> None:
    package = path.parts[path.parts.index("src") + 1]
    libraries = {entry.module.split(".")[0] for entry in imports_of(path)}
    assert {name for name in libraries if name.startswith("clerk_cli_")} <= {package}


@each("path", [*core_files(), *plugin_files()], relative)
def test_a_module_fits_in_the_head_and_a_function_on_a_screen(path: Path) -> None:
    assert source_of(path).count("\n") <= MAX_LINES
    long = [name for name, size in functions_of(path) if size > MAX_LINES_OF_A_FUNCTION]
    assert long == []


def test_little_code_stands_twice() -> None:
    assert duplicated_share([*core_files(), *plugin_files()]) <= MAX_DUPLICATION
