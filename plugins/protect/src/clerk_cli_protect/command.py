"""The base class of the group's commands."""

from __future__ import annotations

from clerk_cli.api import Command, option

MCP_CONFIG_HELP = "Path to the MCP servers config file, for rule generation"


class ProtectCommand(Command):
    """A command of the group; all accept ``--mcp-config``; those with AI redeclare it."""

    mcp_config: str | None = option(
        "No effect: this command does not generate rules", metavar="path", sends=None
    )
