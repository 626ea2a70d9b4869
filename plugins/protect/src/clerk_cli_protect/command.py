"""The base class of the group's commands."""

from __future__ import annotations

from clerk_cli.api import Command, option


class ProtectCommand(Command):
    """A command of the group; all accept ``--mcp-config``, and those that use AI read it."""

    mcp_config: str | None = option(
        "Path to the MCP servers config file, for rule generation", metavar="path", sends=None
    )
