"""Replies that the SDK would leave out, so that the client does not wait for them in vain.

It has none to messages that are not valid, and drops those to calls that run when stdin ends.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from contextvars import Context
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

from mcp.shared.message import SessionMessage
from mcp_types import ErrorData, JSONRPCError

if TYPE_CHECKING:
    from typing_extensions import Self

PARSE_ERROR = -32700


class _Receiver(Protocol):
    """Where messages come from, as the SDK has it."""

    last_context: Context | None

    async def receive(self) -> SessionMessage | Exception:
        """The next message, or why it is none."""

    async def aclose(self) -> None:
        """Receive nothing more."""


class _Sender(Protocol):
    """Where messages go."""

    async def send(self, item: SessionMessage, /) -> None:
        """Send a message."""


class AnsweringReceiver:
    """Passes messages on, and answers those that cannot be read.

    Args:
        incoming: The messages of the client.
        outgoing: Where replies go.
        settle: Waits until the calls that came are answered.
    """

    def __init__(
        self, incoming: _Receiver, outgoing: _Sender, settle: Callable[[], Awaitable[None]]
    ) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self._settle = settle

    @property
    def last_context(self) -> Context | None:
        """The context of the last message."""
        return self._incoming.last_context

    async def receive(self) -> SessionMessage | Exception:
        """The next message that can be read."""
        while isinstance(item := await self._next(), Exception):
            error = ErrorData(code=PARSE_ERROR, message="the message is not valid JSON-RPC")
            reply = JSONRPCError(jsonrpc="2.0", id=_id_of(item), error=error)
            await self._outgoing.send(SessionMessage(reply))
        return item

    async def _next(self) -> SessionMessage | Exception:
        from anyio import EndOfStream

        try:
            return await self._incoming.receive()
        except EndOfStream:
            await self._settle()
            raise

    async def aclose(self) -> None:
        """Receive nothing more."""
        await self._incoming.aclose()

    def __aiter__(self) -> Self:
        """Iterate over the messages."""
        return self

    async def __anext__(self) -> SessionMessage | Exception:
        """The next message."""
        from anyio import EndOfStream

        try:
            return await self.receive()
        except EndOfStream:
            raise StopAsyncIteration from None

    async def __aenter__(self) -> Self:
        """Nothing to open."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Receive nothing more."""
        await self.aclose()


def _id_of(error: Exception) -> int | str | None:
    """The ID of the request, where the message has one, such as one with half a surrogate pair."""
    details: Any = getattr(error, "errors", list)()
    try:
        message = json.loads(details[0]["input"]) if details else None
    except (KeyError, TypeError, ValueError, RecursionError):
        return None
    name = message.get("id") if isinstance(message, dict) else None
    is_id = isinstance(name, (int, str)) and not isinstance(name, bool)
    return name if is_id else None
