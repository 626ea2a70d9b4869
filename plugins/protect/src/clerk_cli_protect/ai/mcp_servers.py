"""MCP servers as subprocesses, which the official SDK talks to on a thread of its own."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from clerk_cli.api import Context, Json
from clerk_cli_protect.ai import process_supervisor
from clerk_cli_protect.ai.conversation import Tool
from clerk_cli_protect.ai.mcp_config import ServerConfig
from clerk_cli_protect.ai.mcp_environment import server_environment
from clerk_cli_protect.ai.mcp_transport import repaired
from clerk_cli_protect.ai.provider_errors import missing_package
from clerk_cli_protect.ai.server_messages import ServerMessages, some_of
from clerk_cli_protect.ai.toolbox import MAX_TOOLS, ServerTool, Toolbox

START_TIMEOUT_SECONDS, CALL_TIMEOUT_SECONDS = 30.0, 60.0
STDERR_LINES, STDERR_CHARACTERS = 3, 300
MAX_TOOL_PAGES = 50


@dataclass
class Connection:
    """The connection to a server, or why there is none.

    Args:
        server: The server.
        client: The SDK's client; None if the server failed.
        tools: The server's tools.
        failure: Why the server is skipped; empty if it is not.
    """

    server: ServerConfig
    client: Any = None
    tools: Sequence[Tool] = ()
    failure: str = ""
    problems: dict[str, None] = field(default_factory=dict)
    """What was repaired, each once; None so that the order stays."""

    output: list[str] = field(default_factory=list)
    """What the server wrote on stdout that is not a message."""

    shown: int = 0
    """How many of the problems were shown."""


@contextmanager
def open_toolbox(context: Context, servers: Sequence[ServerConfig]) -> Iterator[Toolbox]:
    """The tools of servers that run until the context manager exits.

    A server that does not start is skipped with a warning.

    Raises:
        ConfigError: There are servers, and the SDK is not installed.
    """
    if not servers:
        yield Toolbox()
        return
    try:
        import mcp  # noqa: F401
        from anyio.from_thread import start_blocking_portal
    except ImportError:
        raise missing_package("MCP servers", "mcp") from None
    with _keepalive_file() as keepalive, start_blocking_portal() as portal:
        pool = _ServerPool(servers, context.environment.variables, str(keepalive))
        try:
            _, connections = portal.start_task(pool.run)
            for connection in connections:
                _show_problems(context, connection)
                if connection.failure:
                    context.messages.warn(
                        f'Skipped MCP server "{connection.server.name}": {connection.failure}'
                    )
            tools = [
                ServerTool(connection.server.name, tool)
                for connection in connections
                for tool in connection.tools
            ]
            toolbox = Toolbox(_ToolCaller(context, portal, connections), tools)
            if toolbox.left_out:
                context.messages.warn(
                    f"a model takes at most {MAX_TOOLS} tools; left out {len(toolbox.left_out)} "
                    f"of {len(tools)}: {some_of(toolbox.left_out)}"
                )
            if tools:
                context.messages.info(f"Loaded {len(toolbox.tools)} tool(s) from MCP servers")
            yield toolbox
        except BaseException:
            # After Ctrl-C, do not wait until servers finish their work.
            keepalive.unlink(missing_ok=True)
            raise
        finally:
            portal.call(pool.stop)


@contextmanager
def _keepalive_file() -> Iterator[Path]:
    """A file whose removal makes the supervisors end all servers at once."""
    with tempfile.TemporaryDirectory(prefix="clerk-mcp-") as folder:
        path = Path(folder) / "keepalive"
        path.touch()
        yield path


def _show_problems(context: Context, connection: Connection) -> None:
    """Show what has come up since the last time."""
    name = connection.server.name
    for problem in list(connection.problems)[connection.shown :]:
        connection.shown += 1
        context.messages.warn(f'MCP server "{name}": {problem}')
    while connection.output:
        line = connection.output.pop(0)
        if context.debug:
            context.messages.debug(f'[DEBUG] MCP server "{name}" wrote: {line}')


class _ToolCaller:
    """Calls tools from the command's thread."""

    def __init__(self, context: Context, portal: Any, connections: Sequence[Connection]) -> None:
        self._context = context
        self._portal = portal
        self._connections = {connection.server.name: connection for connection in connections}

    def call(self, server: str, name: str, arguments: Json) -> tuple[str, bool]:
        """Call a tool; errors are returned, so that the model can continue without the result."""
        connection = self._connections[server]
        try:
            result = self._portal.call(
                connection.client.call_tool, name, arguments, CALL_TIMEOUT_SECONDS
            )
        except Exception as error:  # noqa: BLE001 - a call that fails in any way is a failed call
            return f"{type(error).__name__}: {error}", True
        finally:
            _show_problems(self._context, connection)
        return "\n".join(content.text for content in result.content), bool(result.is_error)


