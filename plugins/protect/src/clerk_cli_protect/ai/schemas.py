"""The schemas of tools, completed so that every provider accepts them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clerk_cli.api import Json

NO_ARGUMENTS: dict[str, Json] = {"type": "object", "properties": {}}
ALTERNATIVES = ("allOf", "anyOf", "oneOf")
REFUSED_AT_THE_TOP = (*ALTERNATIVES, "enum", "const", "not", "if", "then", "else", "$ref")
"""Keywords that providers refuse beside ``"type": "object"``."""

SUBSCHEMAS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
MAX_DEPTH, MAX_CORRECTIONS = 40, 100
MAX_ALTERNATIVE_LEVELS = 2
"""How deep alternatives of alternatives are merged; a schema may refer to itself."""


class UnusableSchemaError(Exception):
    """The arguments of a tool cannot be described to a provider."""


def complete_schema(schema: Any) -> tuple[dict[str, Json], str]:
    """A schema that providers accept, and what was filled in; empty if nothing was.

    Args:
        schema: What the server says, whatever that is.

    Raises:
        UnusableSchemaError: The arguments are not an object, or the schema is not one.
    """
    if schema is None or schema is True or schema == {}:
        return dict(NO_ARGUMENTS), "no schema"
    if not isinstance(schema, dict):
        raise UnusableSchemaError("its schema is not an object")
    if _depth(schema) > MAX_DEPTH:
        raise UnusableSchemaError(f"its schema is nested deeper than {MAX_DEPTH} levels")
    resolved = _resolve(schema, schema)
    kind = resolved.get("type", "object")
    if kind != "object" and not (isinstance(kind, list) and "object" in kind):
        raise UnusableSchemaError(f"its arguments are of type {kind}, not object")
    completed = _without_invalid_keywords(_completed(_object_of(resolved, schema), schema))
    return completed, "" if completed == schema else _reason(schema, resolved)


def _reason(schema: Mapping[str, Any], resolved: Mapping[str, Any]) -> str:
    if "type" not in resolved:
        return "no type"
    refused = [keyword for keyword in REFUSED_AT_THE_TOP if keyword in schema]
    return f"{refused[0]} at the top" if refused else "invalid or incomplete parts"


def _object_of(
    schema: Mapping[str, Any], root: Mapping[str, Any], levels: int = MAX_ALTERNATIVE_LEVELS
) -> dict[str, Any]:
    """The schema as that of one object; alternatives are merged, and the server checks them."""
    merged = {key: value for key, value in schema.items() if key not in REFUSED_AT_THE_TOP}
    properties = merged.get("properties")
    merged["properties"] = dict(properties) if isinstance(properties, dict) else {}
    required = merged.get("required")
    required = list(required) if isinstance(required, list) else []
    for keyword in ALTERNATIVES:
        branches = schema.get(keyword)
        for branch in branches if isinstance(branches, list) and levels else ():
            if not isinstance(branch, dict):
                continue
            part = _object_of(_resolve(branch, root), root, levels - 1)
            merged["properties"] = {**part.get("properties", {}), **merged["properties"]}
            required += part.get("required", ()) if keyword == "allOf" else ()
    names = [name for name in required if isinstance(name, str)]
    had_list = isinstance(merged.pop("required", None), list)
    if names or had_list:
        merged["required"] = list(dict.fromkeys(names))
    return {**merged, "type": "object"}


def _resolve(schema: Mapping[str, Any], root: Mapping[str, Any]) -> dict[str, Any]:
    """The schema that references lead to, beside its other keywords."""
    resolved = dict(schema)
    for _ in range(MAX_DEPTH):
        reference = resolved.pop("$ref", None)
        if reference is None:
            break
        resolved = {**(_target(reference, root) or {}), **resolved}
    return resolved


def _target(reference: Any, root: Mapping[str, Any]) -> dict[str, Any] | None:
    """What a reference within the schema means; None if it leads elsewhere or nowhere."""
    if not isinstance(reference, str) or not reference.startswith("#"):
        return None
    node: Any = root
    for part in reference[1:].split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        node = node.get(key) if isinstance(node, dict) else None
    return node if isinstance(node, dict) else None


def _completed(schema: Any, root: Mapping[str, Any]) -> dict[str, Any]:
    """A schema without dangling references, with items for arrays, and objects for booleans."""
    if not isinstance(schema, dict):
        return {"not": {}} if schema is False else {}
    result = dict(schema)
    if "$ref" in result and _target(result["$ref"], root) is None:
        del result["$ref"]
    for keyword in SUBSCHEMAS:
        if isinstance(result.get(keyword), dict):
            result[keyword] = {
                name: _completed(part, root) for name, part in result[keyword].items()
            }
    for keyword in ALTERNATIVES:
        if isinstance(result.get(keyword), list):
            result[keyword] = [_completed(part, root) for part in result[keyword]]
    kind, items = result.get("type"), result.get("items")
    if isinstance(items, list):
        result["items"] = {"anyOf": [_completed(part, root) for part in items]} if items else {}
    elif kind == "array" or (isinstance(kind, list) and "array" in kind) or "items" in result:
        result["items"] = _completed(items, root)
    if "additionalProperties" in result and isinstance(result["additionalProperties"], dict):
        result["additionalProperties"] = _completed(result["additionalProperties"], root)
    return result


def _without_invalid_keywords(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without the keywords that JSON Schema does not allow as they are.

    Raises:
        UnusableSchemaError: Too much of it is invalid.
    """
    from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

    validator = Draft202012Validator(Draft202012Validator.META_SCHEMA)
    for _ in range(MAX_CORRECTIONS):
        error = next(iter(validator.iter_errors(schema)), None)
        if error is None:
            return schema
        *path, last = error.absolute_path or [None]
        node: Any = schema
        for step in path:
            node = node[step]
        if last is None:
            break
        del node[last]
    raise UnusableSchemaError("its schema is not valid")


def _depth(value: Any) -> int:
    """How deep a JSON value is nested, at most a level more than is allowed."""
    level, depth = [value], 0
    while level and depth <= MAX_DEPTH:
        depth += 1
        level = [
            child
            for node in level
            if isinstance(node, dict | list)
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, dict | list)
        ]
    return depth
