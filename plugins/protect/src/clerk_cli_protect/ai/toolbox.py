"""The tools of all MCP servers, under names that every provider accepts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from clerk_cli.api import Json
from clerk_cli_protect.ai.conversation import Tool, ToolCall, ToolResult
from clerk_cli_protect.ai.server_messages import sendable

MAX_TOOLS = 128
"""What OpenAI accepts in a request."""

MAX_NAME_LENGTH = 64
MAX_RESULT_LENGTH = 20_000
"""The part of a result that is sent to the model, in characters."""


@dataclass(frozen=True)
class ServerTool:
    """A tool of an MCP server.

    Args:
        server: The name of the server in the configuration.
        tool: The tool, with the server's name for it.
    """

    server: str
    tool: Tool


class ToolCaller(Protocol):
    """Calls the tools of servers."""

    def call(self, server: str, name: str, arguments: Json) -> tuple[str, bool]:
        """Call a tool.

        Returns:
            The result or the error, and whether it is an error.
        """


class Toolbox:
    """Tools under unique names.

    Args:
        caller: Calls them; None if there are no servers.
        server_tools: The tools of all servers; a name that several servers use is prefixed with
            the server's. Those beyond ``MAX_TOOLS`` are left out.
    """

    def __init__(
        self, caller: ToolCaller | None = None, server_tools: Sequence[ServerTool] = ()
    ) -> None:
        self._caller = caller
        self._server_tools: dict[str, ServerTool] = {}
        self.left_out: list[str] = []
        """The names of the tools that are left out."""
        counts = Counter(server_tool.tool.name for server_tool in server_tools)
        for server_tool in server_tools:
            name = server_tool.tool.name
            if counts[name] > 1:
                name = f"{server_tool.server}__{name}"
            if len(self._server_tools) == MAX_TOOLS:
                self.left_out.append(name)
                continue
            self._server_tools[_unique_name(name, self._server_tools)] = server_tool

    @property
    def tools(self) -> list[Tool]:
        """The tools, under the names that the model uses."""
        return [
            Tool(name, server_tool.tool.description, server_tool.tool.schema)
            for name, server_tool in self._server_tools.items()
        ]

    def call(self, call: ToolCall) -> ToolResult:
        """Call a tool for a model; every error is a failed result."""
        if call.error:
            return ToolResult(call, call.error, failed=True)
        server_tool = self._server_tools.get(call.name)
        if server_tool is None or self._caller is None:
            return ToolResult(call, f'tool "{call.name}" does not exist', failed=True)
        arguments = sendable(dict(call.arguments))
        text, failed = self._caller.call(server_tool.server, server_tool.tool.name, arguments)
        return ToolResult(call, _truncate(sendable(text)), failed)


def _unique_name(name: str, used_names: Mapping[str, ServerTool]) -> str:
    """A name of characters that providers accept; with a number if it is already used."""
    base = re.sub(r"[^A-Za-z0-9_-]", "_", name)[:MAX_NAME_LENGTH] or "tool"
    unique, number = base, 1
    while unique in used_names:
        number += 1
        unique = f"{base[: MAX_NAME_LENGTH - 4]}_{number}"
    return unique


def _truncate(text: str) -> str:
    if len(text) <= MAX_RESULT_LENGTH:
        return text
    return f"{text[:MAX_RESULT_LENGTH]}\n… (truncated: the result has {len(text):,} characters)"
