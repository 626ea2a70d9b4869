"""``clerk protect schema …`` (reference: clerk protect schema)."""

from __future__ import annotations

from clerk_cli.api import (
    APIObject,
    Column,
    Context,
    ListCommand,
    Listing,
    Outcome,
    Request,
    UsageError,
    View,
    argument,
    flag,
)
from clerk_cli_protect.command import ProtectCommand, event_of
from clerk_cli_protect.event_schema import Schema, SchemaField
from clerk_cli_protect.rulesets import EVERYTHING, MEANINGS

PATH = "/v1/protect/schema"
TREE = View(
    columns=(
        Column("FIELD", "field"),
        Column("TYPE", "type"),
        Column("DESCRIPTION", "description", truncatable=True),
    ),
    empty="No fields found",
)
EVENTS = View(
    columns=(
        Column("EVENT TYPE", "event_type"),
        Column("MEANING", "meaning", truncatable=True),
        Column("FIELDS", lambda row: ", ".join(row["fields"]), truncatable=True),
    ),
    empty="No event types found",
)


def fetch_schema(context: Context) -> Schema:
    """The schema of the instance."""
    return Schema(context.send(Request("GET", PATH)).body)


class SchemaShow(ProtectCommand, name="protect schema show", view=TREE):
    """Show the detailed schema for an event type.

    Without an event type it asks, or shows ALL: the fields that every event type has.
    """

    event_type: str | None = argument("The event type, such as SIGN_IN")
    flat: bool = flag("Show fields as flat dot-notation paths", sends=None)

    def run(self, context: Context) -> Outcome:
        """Read the schema and pick the event type."""
        schema = fetch_schema(context)
        name = (self.event_type or self._ask(schema, context)).upper()
        event = event_of(schema, name)
        fields = flat_fields(event) if self.flat else documented(event)
        table = Listing(rows(event, flat=self.flat))
        return Outcome({"event_type": name, "fields": fields}, table)

    def _ask(self, schema: Schema, context: Context) -> str:
        if not context.environment.interactive or not schema.names:
            return EVERYTHING
        known = [(f"{name}  {MEANINGS.get(name, '')}", name) for name in schema.names]
        return context.messages.choose("Event type", known)


class SchemaList(
    ProtectCommand, ListCommand, name="protect schema list", aliases=("ls",), view=EVENTS
):
    """List all available event types and their top-level fields."""

    def run(self, context: Context) -> Listing:
        """Read the schema."""
        schema = fetch_schema(context)
        events = [(name, event_of(schema, name)) for name in schema.names]
        found = [
            {"event_type": name, "meaning": MEANINGS.get(name, ""), "fields": sorted(event.fields)}
            for name, event in events
        ]
        return Listing(found, len(found))


class SchemaType(ProtectCommand, name="protect schema type", view=TREE):
    """Show struct type details; without names, of all types."""

    names: list[str] | None = argument("Names of types, such as ip geo")

    def run(self, context: Context) -> Outcome:
        """Read the schema and pick the types."""
        known = fetch_schema(context).structs()
        for name in self.names or []:
            if name not in known:
                raise UsageError(
                    f'there is no type "{name}"', hint=f"There are {', '.join(known) or 'none'}."
                )
        wanted = {name: known[name] for name in self.names or known}
        found: list[APIObject] = []
        for name, each in wanted.items():
            found += [{"field": name, "type": "struct", "description": each.description}]
            found += [indented(row) for row in rows(each, flat=False, depth=0)]
        types = {name: {"fields": documented(each)} for name, each in wanted.items()}
        return Outcome(types, Listing(found))


def rows(event: SchemaField, *, flat: bool, depth: int | None = None) -> list[APIObject]:
    """A row for each field: paths of those with a value, or all of them, indented.

    Args:
        event: Whose fields.
        flat: Whether paths are wanted.
        depth: How deep to go; None for all levels.
    """
    found = []
    for names, each in event.walk():
        if (flat and each.fields) or (depth is not None and len(names) > depth + 1):
            continue
        name = ".".join(names) if flat else "  " * (len(names) - 1) + names[-1]
        found.append({"field": name, "type": each.label, "description": each.description})
    return found


def indented(row: APIObject) -> APIObject:
    """A row that belongs to the one above it."""
    return {**row, "field": f"  {row['field']}"}


def documented(event: SchemaField) -> APIObject:
    """The fields of a struct, nested, in the order of their names."""
    return {name: _document(event.fields[name]) for name in sorted(event.fields)}


def flat_fields(event: SchemaField) -> APIObject:
    """The paths of the fields with a value, and their types."""
    return {".".join(names): each.label for names, each in event.walk() if not each.fields}


def _document(field: SchemaField) -> APIObject:
    shown: APIObject = {"type": field.label}
    if field.description:
        shown["description"] = field.description
    if field.values:
        shown["values"] = list(field.values)
    if field.fields:
        shown["fields"] = documented(field)
    if field.element is not None:
        shown["items"] = _document(field.element)
    return shown
