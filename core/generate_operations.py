"""Writes the tables of operations and of fields, and that of responses for tests, from a spec.

Names, types, bounds, enums and what is required are copied; descriptions and examples are not.
Clerk publishes the spec in https://github.com/clerk/openapi-specs (MIT).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from clerk_cli.operations.fields import ANYTHING, FIELDS, LIST, TIME
from clerk_cli.operations.table import API_VERSION, TABLE

FOLDER = Path(__file__).parent / "src" / "clerk_cli" / "operations"
PATH = FOLDER / TABLE
METHODS = ("get", "post", "put", "patch", "delete")
CONSTRAINTS = (
    "type", "format", "enum", "default", "nullable", "deprecated", "pattern",
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
    "minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "required",
)  # fmt: skip
NUMBERS = ("integer", "number")
SCALARS = (*NUMBERS, "string", "boolean")
COMBINATIONS = ("allOf", "anyOf", "oneOf")
COMPACT = (",", ":")


def encoded(value: Any) -> str:
    """Compact JSON."""
    return json.dumps(value, separators=COMPACT, ensure_ascii=False)


class Spec:
    """An OpenAPI document.

    Args:
        document: The parsed JSON.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document

    def lines(self) -> Iterator[str]:
        """The table, line by line."""
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method in item:
                    shared = item.get("parameters", [])
                    members = self._members(item[method], shared)
                    yield f"{method.upper()} {path} {encoded(members)}"

    def response_lines(self) -> Iterator[str]:
        """The table of successful responses, and the schemas that it refers to."""
        names: dict[str, None] = {}
        for path, item in self.document["paths"].items():
            for method in (method for method in METHODS if method in item):
                for status, response in item[method]["responses"].items():
                    content = self.resolve(response).get("content", {})
                    if status.startswith("2"):
                        node = content.get("application/json", {}).get("schema")
                        schema = None if node is None else self.schema(node, names=names)
                        yield f"{method.upper()} {path} {status} {encoded(schema)}"
        pending = list(names)
        for name in pending:
            schema = self.schema(self.document["components"]["schemas"][name], names=names)
            pending += [other for other in names if other not in pending]
            yield f"schema {name} - {encoded(schema)}"

    def field_lines(self) -> Iterator[str]:
        """Which object each operation returns, or a list of; then the members of these objects."""
        objects: dict[str, dict[str, Any]] = {}
        for path, item in self.document["paths"].items():
            for method in (method for method in METHODS if method in item):
                responses = item[method]["responses"]
                success = next((name for name in responses if name.startswith("2")), None)
                response = self.resolve(responses.get(success, {}))
                node = response.get("content", {}).get("application/json", {}).get("schema")
                if node is not None:
                    name, properties = self._row(node, item[method]["operationId"])
                    if properties:
                        objects.setdefault(name, properties)
                        yield f"{method.upper()} {path} {name}"
        pending = list(objects)
        for name in pending:
            tokens = [
                self._member(member, node, name, objects) for member, node in objects[name].items()
            ]
            pending += [other for other in objects if other not in pending]
            yield f"{name} {' '.join(tokens)}"

    def _row(self, node: Any, name: str) -> tuple[str, dict[str, Any]]:
        """The name and the properties of one object of a response: of a row, if it is a list."""
        name = node["$ref"].rpartition("/")[2] if "$ref" in node else name
        node = self.resolve(node)
        if node.get("type") == "array":
            return self._row(node["items"], name)
        properties: dict[str, Any] = dict(node.get("properties", {}))
        for combination in COMBINATIONS:
            for part in node.get(combination, ()):
                described = self._row(part, name)[1]
                properties |= {key: value for key, value in described.items() if value}
        for member in node.get("required", ()):  # The spec does not describe all of them.
            properties.setdefault(member, {})
        if "data" not in properties and "total_count" not in properties:
            return name, properties
        lists = [rows for rows in properties.values() if "items" in self.resolve(rows)]
        return self._row(lists[0], name) if len(lists) == 1 else (name, properties)

    def _member(self, name: str, node: Any, owner: str, objects: dict[str, dict[str, Any]]) -> str:
        """The name of a member and marks for what it is; an object is added to ``objects``."""
        schema, marks = self.resolve(node), ""
        while "items" in schema:
            node, marks = schema["items"], LIST
            schema = self.resolve(node)
        kind = schema.get("type")
        if kind in SCALARS:
            prose = (schema.get("description") or "").lower()
            is_time = kind in NUMBERS and (
                "timestamp" in prose or name.endswith("_at") or name == "expiration"
            )
            is_time = is_time or schema.get("format") == "date-time"
            return f"{name}{marks}{TIME if is_time and not marks else ''}"
        type_name, properties = self._row(node, f"{owner}.{name}")
        if not properties or schema.get("additionalProperties"):
            return f"{name}{marks}{ANYTHING}"
        objects.setdefault(type_name, properties)
        return f"{name}{marks}={type_name}"

    def resolve(self, node: Any) -> Any:
        """What a node says, wherever it is defined."""
        while isinstance(node, dict) and "$ref" in node:
            target: Any = self.document
            for key in node["$ref"].removeprefix("#/").split("/"):
                target = target[key.replace("~1", "/").replace("~0", "~")]
            node = target
        return node

    def schema(
        self, node: Any, above: tuple[int, ...] = (), names: dict[str, None] | None = None
    ) -> dict[str, Any]:
        """A schema without prose; one that contains itself ends with ``{}``.

        Args:
            node: The schema in the document.
            above: The schemas that contain it.
            names: Gets the names of schemas that are referred to; without it, what is referred to
                is included.
        """
        if names is not None and "$ref" in node:
            name = node["$ref"].rpartition("/")[2]
            names.setdefault(name)
            return {"$ref": name}
        node = self.resolve(node)
        if id(node) in above:
            return {}
        above = (*above, id(node))
        result = {name: node[name] for name in CONSTRAINTS if name in node}
        if "properties" in node:
            result["properties"] = {
                name: self.schema(value, above, names) for name, value in node["properties"].items()
            }
        if "items" in node:
            result["items"] = self.schema(node["items"], above, names)
        if isinstance(extra := node.get("additionalProperties"), dict):
            result["additionalProperties"] = self.schema(extra, above, names)
        elif extra is not None:
            result["additionalProperties"] = extra
        for name in COMBINATIONS:
            if name in node:
                result[name] = [self.schema(part, above, names) for part in node[name]]
        return result

    def _members(self, operation: dict[str, Any], shared: list[Any]) -> dict[str, Any]:
        members: dict[str, Any] = {"id": operation["operationId"]}
        parameters = [self.resolve(node) for node in (*shared, *operation.get("parameters", ()))]
        if parameters:
            members["parameters"] = [self._parameter(parameter) for parameter in parameters]
        if "requestBody" in operation:
            body = self.resolve(operation["requestBody"])
            ((content_type, media),) = body["content"].items()
            members["content_type"] = content_type
            members["body"] = self.schema(media["schema"])
            if body.get("required"):
                members["body_required"] = True
        members["statuses"] = sorted(int(status) for status in operation["responses"])
        return members

    def _parameter(self, parameter: dict[str, Any]) -> list[Any]:
        row = [parameter["name"], parameter["in"], self.schema(parameter["schema"])]
        return [*row, 1] if parameter.get("required") else row


def main() -> int:
    """Write the tables, or compare them with those that are there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("spec", type=Path, help="the OpenAPI document, as JSON")
    parser.add_argument("--check", action="store_true", help="report a difference and exit 1")
    parser.add_argument("--responses", type=Path, help="the table of responses, for tests")
    options = parser.parse_args()
    document = json.loads(options.spec.read_text(encoding="utf-8"))
    if document["info"]["version"] != API_VERSION:
        parser.error(f"{options.spec} is for {document['info']['version']}, not {API_VERSION}")
    spec, status = Spec(document), 0
    tables = {PATH: spec.lines(), FOLDER / FIELDS: spec.field_lines()}
    if options.responses:
        tables[options.responses] = spec.response_lines()
    for path, lines in tables.items():
        text = "".join(f"{line}\n" for line in lines)
        if not options.check:
            path.write_text(text, encoding="utf-8")
        elif text != path.read_text(encoding="utf-8"):
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
