"""The end of the server by a signal, which waits for the command that runs."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Awaitable, Callable

import anyio

NUMBERS = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]


async def end_on_signals(when_idle: Callable[[], Awaitable[None]]) -> None:
    """End the process when a signal arrives: once no command runs, or at the second one.

    The thread that reads stdin cannot be interrupted, so that the interpreter would wait for it.

    Args:
        when_idle: Waits until no command runs, and lets none start.
    """
    if sys.platform == "win32":  # the event loop has no signals there
        return

    async def end(number: int) -> None:
        await when_idle()
        os._exit(128 + number)

    is_ending = False
    with anyio.open_signal_receiver(*NUMBERS) as received:
        async with anyio.create_task_group() as group:
            async for number in received:
                if is_ending:
                    os._exit(128 + number)
                is_ending = True
                group.start_soon(end, number)
