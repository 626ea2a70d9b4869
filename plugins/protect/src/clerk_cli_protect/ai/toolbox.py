"""The tools of all servers under names that every provider accepts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from clerk_cli.api import Json
from clerk_cli_protect.ai.conversation import Tool, ToolCall, ToolResult

LONGEST_NAME = 64
LONGEST_RESULT = 20_000
"""How much of a result a model gets, in characters."""

NO_ARGUMENTS: dict[str, Json] = {"type": "object", "properties": {}}


@dataclass(frozen=True)
class ServerTool:
    """A tool as its server calls it.

    Args:
        server: The name of the server in the configuration.
        tool: The tool, with the server's name for it.
    """

    server: str
    tool: Tool


class Caller(Protocol):
    """Has servers, and calls their tools."""

    def call(self, server: str, name: str, arguments: Json) -> tuple[str, bool]:
        """Call a tool.

        Returns:
            What it gave, and whether it failed.
        """


class Toolbox:
    """Tools under unique names.

    Args:
        caller: Calls them.
        found: The tools of all servers; a name that two servers have gets the server before it.
    """

    def __init__(self, caller: Caller | None = None, found: Sequence[ServerTool] = ()) -> None:
        self._caller = caller
        self._known: dict[str, ServerTool] = {}
        count = Counter(each.tool.name for each in found)
        for each in found:
            own = each.tool.name
            name = own if count[own] == 1 else f"{each.server}__{own}"
            self._known[_free(name, self._known)] = each

    @property
    def tools(self) -> list[Tool]:
        """The tools, under the names that a model uses."""
        return [
            Tool(name, each.tool.description, each.tool.schema or NO_ARGUMENTS)
            for name, each in self._known.items()
        ]

    def call(self, call: ToolCall) -> ToolResult:
        """Do what a model wants to have done; what cannot be done is a failed call."""
        if call.mistake:
            return ToolResult(call, call.mistake, failed=True)
        known = self._known.get(call.name)
        if known is None or self._caller is None:
            return ToolResult(call, f"there is no tool {call.name}", failed=True)
        text, failed = self._caller.call(known.server, known.tool.name, dict(call.arguments))
        return ToolResult(call, _capped(text), failed)


def _free(name: str, taken: dict[str, ServerTool]) -> str:
    """The name in letters that providers accept; a number at the end where it is taken."""
    accepted = re.sub(r"[^A-Za-z0-9_-]", "_", name)[:LONGEST_NAME] or "tool"
    number, free = 1, accepted
    while free in taken:
        number += 1
        free = f"{accepted[: LONGEST_NAME - 4]}_{number}"
    return free


def _capped(text: str) -> str:
    if len(text) <= LONGEST_RESULT:
        return text
    return f"{text[:LONGEST_RESULT]}\n… (cut: the result has {len(text):,} characters)"
