"""The SDK's connection to a server's stdin and stdout, with messages that are repaired."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from clerk_cli_protect.ai.server_messages import ServerMessages


@asynccontextmanager
async def repaired(transport: Any, messages: ServerMessages) -> AsyncIterator[tuple[Any, Any]]:
    """The streams of a transport, which follow the messages of a server.

    Args:
        transport: What ``stdio_client`` returns.
        messages: Repairs them.
    """
    async with transport as (incoming, outgoing):
        yield _Incoming(incoming, messages), _Outgoing(outgoing, messages)


class _Stream:
    """Passes everything but the messages on to a stream of the SDK."""

    def __init__(self, stream: Any, messages: ServerMessages) -> None:
        self._stream = stream
        self._messages = messages

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def __aenter__(self) -> Any:
        await self._stream.__aenter__()
        return self

    async def __aexit__(self, *error: object) -> Any:
        return await self._stream.__aexit__(*error)


class _Outgoing(_Stream):
    """The messages to the server."""

    async def send(self, item: Any) -> None:
        """Send a message."""
        self._messages.sent(item.message.model_dump(by_alias=True, exclude_unset=True))
        await self._stream.send(item)


class _Incoming(_Stream):
    """The messages from the server; lines that cannot be read are exceptions."""

    def __aiter__(self) -> _Incoming:
        return self

    async def __anext__(self) -> Any:
        return self._repair(await self._stream.__anext__())

    async def receive(self) -> Any:
        """The next message."""
        return self._repair(await self._stream.receive())

    def _repair(self, item: Any) -> Any:
        from mcp.shared.message import SessionMessage
        from mcp_types import jsonrpc_message_adapter

        if isinstance(item, Exception):
            message, line = _read(item)
        else:
            message, line = item.message.model_dump(by_alias=True, exclude_unset=True), ""
        try:
            repaired_message = self._messages.received(message, line)
        except RecursionError:
            repaired_message = self._messages.received(None, line)
        if repaired_message is None:
            return item
        return SessionMessage(jsonrpc_message_adapter.validate_python(repaired_message))


def _read(error: Exception) -> tuple[Any, str]:
    """The message that the SDK could not read, None if it is not JSON, and its line."""
    from pydantic import ValidationError

    if not isinstance(error, ValidationError):
        return None, ""
    for detail in error.errors(include_url=False, include_context=False):
        value = detail["input"]
        if detail["type"] == "json_invalid" and isinstance(value, str):
            try:
                # More lenient than the SDK: halves of surrogate pairs, and a byte order mark.
                return json.loads(value.lstrip("\ufeff")), value
            except (ValueError, RecursionError):
                return None, value
        if detail["type"] == "missing" and isinstance(value, dict):
            return value, json.dumps(value)
    return None, ""
