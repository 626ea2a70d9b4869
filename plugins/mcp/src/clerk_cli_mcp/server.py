"""The MCP server on stdin and stdout; everything else that is printed goes to stderr."""

from __future__ import annotations

import errno
import json
import logging
import os
from collections.abc import Iterator
from typing import Any

import anyio
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    InputRequiredResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
)

from clerk_cli_mcp.calls import Calls
from clerk_cli_mcp.endings import end_on_signals
from clerk_cli_mcp.tools import instructions, tools
from clerk_cli_mcp.unreadable import AnsweringReceiver


def serve(calls: Calls, version: str) -> None:
    """Serve until the client closes stdin, or is gone.

    Args:
        calls: Answers the calls.
        version: The version of the program.

    Raises:
        BrokenPipeError: Nobody reads the responses.
    """
    logging.getLogger("mcp").setLevel(logging.ERROR)
    try:
        anyio.run(_serve, build(calls, version), calls)
    except Exception as error:
        if all(isinstance(reason, BrokenPipeError) for reason in _reasons(error)):
            raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE)) from error
        raise


def _reasons(error: Exception) -> Iterator[Exception]:
    """The errors of a group of tasks, however deep; the error itself without a group."""
    group: tuple[Exception, ...] = getattr(error, "exceptions", ())
    for member in group:
        yield from _reasons(member)
    if not group:
        yield error


def build(calls: Calls, version: str) -> Server[Any]:
    """The server, without a connection.

    Args:
        calls: Answers the calls.
        version: The version of the program.
    """

    async def list_tools(
        _context: ServerRequestContext[Any], _params: PaginatedRequestParams | None
    ) -> ListToolsResult:
        return ListToolsResult(tools=tools(calls.permissions))

    async def call_tool(
        context: ServerRequestContext[Any], params: CallToolRequestParams
    ) -> CallToolResult | InputRequiredResult:
        reply = await calls.answer(context, params)
        if isinstance(reply, InputRequiredResult):
            return reply
        return CallToolResult(
            content=[TextContent(text=json.dumps(reply.content, ensure_ascii=False))],
            structured_content=reply.content,
            is_error=reply.is_error,
        )

    return Server(
        "clerk",
        version=version,
        title="Clerk CLI",
        instructions=instructions(calls.profile, calls.permissions),
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


async def _serve(server: Server[Any], calls: Calls) -> None:
    async with anyio.create_task_group() as group:
        group.start_soon(end_on_signals, calls.finish)
        async with stdio_server() as (incoming, outgoing):
            receiver = AnsweringReceiver(incoming, outgoing, calls.settle)
            await server.run(receiver, outgoing, server.create_initialization_options())
        group.cancel_scope.cancel()
