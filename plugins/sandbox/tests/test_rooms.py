"""The rooms of the sandbox: who may import whom, and that an operation belongs to one room."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[1] / "src" / "clerk_cli_sandbox"

ROOMS: dict[str, set[str]] = {
    "storage": set(),
    "http": {"storage"},
    "instance": {"http", "storage"},
    "identity": {"http", "instance", "storage"},
    "organizations": {"http", "identity", "instance", "storage"},
    "billing": {"http", "identity", "instance", "organizations", "storage"},
    "tokens": {"billing", "http", "identity", "instance", "organizations", "storage"},
    "machines": {"http", "identity", "instance", "organizations", "storage", "tokens"},
    "oauth": {"http", "identity", "instance", "machines", "storage", "tokens"},
    "enterprise": {"http", "instance", "organizations", "storage"},
    "directories": {"enterprise", "http", "machines", "organizations", "storage"},
    "protect": {"http", "instance", "storage"},
    "local": {"application", "http", "identity", "storage"},
    "transports": {"application", "http", "local"},
    "commands": {"http", "local", "transports"},
}
"""Each room, and the rooms that it may import; without circles, in this order."""

API = [room for room in ROOMS if (SOURCES / room / "routes.py").exists()]
"""The rooms with operations."""


def imports(room: str) -> Iterator[tuple[str, str]]:
    """The modules of a room, and the rooms that they import."""
    for path in sorted((SOURCES / room).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").count(".") >= 1:
                package, name, *_ = (node.module or "").split(".")
                if package == "clerk_cli_sandbox":
                    yield path.name, name


@pytest.mark.steps
def test_the_table_names_every_room() -> None:
    rooms = {path.parent.name for path in SOURCES.glob("*/__init__.py")}
    assert set(ROOMS) == rooms, "edit ROOMS in plugins/sandbox/tests/test_rooms.py"


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_rooms_above_it_in_the_table(room: str) -> None:
    allowed = ROOMS[room] | {room}
    assert [entry for entry in imports(room) if entry[1] not in allowed] == []
    rooms = list(ROOMS)
    assert (ROOMS[room] & set(rooms)) <= set(rooms[: rooms.index(room)])


@pytest.mark.steps
@pytest.mark.parametrize("room", API)
def test_the_routes_of_a_room_are_those_of_all_its_modules(room: str) -> None:
    modules = [import_module(f"clerk_cli_sandbox.{room}.{name}") for name in module_names(room)]
    expected = [module.routes for module in modules if hasattr(module, "routes")]
    names = import_module(f"clerk_cli_sandbox.{room}.routes")
    routes = (*names.ROUTES, *getattr(names, "FRONTEND_ROUTES", ()))
    assert sorted(map(id, routes)) == sorted(map(id, expected)), f"list it in {room}/routes.py"


@pytest.mark.steps
def test_the_sandbox_opens_every_room_with_operations() -> None:
    from clerk_cli_sandbox.rooms import ROOMS as OPENED

    expected = [import_module(f"clerk_cli_sandbox.{room}.routes").ROUTES for room in API]
    assert sorted(map(id, OPENED)) == sorted(map(id, expected)), "list the room in rooms.py"


def module_names(room: str) -> list[str]:
    names = sorted(path.stem for path in (SOURCES / room).glob("*.py"))
    return [name for name in names if name not in ("__init__", "routes")]


def test_each_operation_is_registered_once() -> None:
    from clerk_cli_sandbox.rooms import frontend_operations, operations

    every = [*operations(), *frontend_operations()]
    keys = [(operation.method, operation.pattern) for operation in every]
    assert len(keys) == len(set(keys))
