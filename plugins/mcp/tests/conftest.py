"""A client of the MCP SDK, connected to the server without a process in between.

Only the process that runs these tests imports the SDK, which takes a second.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import pytest

from clerk_cli.testing import CommandLine, Result

if TYPE_CHECKING:
    from mcp import Client
    from mcp.client import ClientRequestContext
    from mcp_types import ElicitRequestParams, ElicitResult, Tool

Scenario = Callable[["Agent"], Awaitable[None]]
MODES = ("legacy", "2026-07-28")
"""With the handshake of earlier versions of the protocol, and without."""


class Agent:
    """Calls tools, and answers questions as the user would.

    Args:
        types: What the user types; None for a client that cannot ask.
    """

    def __init__(self, types: str | None) -> None:
        self._types = types
        self.client: Client
        self.questions: list[str] = []

    async def call(self, tool: str, **arguments: Any) -> Any:
        """The structured result of a call."""
        result = await self.client.call_tool(tool, arguments)
        (content,) = result.content
        assert json.loads(content.text) == result.structured_content  # type: ignore[union-attr]
        assert result.is_error == bool({"refused", "error"} & set(result.structured_content))
        return result.structured_content

    async def read(self, command: str, skip: int = 0, **arguments: Any) -> Any:
        """The structured result of a command that reads."""
        tool = "run_reading_command"
        return await self.call(tool, command=command, arguments=arguments, skip=skip)

    async def write(self, command: str, **arguments: Any) -> Any:
        """The structured result of a command that writes."""
        return await self.call("run_writing_command", command=command, arguments=arguments)

    async def tools(self) -> dict[str, Tool]:
        """The tools, by name."""
        return {tool.name: tool for tool in (await self.client.list_tools()).tools}

    async def _answer(
        self, context: ClientRequestContext, params: ElicitRequestParams
    ) -> ElicitResult:
        from mcp_types import ElicitResult

        self.questions.append(params.message)
        if self._types == "":
            return ElicitResult(action="decline")
        return ElicitResult(action="accept", content={"confirmation": self._types})

    def connect(self, server: Any, mode: str) -> Client:
        """The client, which is not connected yet."""
        from mcp import Client

        answers = self._answer if self._types is not None else None
        self.client = Client(server, mode=mode, elicitation_callback=answers)
        return self.client


class Session:
    """Runs ``clerk mcp serve`` in this process, for one client.

    Args:
        clerk: The command line.
        patch: Puts the client in the place of stdin and stdout.
    """

    def __init__(self, clerk: CommandLine, patch: pytest.MonkeyPatch) -> None:
        self.clerk = clerk
        self._patch = patch

    def __call__(
        self,
        scenario: Scenario,
        *options: str,
        mode: str = "legacy",
        types: str | None = None,
        profile: str | None = "sandbox",
    ) -> Result:
        """Serve until the scenario ends.

        Args:
            scenario: What the client does.
            options: Those of ``clerk mcp serve``.
            mode: How the client connects.
            types: What the user types when asked.
            profile: The profile; None for the active one.
        """
        import anyio

        def serve(calls: Any, version: str) -> None:
            from clerk_cli_mcp.server import build

            async def talk() -> None:
                agent = Agent(types)
                async with agent.connect(build(calls, version), mode):
                    await scenario(agent)

            anyio.run(talk)

        self._patch.setattr("clerk_cli_mcp.server.serve", serve)
        selected = ["-p", profile] if profile else []
        return self.clerk(*selected, "mcp", "serve", *options)


@pytest.fixture
def serve(clerk: CommandLine, monkeypatch: pytest.MonkeyPatch) -> Session:
    """Serves one client in this process."""
    return Session(clerk, monkeypatch)
