"""``clerk api show``: what an operation of the API takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clerk_cli.api import APIObject, Column, UsageError, View, comma, heading
from clerk_cli.operations import APIOperation, Schema, all_operations
from clerk_cli_api.destructive import is_destructive
from clerk_cli_api.operations import METHODS, fits

LIMITS = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "pattern")


def operation_named(name: str) -> APIOperation:
    """The operation that a text names.

    Args:
        name: Its ID in any case, its path, or its method and path.

    Raises:
        UsageError: There is none, or there are several.
    """
    method, _, path = name.strip().partition(" ")
    if method.upper() not in METHODS:
        method, path = "", name.strip()
    path = "/" + path.strip().removeprefix("/").removeprefix("v1/")
    matches = [
        operation
        for operation in all_operations()
        if operation.id.lower() == name.lower()
        or (fits(path, operation.path) and method.upper() in ("", operation.method))
    ]
    exact = [operation for operation in matches if operation.path == path] or matches
    if len(exact) == 1:
        return exact[0]
    if not exact:
        from clerk_cli_api.hints import meant

        hint = meant(name, (operation.id for operation in all_operations()))
        raise UsageError(
            f'"{name}" is not an operation of the API', hint=f"{hint}\nSee clerk api ls.".lstrip()
        )
    names = ", ".join(f"{operation.id} ({operation.method})" for operation in exact)
    raise UsageError(f'"{name}" has several operations', hint=f"Use one of {names}.")


def object_of(operation: APIOperation) -> APIObject:
    """An operation as data.

    Args:
        operation: The operation.
    """
    return {
        "operation": operation.id,
        "method": operation.method,
        "path": f"/v1{operation.path}",
        "asks": is_destructive(operation.method, operation.path, operation),
        "parameters": [
            {
                "name": item.name,
                "in": item.place,
                "required": item.required,
                "schema": dict(item.schema),
            }
            for item in operation.parameters
        ],
        "content_type": operation.content_type,
        "body_required": operation.body_required,
        "body": operation.body,
        "statuses": list(operation.statuses),
    }


def view_of(operation: APIOperation) -> View:
    """The lines that people see of an operation.

    Args:
        operation: The operation.
    """
    lines = [
        Column("Operation", "operation"),
        Column("Request", lambda row: f"{row['method']} {row['path']}"),
        Column("Asks first", "asks"),
        Column("Statuses", "statuses", comma),
    ]
    for place, title in (("path", "Path"), ("query", "Query")):
        items = [item for item in operation.parameters if item.place == place]
        if items:
            lines.append(heading(title))
        for item in items:
            text = _describe(item.schema, required=item.required)
            lines.append(Column(item.name, _constant(text)))
    if operation.body is not None:
        lines.append(heading(f"Body ({operation.content_type})"))
        lines += [Column(name, _constant(text)) for name, text in _fields(operation.body)]
    return View(details=tuple(lines))


def _constant(text: str) -> Any:
    return lambda _row: text


def _fields(schema: Schema, above: str = "") -> Iterator[tuple[str, str]]:
    """The fields of a body as ``-f`` writes them, and what each takes."""
    required = schema.get("required", ())
    for name, member in schema.get("properties", {}).items():
        key = f"{above}[{name}]" if above else name
        items = member.get("items", {}) if member.get("type") == "array" else {}
        if member.get("properties"):
            yield from _fields(member, key)
        elif items.get("properties"):
            yield from _fields(items, f"{key}[]")
        else:
            yield key, _describe(member, required=name in required)


def _describe(schema: Mapping[str, Any], *, required: bool) -> str:
    kind = schema.get("type", "any")
    if kind == "array":
        kind = f"list of {schema.get('items', {}).get('type', 'any')}"
    parts = [kind]
    if choices := schema.get("enum"):
        parts = [" | ".join(map(str, choices))]
    parts += [f"{name} {schema[name]}" for name in LIMITS if name in schema]
    if "default" in schema:
        parts.append(f"default {schema['default']}")
    if schema.get("nullable"):
        parts.append("or null")
    return ", ".join([*parts, *(["required"] if required else [])])
