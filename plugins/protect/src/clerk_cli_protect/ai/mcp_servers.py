"""MCP servers as subprocesses, spoken to through the official SDK on a thread of its own."""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from clerk_cli.api import ConfigError, Context, Json
from clerk_cli_protect.ai import warden
from clerk_cli_protect.ai.conversation import Tool
from clerk_cli_protect.ai.mcp_config import Server
from clerk_cli_protect.ai.toolbox import ServerTool, Toolbox

START_SECONDS, CALL_SECONDS = 30.0, 60.0
TAIL_LINES, TAIL_CHARACTERS = 3, 300
MOST_PAGES = 50


@dataclass
class Started:
    """A server that answered, or why it did not.

    Args:
        server: Which one.
        client: The SDK's client; None where it failed.
        tools: What it offers.
        failure: Why it is skipped; empty where it is not.
    """

    server: Server
    client: Any = None
    tools: Sequence[Tool] = ()
    failure: str = ""


@contextmanager
def open_toolbox(context: Context, servers: Sequence[Server]) -> Iterator[Toolbox]:
    """The tools of servers, which run as long as the context lasts.

    A server that does not start is skipped with one warning.

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
        hint = "pip install 'clerk-cli-protect[mcp]', or 'clerk-cli[protect-ai]' for all"
        raise ConfigError("what speaks to MCP servers is not installed", hint=hint) from None
    if not context.debug:
        # The SDK logs a traceback for each line on stdout that is no message, such as a greeting.
        logging.getLogger("mcp").setLevel(logging.CRITICAL)
    with _lifeline() as lifeline, start_blocking_portal() as portal:
        fleet = _Fleet(servers, context.environment.variables, str(lifeline))
        try:
            _, started = portal.start_task(fleet.run)
            for each in started:
                if each.failure:
                    said = f'MCP server "{each.server.name}" is skipped: {each.failure}'
                    context.messages.warn(said)
            found = [ServerTool(each.server.name, tool) for each in started for tool in each.tools]
            if found:
                context.messages.info(f"Loaded {len(found)} tool(s) from MCP servers")
            yield Toolbox(_Calls(portal, started), found)
        except BaseException:
            # Whoever presses Ctrl-C does not wait for servers that finish what they do.
            lifeline.unlink(missing_ok=True)
            raise
        finally:
            portal.call(fleet.stop)


@contextmanager
def _lifeline() -> Iterator[Path]:
    """A file whose removal ends all servers at once."""
    with tempfile.TemporaryDirectory(prefix="clerk-mcp-") as folder:
        path = Path(folder) / "lifeline"
        path.touch()
        yield path


class _Calls:
    """Calls tools from the thread of the command."""

    def __init__(self, portal: Any, started: Sequence[Started]) -> None:
        self._portal = portal
        self._clients = {each.server.name: each.client for each in started}

    def call(self, server: str, name: str, arguments: Json) -> tuple[str, bool]:
        """Call a tool; what goes wrong is told to the model, which may do without."""
        from mcp import MCPError

        try:
            result = self._portal.call(
                self._clients[server].call_tool, name, arguments, CALL_SECONDS
            )
        except (MCPError, TimeoutError, OSError, RuntimeError) as error:
            return f"{type(error).__name__}: {error}", True
        return _text(result), bool(result.is_error)


class _Fleet:
    """Starts all servers at once, and ends them together."""

    def __init__(
        self, servers: Sequence[Server], variables: Mapping[str, str], lifeline: str
    ) -> None:
        import anyio

        self._servers = servers
        self._lifeline = lifeline
        self._variables = dict(variables)
        self._ended = anyio.Event()

    async def run(self, *, task_status: Any) -> None:
        """Run until ``stop``; the status is the list of what was started."""
        import anyio

        ready = [anyio.Event() for _ in self._servers]
        started = [Started(server) for server in self._servers]
        async with anyio.create_task_group() as group:
            for each, event in zip(started, ready, strict=True):
                group.start_soon(self._serve, each, event)
            for event in ready:
                await event.wait()
            task_status.started(started)

    async def stop(self) -> None:
        """End all servers."""
        self._ended.set()

    async def _serve(self, each: Started, ready: Any) -> None:
        import anyio
        from mcp import Client, StdioServerParameters
        from mcp.client.stdio import stdio_client

        command, *args = _command(each.server, self._lifeline)
        parameters = StdioServerParameters(
            command=command, args=args, env={**self._variables, **each.server.env}
        )
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as stderr:
            try:
                with anyio.fail_after(START_SECONDS) as scope:
                    async with Client(
                        stdio_client(parameters, errlog=stderr),
                        read_timeout_seconds=CALL_SECONDS,
                    ) as client:
                        each.tools = await _list_tools(client)
                        each.client = client
                        scope.deadline = float("inf")
                        ready.set()
                        await self._ended.wait()
            except Exception as error:  # noqa: BLE001 - a server may fail in any way; it is skipped
                if each.client is None:
                    each.tools = ()
                    each.failure = _why(error, stderr)
            finally:
                ready.set()


async def _list_tools(client: Any) -> list[Tool]:
    """All tools of a server, page after page."""
    found: list[Tool] = []
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        page = await client.list_tools(cursor=cursor)
        found += [Tool(tool.name, tool.description or "", tool.input_schema) for tool in page.tools]
        cursor = page.next_cursor
        if not cursor:
            break
    return found


def _command(server: Server, lifeline: str) -> list[str]:
    """The command of a server, below a warden where process groups exist."""
    own = [server.command, *server.args]
    if not hasattr(os, "killpg"):
        return own
    script = str(Path(warden.__file__))
    return [sys.executable, "-I", "-S", script, str(os.getpid()), lifeline, *own]


def _why(error: BaseException, stderr: IO[str]) -> str:
    """Why a server did not start, with the end of what it said."""
    if isinstance(error, TimeoutError):
        reason = f"it did not answer within {START_SECONDS:g} seconds"
    else:
        while inner := getattr(error, "exceptions", None):
            error = inner[0]
        reason = str(error).split("\n", 1)[0] or type(error).__name__
    stderr.seek(0)
    lines = [line.strip() for line in stderr.read().splitlines() if line.strip()]
    tail = " / ".join(lines[-TAIL_LINES:])[-TAIL_CHARACTERS:]
    return f"{reason}: {tail}" if tail else reason


def _text(result: Any) -> str:
    """What a tool gave, as text; other kinds of content are only named."""
    parts = [_part(part) for part in result.content]
    if not parts and result.structured_content is not None:
        return json.dumps(result.structured_content, ensure_ascii=False)
    return "\n".join(parts)


def _part(part: Any) -> str:
    """One part of a result; a resource may hold a text."""
    held = part.resource if part.type == "resource" else part
    return str(getattr(held, "text", None) or f"({part.type} left out)")