class _ServerPool:
    """Starts all servers at the same time, and ends them together."""

    def __init__(
        self, servers: Sequence[ServerConfig], variables: Mapping[str, str], keepalive: str
    ) -> None:
        import anyio

        self._servers = servers
        self._keepalive = keepalive
        self._variables = dict(variables)
        self._stopped = anyio.Event()

    async def run(self, *, task_status: Any) -> None:
        """Run until ``stop``; the task's status is the list of connections."""
        import anyio

        ready = [anyio.Event() for _ in self._servers]
        connections = [Connection(server) for server in self._servers]
        async with anyio.create_task_group() as group:
            for connection, event in zip(connections, ready, strict=True):
                group.start_soon(self._connect, connection, event)
            for event in ready:
                await event.wait()
            task_status.started(connections)

    async def stop(self) -> None:
        """End all servers."""
        self._stopped.set()

    async def _connect(self, connection: Connection, ready: Any) -> None:
        import anyio
        from mcp import Client, StdioServerParameters
        from mcp.client.stdio import DEFAULT_INHERITED_ENV_VARS, stdio_client

        command, *args = _supervised(connection.server, self._keepalive)
        environment = server_environment(
            connection.server, self._variables, DEFAULT_INHERITED_ENV_VARS
        )
        parameters = StdioServerParameters(
            command=command, args=args, env=environment, encoding_error_handler="replace"
        )
        messages = ServerMessages(
            lambda problem: connection.problems.setdefault(problem), connection.output.append
        )
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as stderr:
            try:
                with anyio.fail_after(START_TIMEOUT_SECONDS) as scope:
                    async with Client(
                        repaired(stdio_client(parameters, errlog=stderr), messages),
                        read_timeout_seconds=CALL_TIMEOUT_SECONDS,
                    ) as client:
                        connection.tools = await _list_tools(client)
                        connection.client = client
                        scope.deadline = float("inf")
                        ready.set()
                        await self._stopped.wait()
            except Exception as error:  # noqa: BLE001 - a server that fails in any way is skipped
                if connection.client is None:
                    connection.tools = ()
                    connection.failure = _failure_reason(error, stderr)
            finally:
                ready.set()


async def _list_tools(client: Any) -> list[Tool]:
    """All tools of a server, page by page."""
    tools: dict[str, Tool] = {}
    cursors: set[str | None] = {None}
    cursor: str | None = None
    for _ in range(MAX_TOOL_PAGES):
        page = await client.list_tools(cursor=cursor)
        for tool in page.tools:
            tools.setdefault(tool.name, Tool(tool.name, tool.description or "", tool.input_schema))
        cursor = page.next_cursor
        if not cursor or cursor in cursors:
            break
        cursors.add(cursor)
    return list(tools.values())


def _supervised(server: ServerConfig, keepalive: str) -> list[str]:
    """The command of a server, run by the supervisor if the system has process groups."""
    command = [server.command, *server.args]
    if not hasattr(os, "killpg"):
        return command
    script = str(Path(process_supervisor.__file__))
    return [sys.executable, "-I", "-S", script, str(os.getpid()), keepalive, *command]


def _failure_reason(error: BaseException, stderr: IO[str]) -> str:
    """Why a server did not start, with the last lines of its stderr."""
    if isinstance(error, TimeoutError):
        reason = f"timed out after {START_TIMEOUT_SECONDS:g} seconds"
    else:
        while causes := getattr(error, "exceptions", None):
            error = causes[0]
        reason = str(error).split("\n", 1)[0] or type(error).__name__
        if type(error).__name__ == "ValidationError":
            reason = "it does not follow the protocol"
    stderr.seek(0)
    lines = [line.strip() for line in stderr.read().splitlines() if line.strip()]
    output = " / ".join(lines[-STDERR_LINES:])[-STDERR_CHARACTERS:]
    return f"{reason}: {output}" if output else reason
