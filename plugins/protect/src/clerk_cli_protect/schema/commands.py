"""``clerk protect schema …``."""

from __future__ import annotations

from clerk_cli.api import (
    APIObject,
    Column,
    Context,
    Example,
    ListCommand,
    Listing,
    Outcome,
    UsageError,
    View,
    argument,
    flag,
)
from clerk_cli_protect.command import ProtectCommand
from clerk_cli_protect.names import ALL, EVENT_TYPE_DESCRIPTIONS, labeled
from clerk_cli_protect.schema.model import Schema, SchemaField, fetch_schema

FIELDS = View(
    columns=(
        Column("FIELD", "field"),
        Column("TYPE", "type"),
        Column("DESCRIPTION", "description", truncatable=True),
    ),
    empty="No fields found",
)
EVENT_TYPES = View(
    columns=(
        Column("EVENT TYPE", "event_type"),
        Column("MEANING", "meaning", truncatable=True),
        Column("FIELDS", lambda row: ", ".join(row["fields"]), truncatable=True),
    ),
    empty="No event types found",
)


class SchemaShow(
    ProtectCommand,
    name="protect schema show",
    view=FIELDS,
    examples=(
        Example("clerk protect schema show SIGN_IN", "Show the fields of sign-in events"),
        Example("clerk protect schema show SIGN_IN --flat", "Show them as paths"),
    ),
):
    """Show the fields of an event type.

    Without an event type, it prompts for one in a terminal. In scripts, it shows ALL: the fields
    that every event type has.
    """

    writes = False

    event_type: str | None = argument("The event type, such as SIGN_IN")
    flat: bool = flag("Show fields as flat dot-notation paths", sends=None)

    def run(self, context: Context) -> Outcome:
        """Fetch the schema and pick the event type."""
        schema = fetch_schema(context)
        name = (self.event_type or self._prompt(schema, context)).upper()
        event_type = schema.event_type(name)
        fields = paths_and_types(event_type) if self.flat else describe_fields(event_type)
        table = path_rows(event_type) if self.flat else tree_rows(event_type)
        return Outcome({"event_type": name, "fields": fields}, Listing(table))

    def _prompt(self, schema: Schema, context: Context) -> str:
        names = schema.event_type_names
        if not context.environment.interactive or not names:
            return ALL
        return context.messages.choose("Event type", [(labeled(name), name) for name in names])


class SchemaList(
    ProtectCommand,
    ListCommand,
    name="protect schema list",
    aliases=("ls",),
    view=EVENT_TYPES,
    examples=(Example("clerk protect schema list", "List event types"),),
):
    """List event types and their top-level fields."""

    writes = False

    def run(self, context: Context) -> Listing:
        """Fetch the schema."""
        schema = fetch_schema(context)
        rows: list[APIObject] = [
            {
                "event_type": name,
                "meaning": EVENT_TYPE_DESCRIPTIONS.get(name, ""),
                "fields": sorted(schema.event_type(name).fields),
            }
            for name in schema.event_type_names
        ]
        return Listing(rows, len(rows))


class SchemaType(
    ProtectCommand,
    name="protect schema type",
    view=FIELDS,
    examples=(
        Example("clerk protect schema type", "Show all struct types"),
        Example("clerk protect schema type ip geo", "Show the types ip and geo"),
    ),
):
    """Show struct types, all of them by default."""

    writes = False

    names: list[str] | None = argument("Names of types, such as ip geo")

    def run(self, context: Context) -> Outcome:
        """Fetch the schema and pick the types."""
        types = fetch_schema(context).struct_types()
        for name in self.names or []:
            if name not in types:
                hint = f"Types: {', '.join(types) or 'none'}"
                raise UsageError(f'type "{name}" does not exist', hint=hint)
        selected = {name: types[name] for name in self.names or types}
        rows: list[APIObject] = []
        for name, struct in selected.items():
            rows.append({"field": name, "type": "struct", "description": struct.description})
            rows += [
                _row(f"  {field_name}", struct.fields[field_name])
                for field_name in sorted(struct.fields)
            ]
        documents = {name: {"fields": describe_fields(type)} for name, type in selected.items()}
        return Outcome(documents, Listing(rows))


def path_rows(event_type: SchemaField) -> list[APIObject]:
    """A row with the path of each field that has a value."""
    return [_row(".".join(path), field) for path, field in event_type.walk() if not field.fields]


def tree_rows(event_type: SchemaField) -> list[APIObject]:
    """A row for each field, indented below its struct."""
    return [_row("  " * (len(path) - 1) + path[-1], field) for path, field in event_type.walk()]


def describe_fields(struct: SchemaField) -> APIObject:
    """The fields of a struct, nested, sorted by name."""
    return {name: _describe(struct.fields[name]) for name in sorted(struct.fields)}


def paths_and_types(event_type: SchemaField) -> APIObject:
    """The paths of the fields that have a value, with their types."""
    return {".".join(path): field.label for path, field in event_type.walk() if not field.fields}


def _row(name: str, field: SchemaField) -> APIObject:
    return {"field": name, "type": field.label, "description": field.description}


def _describe(field: SchemaField) -> APIObject:
    description: APIObject = {"type": field.label}
    if field.description:
        description["description"] = field.description
    if field.values:
        description["values"] = list(field.values)
    if field.fields:
        description["fields"] = describe_fields(field)
    if field.element is not None:
        description["items"] = _describe(field.element)
    return description
