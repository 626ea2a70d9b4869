"""What the SDKs log and warn of, which may hold text of others: shown cleaned, or not at all."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from clerk_cli.api import Context

LOGGERS = (
    "mcp",
    "client",
    "openai",
    "anthropic",
    "httpx",
    "httpx2",
    "httpcore",
    "httpcore2",
    "anyio",
    "asyncio",
)


class _DebugMessages(logging.Handler):
    """Writes records as debug messages, which are cleaned; without ``--debug`` they are dropped."""

    def __init__(self, context: Context) -> None:
        super().__init__(logging.WARNING)
        self._context = context

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record, without its traceback."""
        if self._context.debug:
            text = record.getMessage()
            if record.exc_info and record.exc_info[1]:
                text += f": {record.exc_info[1]}"
            self._context.messages.debug(f"[DEBUG] {record.name}: {text}")


@contextmanager
def sdk_logs_as_messages(context: Context) -> Iterator[None]:
    """Send logs and warnings of the SDKs to the messages of a command while the block runs."""
    handler = _DebugMessages(context)
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [(logger.handlers, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.handlers, logger.propagate = [handler], False

    def show(message: object, category: type[Warning], *_: object, **__: object) -> None:
        if context.debug:
            context.messages.debug(f"[DEBUG] {category.__name__}: {message}")

    try:
        with warnings.catch_warnings():
            warnings.showwarning = show
            yield
    finally:
        for logger, (handlers, propagate) in zip(loggers, before, strict=True):
            logger.handlers, logger.propagate = handlers, propagate
