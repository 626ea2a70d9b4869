"""The table of operations: what a reader finds in it, and how it is made from a spec."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from clerk_cli.operations import API_VERSION, Parameter, all_operations, find_operation
from clerk_cli.operations.fields import scalar_fields

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


NODE = "#/components/schemas/Node"
SPEC = {
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
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": NODE}}}},
                    "204": {"description": "Nothing"},
                    "422": {},
                },
            }
        }
    },
}


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A copy of the script that writes into a directory of its own, beside a spec."""
    script = tmp_path / "core" / SCRIPT.name
    table_of(script).parent.mkdir(parents=True)
    script.write_bytes(SCRIPT.read_bytes())
    script.with_name("spec.json").write_text(json.dumps(SPEC))
    return script


def table_of(script: Path) -> Path:
    return script.parent / "src" / "clerk_cli" / "operations" / TABLE.name


def run(script: Path, *options: str) -> int:
    argv = [sys.executable, script.name, "spec.json", *options]
    return subprocess.run(argv, cwd=script.parent, check=False).returncode


@pytest.mark.slow
def test_the_script_leaves_prose_out_and_resolves_references(script: Path) -> None:
    assert run(script) == 0
    assert table_of(script).read_text() == (
        'POST /nodes/{id} {"id":"AddNode","parameters":[["id","path",{"type":"string"}'
        ',1]],"content_type":"application/json","body":{"properties":{"next":{}}},'
        '"statuses":[200,204,422]}\n'
    )


def test_the_script_writes_successful_responses_and_what_they_refer_to(script: Path) -> None:
    assert run(script, "--responses", "responses.txt") == 0
    assert script.with_name("responses.txt").read_text() == (
        'POST /nodes/{id} 200 {"$ref":"Node"}\nPOST /nodes/{id} 204 null\n'
        'schema Node - {"properties":{"next":{"$ref":"Node"}}}\n'
    )


@pytest.mark.slow
def test_the_script_compares_the_table_with_a_spec(script: Path) -> None:
    run(script)
    assert run(script, "--check") == 0
    table_of(script).write_text("")
    assert run(script, "--check") == 1


def test_the_scalar_fields_of_a_list_are_those_of_its_objects() -> None:
    fields = scalar_fields("GET", "/users/{id}")
    assert fields == scalar_fields("GET", "/users")
    assert (fields["banned"], fields["created_at"], "email_addresses" in fields) == (
        False,
        True,
        False,
    )
    assert "revoked" in scalar_fields("GET", "/m2m_tokens")
    assert scalar_fields("GET", "/nothing") == {}
