"""The table of operations: what a reader finds in it, and how it is made from a spec."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from clerk_cli.operations import API_VERSION, Parameter, all_operations, find_operation

SCRIPT = Path(__file__).parents[2] / "generate_operations.py"
TABLE = SCRIPT.parent / "src" / "clerk_cli" / "operations" / "operations.txt"
PROSE = ("description", "summary", "example", "title", "$ref", "externalDocs")


def keys(node: Any) -> set[str]:
    """Every key below a node, names of fields included."""
    if isinstance(node, dict):
        return set(node).union(*map(keys, node.values()))
    return set().union(*map(keys, node)) if isinstance(node, list) else set()


def test_the_table_has_every_operation_once() -> None:
    operations = all_operations()
    assert len({(operation.method, operation.path) for operation in operations}) == 249


def test_an_operation_has_parameters_with_bounds() -> None:
    operation = find_operation("GET", "/users")
    assert operation is not None
    schema = {"type": "integer", "default": 10, "minimum": 1, "maximum": 500}
    assert Parameter("limit", "query", schema, required=False) in operation.parameters


def test_an_operation_has_the_fields_of_its_body() -> None:
    operation = find_operation("POST", "/users/ban")
    assert operation is not None
    assert operation.body is not None
    assert operation.body["required"] == ["user_ids"]
    assert operation.body["properties"]["user_ids"]["maxItems"] == 50


@pytest.mark.parametrize("path", ["/users/{user_id}", "/users/{}", "/users/{id}"])
def test_an_operation_is_found_whatever_its_parameters_are_called(path: str) -> None:
    operation = find_operation("DELETE", path)
    assert operation is not None
    assert operation.id == "DeleteUser"


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/user"), ("PUT", "/users/{id}"), ("GET", "/users/")]
)
def test_an_operation_that_does_not_exist_is_none(method: str, path: str) -> None:
    assert find_operation(method, path) is None


def test_the_table_has_no_prose() -> None:
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        facts = json.loads(line.split(" ", 2)[2])
        facts.get("body", {}).pop("properties", None)
        assert not keys(facts) & set(PROSE)


def test_the_script_leaves_prose_out_and_resolves_references(tmp_path: Path) -> None:
    spec = {
        "info": {"version": API_VERSION},
        "components": {"schemas": {"Node": {"properties": {"next": {"$ref": NODE}}}}},
        "paths": {
            "/nodes/{id}": {
                "post": {
                    "operationId": "AddNode",
                    "summary": "Adds a node",
                    "parameters": [
                        {
                            "name": "id",
                            "in": "path",
                            "required": True,
                            "description": "Where",
                            "schema": {"type": "string", "description": "Id"},
                        }
                    ],
                    "requestBody": {"content": {"application/json": {"schema": {"$ref": NODE}}}},
                    "responses": {"200": {}, "422": {}},
                }
            }
        },
    }
    path, script = tmp_path / "spec.json", tmp_path / "core" / SCRIPT.name
    path.write_text(json.dumps(spec))
    table = script.parent / "src" / "clerk_cli" / "operations" / TABLE.name
    table.parent.mkdir(parents=True)
    script.write_bytes(SCRIPT.read_bytes())
    subprocess.run([sys.executable, script, path], check=True)
    assert table.read_text() == (
        'POST /nodes/{id} {"id":"AddNode","parameters":[["id","path",{"type":"string"}'
        ',1]],"content_type":"application/json","body":{"properties":{"next":{}}},'
        '"statuses":[200,422]}\n'
    )


NODE = "#/components/schemas/Node"
