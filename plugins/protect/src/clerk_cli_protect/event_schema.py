"""The fields that expressions can use, read from ``GET /v1/protect/schema``.

Nobody has published the document's form. Whatever nests fields in a way that is known is read:
``fields`` or ``type.fields``, ``items`` or ``element``, scalars instead of objects.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from clerk_cli_protect.rulesets import EVERYTHING

STRUCT, LIST, UNKNOWN = "struct", "list", "unknown"
LABELS = {"STRING": "string", "INTEGER": "int", "FLOAT": "float", "BOOLEAN": "bool"}
NESTING = ("fields", "properties")
ELEMENTS = ("items", "element")
DEEPEST = 20


@dataclass(frozen=True)
class SchemaField:
    """A field of an event, or of a struct.

    Args:
        name: Its own name, without those above it.
        kind: STRING, INTEGER, FLOAT, BOOLEAN, ``struct``, ``list``, or as it came.
        type_name: The name of its struct; its own name where it has none.
        description: What the server says about it.
        fields: The fields below it.
        element: What a list holds.
        values: The only values it has; empty for any.
    """

    name: str
    kind: str
    type_name: str = ""
    description: str = ""
    fields: Mapping[str, SchemaField] = field(default_factory=dict)
    element: SchemaField | None = None
    values: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The type as it is shown."""
        if self.kind == LIST:
            return f"list of {self.element.label}" if self.element else LIST
        return LABELS.get(self.kind, self.kind)

    def find(self, names: tuple[str, ...]) -> SchemaField | None:
        """The field below this one with a path, or None."""
        found: SchemaField | None = self
        for name in names:
            found = found.fields.get(name) if found else None
        return found

    def walk(self, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], SchemaField]]:
        """Every field below this one with its path, in the order of names."""
        for name in sorted(self.fields):
            below = self.fields[name]
            yield (*above, name), below
            yield from below.walk((*above, name))


class Schema:
    """All event types and their fields.

    Args:
        document: The body of the API's answer.
    """

    def __init__(self, document: Any) -> None:
        events = document.get("events") if isinstance(document, dict) else None
        found = events if isinstance(events, dict) else {}
        self.events = {str(name): read_field(str(name), each) for name, each in found.items()}

    @property
    def names(self) -> list[str]:
        """The event types, ALL first."""
        own = [name for name in self.events if name != EVERYTHING]
        return [EVERYTHING, *own] if self.events else []

    def event(self, name: str) -> SchemaField | None:
        """An event type; ALL has what all the others have, unless the server tells it itself."""
        if name in self.events or name != EVERYTHING or not self.events:
            return self.events.get(name)
        first, *others = self.events.values()
        return SchemaField(EVERYTHING, STRUCT, fields=_common(first, others))

    def structs(self) -> dict[str, SchemaField]:
        """The structs of all event types, by the names of their types."""
        found: dict[str, SchemaField] = {}
        for event in self.events.values():
            for _, each in event.walk():
                inner = each.element if each.kind == LIST and each.element else each
                if inner.fields:
                    found.setdefault(inner.type_name, inner)
        return dict(sorted(found.items()))


def read_field(name: str, given: Any, depth: int = 0) -> SchemaField:
    """A field from whatever the document has for it."""
    if not isinstance(given, dict):
        return SchemaField(name, str(given) if given else UNKNOWN)
    inner = given.get("type")
    kind_of = inner if isinstance(inner, dict) else {}
    fields = _fields(given, depth) or _fields(kind_of, depth)
    element = _element(name, given, depth) or _element(name, kind_of, depth)
    return SchemaField(
        name,
        _kind(given, fields, element),
        str(kind_of.get("name") or given.get("type_name") or name),
        str(given.get("description") or kind_of.get("description") or ""),
        fields,
        element,
        _values(given) or _values(kind_of),
    )


def _kind(given: dict[str, Any], fields: object, element: object) -> str:
    if fields:
        return STRUCT
    if element:
        return LIST
    written = given.get("type")
    if isinstance(written, dict):
        written = written.get("type") or written.get("kind") or STRUCT
    if written is None:
        written = STRUCT if given.get("kind") == "builtin" else UNKNOWN
    return str(written)


def _fields(given: dict[str, Any], depth: int) -> dict[str, SchemaField]:
    if depth > DEEPEST:
        return {}
    for name in NESTING:
        if isinstance(found := given.get(name), dict):
            return {str(each): read_field(str(each), found[each], depth + 1) for each in found}
    return {}


def _element(name: str, given: dict[str, Any], depth: int) -> SchemaField | None:
    found = next((given[each] for each in ELEMENTS if given.get(each) is not None), None)
    return None if found is None or depth > DEEPEST else read_field(name, found, depth + 1)


def _values(given: dict[str, Any]) -> tuple[str, ...]:
    found = given.get("enum") or given.get("values")
    return tuple(str(value) for value in found) if isinstance(found, list) else ()


def _common(first: SchemaField, others: list[SchemaField]) -> dict[str, SchemaField]:
    """The fields of one struct that others have with the same type."""
    shared = {}
    for name, each in first.fields.items():
        twins = [other.fields.get(name) for other in others]
        same = [twin for twin in twins if twin is not None and twin.kind == each.kind]
        if len(same) < len(others):
            continue
        below = _common(each, same)
        if each.fields and not below:
            continue
        shared[name] = SchemaField(
            name, each.kind, each.type_name, each.description, below, each.element, each.values
        )
    return shared
