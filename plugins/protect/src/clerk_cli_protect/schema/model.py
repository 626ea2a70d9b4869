"""The fields that expressions can use, read from ``GET /v1/protect/schema``.

The document's form is not published. Every known way of nesting fields is accepted: ``fields`` or
``type.fields``, ``items`` or ``element``, scalars instead of objects.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from clerk_cli.api import Context, Request, ResponseObject, UsageError
from clerk_cli_protect.names import ALL

PATH = "/v1/protect/schema"
STRUCT, LIST, UNKNOWN = "struct", "list", "unknown"
LABELS = {"STRING": "string", "INTEGER": "int", "FLOAT": "float", "BOOLEAN": "bool"}
FIELDS_KEYS = ("fields", "properties")
ELEMENT_KEYS = ("items", "element")
MAX_DEPTH = 20


class SchemaField(NamedTuple):
    """A field of an event or of a struct; an event type is the outermost one.

    Args:
        name: Its name, without those of the structs around it.
        kind: STRING, INTEGER, FLOAT, BOOLEAN, ``struct``, ``list``, or the server's own word.
        type_name: The name of its struct type; the field's name if it has none.
        description: The server's description.
        fields: The fields of a struct.
        element: The elements of a list.
        values: The only values that the field can have; empty for any.
    """

    name: str
    kind: str
    type_name: str = ""
    description: str = ""
    fields: Mapping[str, SchemaField] = MappingProxyType({})
    element: SchemaField | None = None
    values: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The type as it is shown."""
        if self.kind == LIST:
            return f"list of {self.element.label}" if self.element else LIST
        return LABELS.get(self.kind, self.kind)

    def field_at(self, path: tuple[str, ...]) -> SchemaField | None:
        """The field at a path below this one, or None."""
        field: SchemaField | None = self
        for name in path:
            field = field.fields.get(name) if field else None
        return field

    def walk(self, prefix: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], SchemaField]]:
        """Every field below this one with its path, sorted by name."""
        for name in sorted(self.fields):
            field = self.fields[name]
            yield (*prefix, name), field
            yield from field.walk((*prefix, name))


class Schema:
    """All event types and their fields.

    Args:
        document: The body of the API's response.
    """

    def __init__(self, document: Any) -> None:
        events = document.get("events") if isinstance(document, dict) else None
        definitions = events if isinstance(events, dict) else {}
        self._event_types = {
            str(name): parse_field(str(name), definition)
            for name, definition in definitions.items()
        }

    @property
    def event_type_names(self) -> list[str]:
        """The names of the event types, ALL first."""
        others = [name for name in self._event_types if name != ALL]
        return [ALL, *others] if self._event_types else []

    def event_type(self, name: str) -> SchemaField:
        """An event type; unless the server defines ALL, it has the fields that all others share.

        Raises:
            UsageError: The event type does not exist.
        """
        if name in self._event_types:
            return self._event_types[name]
        if name == ALL and self._event_types:
            first, *others = self._event_types.values()
            return SchemaField(ALL, STRUCT, fields=_shared_fields(first, others))
        names = ", ".join(self.event_type_names) or "none"
        raise UsageError(f'event type "{name}" does not exist', hint=f"Event types: {names}")

    def struct_types(self) -> dict[str, SchemaField]:
        """The structs of all event types, by the names of their types."""
        structs: dict[str, SchemaField] = {}
        for event_type in self._event_types.values():
            for _, field in event_type.walk():
                struct = field.element if field.kind == LIST and field.element else field
                if struct.fields:
                    structs.setdefault(struct.type_name, struct)
        return dict(sorted(structs.items()))


def fetch_schema(context: Context) -> Schema:
    """Fetch the schema of the instance.

    Raises:
        NetworkError: The response has no event types.
    """
    response = context.send(Request("GET", PATH))
    ResponseObject.of(response.object["events"], response.request)
    return Schema(response.body)


def parse_field(name: str, definition: Any, depth: int = 0) -> SchemaField:
    """A field from its definition, whatever form that has."""
    if not isinstance(definition, dict):
        return SchemaField(name, str(definition) if definition else UNKNOWN)
    nested = definition.get("type")
    type_definition = nested if isinstance(nested, dict) else {}
    fields = _parse_fields(definition, depth) or _parse_fields(type_definition, depth)
    element = _parse_element(name, definition, depth) or _parse_element(
        name, type_definition, depth
    )
    return SchemaField(
        name,
        _parse_kind(definition, fields, element),
        str(type_definition.get("name") or definition.get("type_name") or name),
        str(definition.get("description") or type_definition.get("description") or ""),
        fields,
        element,
        _parse_values(definition) or _parse_values(type_definition),
    )


def _parse_kind(
    definition: dict[str, Any], fields: Mapping[str, SchemaField], element: SchemaField | None
) -> str:
    if fields:
        return STRUCT
    if element:
        return LIST
    kind = definition.get("type")
    if isinstance(kind, dict):
        kind = kind.get("type") or kind.get("kind") or STRUCT
    if kind is None:
        kind = STRUCT if definition.get("kind") == "builtin" else UNKNOWN
    return str(kind)


def _parse_fields(definition: dict[str, Any], depth: int) -> dict[str, SchemaField]:
    if depth > MAX_DEPTH:
        return {}
    for key in FIELDS_KEYS:
        if isinstance(fields := definition.get(key), dict):
            return {
                str(name): parse_field(str(name), field, depth + 1)
                for name, field in fields.items()
            }
    return {}


def _parse_element(name: str, definition: dict[str, Any], depth: int) -> SchemaField | None:
    keys = (key for key in ELEMENT_KEYS if definition.get(key) is not None)
    key = next(keys, None)
    return (
        None if key is None or depth > MAX_DEPTH else parse_field(name, definition[key], depth + 1)
    )


def _parse_values(definition: dict[str, Any]) -> tuple[str, ...]:
    values = definition.get("enum") or definition.get("values")
    return tuple(str(value) for value in values) if isinstance(values, list) else ()


def _shared_fields(struct: SchemaField, others: list[SchemaField]) -> dict[str, SchemaField]:
    """The fields of a struct that others have with the same type."""
    shared: dict[str, SchemaField] = {}
    for name, field in struct.fields.items():
        counterparts = [
            other.fields[name]
            for other in others
            if name in other.fields and other.fields[name].kind == field.kind
        ]
        if len(counterparts) < len(others):
            continue
        fields = _shared_fields(field, counterparts)
        if field.fields and not fields:
            continue
        shared[name] = field._replace(fields=fields)
    return shared
