"""What every command of the group has."""

from __future__ import annotations

from clerk_cli.api import APIObject, Command, UsageError, option
from clerk_cli_protect.event_schema import Schema, SchemaField


class ProtectCommand(Command):
    """A command of the group; each accepts the option, those that ask an AI use it."""

    mcp_config: str | None = option(
        "Path to MCP servers config file, for rule generation", metavar="path", sends=None
    )


def event_of(schema: Schema, name: str) -> SchemaField:
    """The event type with a name.

    Raises:
        UsageError: The server knows none of that name.
    """
    event = schema.event(name)
    if event is None:
        known = ", ".join(schema.names) or "none"
        raise UsageError(f'there is no event type "{name}"', hint=f"The server has {known}.")
    return event


def expression_of(rule: APIObject) -> str:
    """The expression of a rule."""
    return str(rule.get("expression") or "")


def one_line(rule: APIObject) -> str:
    """The expression of a rule on one line."""
    return " ".join(expression_of(rule).split())
